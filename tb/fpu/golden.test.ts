import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import * as golden from "../../golden/arithmetic/arithmetic.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import type { Rounded } from "../../golden/arithmetic/round.js";
import { cast } from "../../hw/fpu/cast.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import * as formats from "../../hw/fpu/format.js";
import { FpResult, ROUNDING, type FpFormat, type RoundingName } from "../../hw/fpu/format.js";
import { minMaxStaged } from "../../hw/fpu/minmax.js";
import { SplitMix64 } from "../../run/data/random.js";

const FORMAT_NAMES = ["FP16", "BF16", "FP8_E5M2", "FP8_E4M3", "FP32"] as const;
const MODES = Object.keys(ROUNDING) as RoundingName[];
const out = new FpResult();

/** Any encoding, with every second one at the end of a binade, where carries and subnormals meet. */
function operand(format: FpFormat, random: SplitMix64): number {
  const bits = random.integer(2 ** format.width);
  if (random.integer(2) === 0) return bits;
  const fraction = [0, 1, 2 ** format.manBits - 1, 2 ** (format.manBits - 1)][random.integer(4)];
  return bits - (bits % 2 ** format.manBits) + fraction;
}

function shown(result: { readonly bits: number; readonly flags: number }): string {
  return `${result.bits.toString(16)} flags ${result.flags}`;
}

describe.each(FORMAT_NAMES)("%s against exact rational arithmetic", (name) => {
  const format = formats[name];
  const exact = goldenFormats[name];
  const negated = (bits: number): number => (bits >= format.signBit ? bits - format.signBit : bits + format.signBit);

  test.prop([fc.maxSafeNat()], { numRuns: 20 })("every operation of the FMA unit, values and flags", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 60; i++) {
      const [a, b, c] = [operand(format, random), operand(format, random), operand(format, random)];
      const mode = MODES[random.integer(5)];
      const check = (operation: number, expected: Rounded): void => {
        const got = fmaStaged(format, operation, a, b, c, ROUNDING[mode], out);
        const where = `operation ${operation} ${mode} ${[a, b, c].map((bits) => bits.toString(16)).join(" ")}`;
        expect(`${where}: ${shown(got)}`).toBe(`${where}: ${shown(expected)}`);
      };
      check(FMA_OPERATION.FMADD, golden.fma(exact, a, b, c, mode));
      check(FMA_OPERATION.FMSUB, golden.fma(exact, a, b, negated(c), mode));
      check(FMA_OPERATION.FNMSUB, golden.fma(exact, negated(a), b, c, mode));
      check(FMA_OPERATION.FNMADD, golden.fma(exact, negated(a), b, negated(c), mode));
      check(FMA_OPERATION.ADD, golden.add(exact, a, b, mode));
      check(FMA_OPERATION.SUB, golden.add(exact, a, negated(b), mode));
      check(FMA_OPERATION.MUL, golden.mul(exact, a, b, mode));
    }
  });

  test.prop([fc.maxSafeNat()], { numRuns: 20 })("minimum and maximum", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 100; i++) {
      const a = operand(format, random);
      const b = random.integer(4) === 0 ? negated(a) : operand(format, random);
      expect(shown(minMaxStaged(format, a, b, 0, out))).toBe(shown(golden.min(exact, a, b)));
      expect(shown(minMaxStaged(format, a, b, 1, out))).toBe(shown(golden.max(exact, a, b)));
    }
  });

  test.each(FORMAT_NAMES.filter((other) => other !== name))("cast to %s", (other) => {
    const random = new SplitMix64(5);
    for (let i = 0; i < 1500; i++) {
      const bits = operand(format, random);
      const mode = MODES[i % 5];
      const expected = golden.cast(exact, goldenFormats[other], bits, mode);
      const got = cast(format, formats[other], bits, ROUNDING[mode], out);
      expect(`${bits.toString(16)} ${mode} ${shown(got)}`).toBe(`${bits.toString(16)} ${mode} ${shown(expected)}`);
    }
  });
});

test("an FP8 E4M3 FMA is right on every product and a ladder of addends", () => {
  for (let a = 0; a < 256; a += 3) {
    for (let b = 0; b < 256; b += 5) {
      for (let c = 1; c < 256; c += 37) {
        const mode = MODES[(a + b + c) % 5];
        const got = fmaStaged(formats.FP8_E4M3, FMA_OPERATION.FMADD, a, b, c, ROUNDING[mode], out);
        const expected = golden.fma(goldenFormats.FP8_E4M3, a, b, c, mode);
        if (shown(got) !== shown(expected))
          expect.fail(`${a} ${b} ${c} ${mode}: ${shown(got)}, not ${shown(expected)}`);
      }
    }
  }
});
