import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  F16_TO_F64,
  f64ToF16Bits,
  fmaF16,
  maxF16,
  maxNumber,
  minF16,
  minNumber,
  roundToF16,
} from "../../hw/fpu/fast.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { FP16, FpResult, RNE } from "../../hw/fpu/format.js";
import { minMaxStaged } from "../../hw/fpu/minmax.js";
import { SplitMix64 } from "../../run/data/random.js";

const out = new FpResult();

/** Borders of FP16: zeros, ends of the subnormals and normals, ones, infinity, quiet and signalling NaN. */
const SPECIALS = [
  0x0000, 0x0001, 0x0002, 0x01ff, 0x0200, 0x03fe, 0x03ff, 0x0400, 0x0401, 0x07ff, 0x0800, 0x13ff, 0x1400, 0x1401,
  0x2bff, 0x2c00, 0x37ff, 0x3800, 0x3bff, 0x3c00, 0x3c01, 0x3fff, 0x4000, 0x57ff, 0x5bff, 0x5c00, 0x77ff, 0x7800,
  0x7bfe, 0x7bff, 0x7c00, 0x7c01, 0x7dff, 0x7e00, 0x7fff,
].flatMap((bits) => [bits, bits | 0x8000]);

/** Compares the fast FMA, on encodings and on doubles, with the staged unit. */
function compareFma(a: number, b: number, c: number): void {
  const expected = fmaStaged(FP16, FMA_OPERATION.FMADD, a, b, c, RNE, out).bits;
  const onBits = fmaF16(a, b, c);
  const onDoubles = roundToF16(F16_TO_F64[a] * F16_TO_F64[b] + F16_TO_F64[c]);
  if (onBits === expected && Object.is(onDoubles, F16_TO_F64[expected])) return;
  const [x, y, z, e, f] = [a, b, c, expected, onBits].map((bits) => bits.toString(16));
  expect.fail(`fma(${x}, ${y}, ${z}): staged ${e}, fast ${f}, on doubles ${onDoubles}`);
}

describe("fast FMA equals the staged unit", () => {
  test("on every triple of special values", () => {
    for (const a of SPECIALS) {
      for (const b of SPECIALS) for (const c of SPECIALS) compareFma(a, b, c);
    }
  });

  test("on every sign and exponent of the three operands", () => {
    const random = new SplitMix64(1);
    const operand = (stratum: number): number => (stratum << 10) | random.integer(1024);
    for (let a = 0; a < 64; a++) {
      for (let b = 0; b < 64; b++) {
        for (let c = 0; c < 64; c++) {
          compareFma(operand(a), operand(b), operand(c));
        }
      }
    }
  });

  test.prop([fc.maxSafeNat()], { numRuns: 100 })("on random operands, and where the terms nearly cancel", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 3000; i++) {
      const a = random.integer(65536);
      const b = random.integer(65536);
      const scale = 2 ** (random.integer(30) - 15);
      const near = f64ToF16Bits(-F16_TO_F64[a] * F16_TO_F64[b] * (i & 1 ? 1 : scale));
      compareFma(a, b, random.integer(65536));
      compareFma(a, b, (near ^ random.integer(4)) & 0xffff);
    }
  });
});

describe("rounding of doubles", () => {
  test("every encoding survives the way through its double", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const isNan = (bits & 0x7fff) > 0x7c00;
      const value = F16_TO_F64[bits];
      if (f64ToF16Bits(value) !== (isNan ? 0x7e00 : bits)) expect.fail(`encoding of ${bits.toString(16)}`);
      if (!Object.is(roundToF16(value), value)) expect.fail(`rounding of ${bits.toString(16)}`);
    }
  });

  test("a tie goes to the even neighbour, anything beside it to the nearer one", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [below, above] = [F16_TO_F64[bits], F16_TO_F64[bits + 1]];
      const tie = (below + above) / 2;
      const nudge = (above - below) * 2 ** -30;
      for (const sign of [1, -1]) {
        const rounded = [roundToF16(sign * (tie - nudge)), roundToF16(sign * tie), roundToF16(sign * (tie + nudge))];
        const expected = [below, bits & 1 ? above : below, above].map((value) => sign * value);
        if (!rounded.every((value, i) => Object.is(value, expected[i]))) expect(rounded).toEqual(expected);
      }
    }
  });

  test("overflow begins at 65520", () => {
    for (const [s, rounded] of [
      [65519.999999999, 65504],
      [65520, Infinity],
      [1e300, Infinity],
      [Infinity, Infinity],
    ]) {
      expect([roundToF16(s), roundToF16(-s)]).toEqual([rounded, -rounded]);
      expect(f64ToF16Bits(-s)).toBe(rounded === Infinity ? 0xfc00 : 0xfbff);
    }
  });

  test.prop([fc.double()])("both forms agree on any double", (s) => {
    expect(F16_TO_F64[f64ToF16Bits(s)]).toBe(roundToF16(s));
  });
});

describe("minimum and maximum", () => {
  test("on encodings and on doubles equal the staged unit", () => {
    for (const a of SPECIALS) {
      for (const b of SPECIALS) {
        const least = minMaxStaged(FP16, a, b, 0, out).bits;
        const most = minMaxStaged(FP16, a, b, 1, out).bits;
        expect([minF16(a, b), maxF16(a, b)]).toEqual([least, most]);
        expect(minNumber(F16_TO_F64[a], F16_TO_F64[b])).toBe(F16_TO_F64[least]);
        expect(maxNumber(F16_TO_F64[a], F16_TO_F64[b])).toBe(F16_TO_F64[most]);
      }
    }
  });
});
