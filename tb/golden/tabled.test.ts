import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { hex } from "../../hw/hex.js";
import * as exact from "../../golden/arithmetic/arithmetic.js";
import { DyadicRounder, toDouble } from "../../golden/arithmetic/dyadic.js";
import { decode, BF16, FP16, FP8_E4M3, FP8_E5M2, type FloatFormat } from "../../golden/arithmetic/format.js";
import { round, ROUNDING_MODES, type Rounded, type RoundingMode } from "../../golden/arithmetic/round.js";
import { scaled } from "../../golden/arithmetic/rational.js";
import { TabledArithmetic } from "../../golden/arithmetic/tabled.js";
import { SplitMix64 } from "../../run/data/random.js";

const half = new TabledArithmetic(FP16, FP16);

/** One operand of every sign and exponent, its fraction all zeros, all ones or drawn. */
function strata({ exponentBits, fractionBits }: FloatFormat, random: SplitMix64): number[] {
  const all = 2 ** fractionBits - 1;
  return Array.from({ length: 2 ** (exponentBits + 1) }, (_, top) => {
    const fraction = [0, 1, all, random.integer(all + 1), random.integer(all + 1)][random.integer(5)];
    return top * (all + 1) + fraction;
  });
}

function expectSame(got: Rounded, expected: Rounded, where: string): void {
  if (got.bits === expected.bits && got.flags === expected.flags) return;
  const shown = ({ bits, flags }: Rounded) => `${hex(bits)} with flags ${flags}`;
  expect.fail(`${where}: ${shown(got)}, exactly ${shown(expected)}`);
}

describe.each(ROUNDING_MODES)("tabled arithmetic equals exact arithmetic, %s", (mode) => {
  test.prop([fc.maxSafeNat()], { numRuns: 4 })("on every pair of signs and exponents of FP16", (seed) => {
    const random = new SplitMix64(seed);
    for (const a of strata(FP16, random)) {
      for (const b of strata(FP16, random)) {
        const where = `${a.toString(16)} ${b.toString(16)} seed ${seed}`;
        half.add(a, b, mode);
        expectSame(half, exact.add(FP16, a, b, mode), `add ${where}`);
        half.mul(a, b, mode);
        expectSame(half, exact.mul(FP16, a, b, mode), `mul ${where}`);
        half.min(a, b);
        expectSame(half, exact.min(FP16, a, b), `min ${where}`);
        half.max(a, b);
        expectSame(half, exact.max(FP16, a, b), `max ${where}`);
      }
    }
  });

  test.prop([fc.maxSafeNat()], { numRuns: 40 })("where the terms of a sum nearly cancel", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 100; i++) {
      const a = random.integer(0x10000);
      const b = (a ^ 0x8000) + random.integer(5) - 2;
      if (b < 0 || b > 0xffff) continue;
      half.add(a, b, mode);
      expectSame(half, exact.add(FP16, a, b, mode), `add ${a.toString(16)} ${b.toString(16)}`);
    }
  });
});

/** FP8 operands as exact FP16 encodings; a signaling NaN stays one. */
function widened(format: FloatFormat, bits: number): number {
  const value = decode(format, bits);
  return value.kind === "nan" && value.signaling ? 0x7c01 : exact.cast(format, FP16, bits).bits;
}

describe.each([
  ["E5M2", FP8_E5M2],
  ["E4M3", FP8_E4M3],
])("the FMA with FP8 %s operands equals exact arithmetic", (_name, format) => {
  const tabled = new TabledArithmetic(format, FP16);
  const check = (a: number, b: number, c: number, mode: RoundingMode): void => {
    tabled.fma(a, b, c, mode);
    const expected = exact.fma(FP16, widened(format, a), widened(format, b), c, mode);
    expectSame(tabled, expected, `fma ${[a, b, c].map((bits) => bits.toString(16)).join(" ")} ${mode}`);
  };

  test("on every product, with an addend that is drawn and one that nearly cancels it", () => {
    const random = new SplitMix64(7);
    for (let ab = 0; ab < 65536; ab += 3) {
      const mode = ROUNDING_MODES[ab % 5];
      const [a, b] = [ab >> 8, ab & 255];
      const opposite = exact.mul(FP16, widened(format, a), widened(format, b)).bits ^ 0x8000;
      check(a, b, random.integer(0x10000), mode);
      check(a, b, (opposite ^ random.integer(3)) & 0xffff, mode);
    }
  });

  test("on every sign and exponent of the addend", () => {
    const random = new SplitMix64(8);
    for (let top = 0; top < 64; top++) {
      for (let i = 0; i < 200; i++) {
        const c = top * 1024 + [0, 1023, random.integer(1024)][i % 3];
        check(random.integer(256), random.integer(256), c, ROUNDING_MODES[i % 5]);
      }
    }
  });
});

describe("rounding of doubles equals rounding of rationals", () => {
  test.prop([fc.constantFrom(FP16, BF16, FP8_E5M2, FP8_E4M3), fc.maxSafeNat()], { numRuns: 60 })(
    "about every border of a format, in every mode",
    (format, seed) => {
      const random = new SplitMix64(seed);
      const rounder = new DyadicRounder(format);
      const count = 2 ** (format.exponentBits + format.fractionBits);
      for (let i = 0; i < 100; i++) {
        const border = decode(format, random.integer(count));
        if (border.kind !== "finite") continue;
        const near =
          toDouble(border) * (1 + (random.integer(9) - 4) * 2 ** -(format.fractionBits + 1 + random.integer(4)));
        const value = near * 2 ** (random.integer(5) - 2);
        const significand = value * 2 ** 200;
        for (const mode of ROUNDING_MODES) {
          for (const negative of [false, true]) {
            rounder.round(negative ? -value : value, mode);
            expectSame(rounder, round(format, negative, scaled(BigInt(significand), -200), mode), `${value} ${mode}`);
          }
        }
      }
    },
  );
});
