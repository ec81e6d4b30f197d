import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import * as golden from "../../golden/arithmetic/arithmetic.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import type { Rounded } from "../../golden/arithmetic/round.js";
import { FloatOp, type FloatOperation } from "../../hw/fpu/float-operation.js";
import { CoreFpu } from "../../hw/fpu/core-fpu.js";
import { VECTOR_RULES } from "../../hw/fpu/rules.js";
import { FMA_OPERATION, fmaStaged } from "../../hw/fpu/fma-unit.js";
import { coreErrataOf, type CoreErratum } from "../../hw/cluster/core/errata.js";
import { coreParameters, DEFAULT_ISA, fpuRulesOf } from "../../hw/cluster/core/parameters.js";
import * as formats from "../../hw/fpu/format.js";
import {
  FpResult,
  INEXACT,
  INVALID,
  OVERFLOW,
  ROUNDING,
  UNDERFLOW,
  type FpFormat,
  type RoundingName,
} from "../../hw/fpu/format.js";
import { SplitMix64 } from "../../run/data/random.js";
import { encodingNear } from "./encoding-near.js";

const MODES = Object.keys(ROUNDING) as RoundingName[];
const { FP16, FP32, BF16, FP8_E5M2 } = formats;
const fpu = new CoreFpu(VECTOR_RULES);
const out = new FpResult();

function operation(op: FloatOp, format: FpFormat, more: Partial<FloatOperation> = {}): FloatOperation {
  return { op, format, source: format, rounding: 7, lanes: 1, replicate: false, exact: false, ...more };
}

const ARITHMETIC: readonly (readonly [FloatOp, number])[] = [
  [FloatOp.add, FMA_OPERATION.ADD],
  [FloatOp.sub, FMA_OPERATION.SUB],
  [FloatOp.mul, FMA_OPERATION.MUL],
  [FloatOp.madd, FMA_OPERATION.FMADD],
  [FloatOp.msub, FMA_OPERATION.FMSUB],
  [FloatOp.nmsub, FMA_OPERATION.FNMSUB],
  [FloatOp.nmadd, FMA_OPERATION.FNMADD],
];

describe.each(["FP32", "FP16", "BF16"] as const)("arithmetic of %s", (name) => {
  const format = formats[name];
  const unused = 2 ** 32 - 2 ** format.width;

  test.prop([fc.maxSafeNat()], { numRuns: 30 })("equals the exact units in value and flags", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 400; i++) {
      const a = encodingNear(format, random, random.integer(2 ** format.width));
      const b = encodingNear(format, random, a);
      const [value] = [fmaStaged(format, FMA_OPERATION.MUL, a, b, 0, 0, out).bits];
      const c = encodingNear(format, random, value);
      const mode = i % 3 === 0 ? random.integer(5) : ROUNDING.rne;
      for (const [op, staged] of ARITHMETIC) {
        fpu.execute(operation(op, format), a, b, c, mode);
        fmaStaged(format, staged, a, b, c, mode, out);
        if (fpu.result >>> 0 !== out.bits + unused || fpu.flags !== out.flags) {
          const operands = [a, b, c].map((bits) => bits.toString(16)).join(" ");
          expect.fail(`seed ${seed}: ${staged} ${operands} mode ${mode}: ${fpu.result >>> 0} flags ${fpu.flags}`);
        }
      }
    }
  });

  test.prop([fc.maxSafeNat()], { numRuns: 10 })("equals exact rational arithmetic", (seed) => {
    const random = new SplitMix64(seed);
    const exact = goldenFormats[name];
    for (let i = 0; i < 60; i++) {
      const a = encodingNear(format, random, random.integer(2 ** format.width));
      const b = encodingNear(format, random, a);
      const c = encodingNear(format, random, golden.mul(exact, a, b).bits);
      const mode = MODES[random.integer(5)];
      const check = (op: FloatOp, expected: Rounded): void => {
        fpu.execute(operation(op, format), a, b, c, ROUNDING[mode]);
        const where = { seed, mode, op, a, b, c };
        expect({ ...where, bits: (fpu.result >>> 0) - unused, flags: fpu.flags }).toEqual({ ...where, ...expected });
      };
      check(FloatOp.add, golden.add(exact, a, b, mode));
      check(FloatOp.mul, golden.mul(exact, a, b, mode));
      check(FloatOp.madd, golden.fma(exact, a, b, c, mode));
    }
  });
});

test("products and sums at the edge of the subnormal range say underflow as the exact units do", () => {
  for (const [format, edge] of [
    [FP32, 0x00800000],
    [FP16, 0x0400],
  ] as const) {
    for (let down = 0; down < 6; down++) {
      for (let b = format.one - 3; b <= format.one + 3; b++) {
        for (const c of [0, 1, 2, format.signBit, format.signBit + 1]) {
          fpu.execute(operation(FloatOp.madd, format), edge - down, b, c, 0);
          fmaStaged(format, FMA_OPERATION.FMADD, edge - down, b, c, 0, out);
          expect([down, b, c, fpu.flags]).toEqual([down, b, c, out.flags]);
        }
      }
    }
  }
});

describe("packed operations", () => {
  test.prop([fc.maxSafeNat()], { numRuns: 20 })("are the scalar ones on every element", (seed) => {
    const random = new SplitMix64(seed);
    for (const [format, lanes] of [
      [FP16, 2],
      [BF16, 2],
      [FP8_E5M2, 4],
    ] as const) {
      const mask = 2 ** format.width - 1;
      for (let i = 0; i < 40; i++) {
        const [a, b, c] = [random.integer(2 ** 32), random.integer(2 ** 32), random.integer(2 ** 32)];
        const mode = random.integer(5);
        const replicate = random.integer(2) === 1;
        const ops = [FloatOp.add, FloatOp.madd, FloatOp.msub, FloatOp.min, FloatOp.sgnjx, FloatOp.lt, FloatOp.sqrt];
        for (const op of ops) {
          let [result, flags] = [0, 0];
          for (let lane = 0; lane < lanes; lane++) {
            const shift = lane * format.width;
            fpu.execute(operation(op, format), a >>> shift, b >>> (replicate ? 0 : shift), c >>> shift, mode);
            result |= (fpu.result & mask) << shift;
            flags |= fpu.flags;
          }
          fpu.execute(operation(op, format, { lanes, replicate }), a, b, c, mode);
          expect([seed, op, fpu.result, fpu.flags]).toEqual([seed, op, result, flags]);
        }
      }
    }
  });

  test("an expanding dot product adds the products of FP16 elements to an FP32 number, element 0 first", () => {
    const dot = operation(FloatOp.dotExpanding, FP16, { lanes: 2 });
    // (2, 3) . (4, 5) + 0.5 = 23.5
    fpu.execute(dot, 0x42004000, 0x45004400, 0x3f000000, 0);
    expect([fpu.result, fpu.flags]).toEqual([0x41bc0000, 0]);
    // Element 0 gives 2^24 + 1, which rounds to 2^24 before element 1 takes 2^24 away again.
    fpu.execute(dot, 0xec006c00 | 0, 0x6c006c00, 0x3f800000, 0);
    expect([fpu.result, fpu.flags]).toEqual([0, INEXACT]);
    fpu.execute(operation(FloatOp.dot, FP16, { lanes: 2, replicate: true }), 0x42004000, 0x7e004400, 0xffff3800, 0);
    expect([fpu.result, fpu.flags]).toEqual([0xffff4d20 | 0, 0]);
  });
});

/** The FPU of a core without vectors, with one of its errata or none. */
const fpuOf = (isa: string, ...errata: CoreErratum[]): CoreFpu =>
  new CoreFpu(fpuRulesOf(coreParameters(isa, coreErrataOf("sound", errata))));
const SEPARATE = "rv32imfc_zfh";
const IN_INTEGERS = "rv32imc_zhinx";

describe("conversions", () => {
  const convert = (source: FpFormat, to: FpFormat, bits: number, frm: number, by = fpu): number[] => {
    by.execute(operation(FloatOp.convert, to, { source }), bits, 0, 0, frm);
    return [by.result >>> 0, by.flags];
  };
  test("of an infinity are exact in every mode, with C1 inexact and rounded like a number beyond the range", () => {
    for (const mode of Object.values(ROUNDING)) {
      expect(convert(FP16, FP32, 0x7c00, mode)).toEqual([0x7f800000, 0]);
      expect(convert(FP32, FP16, 0xff800000, mode)).toEqual([0xfffffc00, 0]);
    }
    const reference = fpuOf(SEPARATE, "C1");
    expect(convert(FP16, FP32, 0xffff7c00, ROUNDING.rne, reference)).toEqual([0x7f800000, INEXACT]);
    expect(convert(FP16, FP32, 0xfffffc00, ROUNDING.rtz, reference)).toEqual([0xff7fffff, INEXACT]);
    expect(convert(FP32, FP16, 0x7f800000, ROUNDING.rup, reference)).toEqual([0xffff7c00, INEXACT]);
  });
  test.each([
    [[], OVERFLOW | INEXACT],
    [["C2"] as const, INVALID | INEXACT],
  ])("of an integer beyond the range, errata %j", (errata, flags) => {
    const by = fpuOf(SEPARATE, ...errata);
    by.execute(operation(FloatOp.fromUnsigned, FP16), -1, 0, 0, ROUNDING.rne);
    expect([by.result >>> 0, by.flags]).toEqual([0xffff7c00, flags]);
    by.execute(operation(FloatOp.fromSigned, FP16), -65536, 0, 0, ROUNDING.rtz);
    expect([by.result >>> 0, by.flags]).toEqual([0xfffffbff, flags]);
  });
  // 0x39C is 924 2^-24: it becomes 2^-14, but 896 2^-24 with an unbounded exponent.
  test.each([
    [[], INEXACT | UNDERFLOW],
    [["C5"] as const, INEXACT],
  ])("that round up to the smallest normal number, errata %j", (errata, flags) => {
    const by = fpuOf(DEFAULT_ISA, ...errata);
    const packed = operation(FloatOp.convert, FP8_E5M2, { source: FP16, lanes: 4 });
    by.execute(packed, 0x45c1039c, 0, 0, ROUNDING.rne);
    expect([by.result >>> 0, by.flags]).toEqual([0xffff4604, flags]);
    const flagsOf = (op: FloatOp, format: FpFormat, source: FpFormat, a: number, mode: number): number => {
      by.execute(operation(op, format, { source }), a, 0x38, 0, mode);
      expect((by.result >>> 0) % format.signBit).toBe(2 ** format.manBits);
      return by.flags;
    };
    expect(flagsOf(FloatOp.convert, FP8_E5M2, FP16, 0x039c, ROUNDING.rne)).toBe(flags);
    expect(flagsOf(FloatOp.convert, FP16, FP32, 0x387fd100, ROUNDING.rup)).toBe(flags);
    // Half of the number above the smallest normal one.
    expect(flagsOf(FloatOp.mul, FP8_E5M2, FP8_E5M2, 0x07, ROUNDING.rne)).toBe(flags);
    // Tiny by neither definition.
    expect(flagsOf(FloatOp.convert, FP8_E5M2, FP16, 0x039c, ROUNDING.rup)).toBe(INEXACT);
  });
  test.prop([fc.nat({ max: 0xffffffff }), fc.nat({ max: 4 })])(
    "finite numbers and integers as IEEE 754 says",
    (bits, m) => {
      const half = bits & 0xffff;
      fpu.execute(operation(FloatOp.fromSigned, FP32), bits, 0, 0, m);
      const there = fpu.result;
      if (m === 0) expect(there).toBe(new Int32Array(Float32Array.of(bits | 0).buffer)[0]);
      fpu.execute(operation(FloatOp.toSigned, FP32), there, 0, 0, m);
      if (Math.abs(bits | 0) < 2 ** 24) expect(fpu.result).toBe(bits | 0);
      if ((half & 0x7c00) === 0x7c00) return;
      const [wide, flags] = convert(FP16, FP32, half, m);
      expect([flags, convert(FP32, FP16, wide, m)]).toEqual([0, [0xffff0000 + half, 0]]);
    },
  );
  test.prop([fc.nat({ max: 0xffffffff }), fc.nat({ max: 4 })])("FP32 to FP16 as exact arithmetic says", (bits, m) => {
    const { bits: expected, flags } = golden.cast(goldenFormats.FP32, goldenFormats.FP16, bits, MODES[m]);
    if ((bits & 0x7fffffff) !== 0x7f800000)
      expect(convert(FP32, FP16, bits, m)).toEqual([0xffff0000 + expected, flags]);
  });
});

describe("narrow numbers in registers", () => {
  const ONE = 0x3c00;
  const UNARY = [
    [FloatOp.classify, 1 << 6, 1 << 9],
    [FloatOp.toSigned, 1, 0x7fffffff],
    [FloatOp.sqrt, 0xffff3c00, 0xffff7e00],
  ] as const;
  const run = (by: CoreFpu, op: FloatOp, ...operands: number[]): number => {
    by.execute(operation(op, FP16), operands[0], operands[1] ?? 0, operands[2] ?? 0, 0);
    return by.result >>> 0;
  };

  test.each(UNARY)("operation %i takes an operand that is not boxed for a NaN", (op, value, ofNan) => {
    for (const unboxed of [ONE, 0x7fff0000 + ONE, 0xfffe0000 + ONE]) {
      expect(run(fpuOf(SEPARATE), op, unboxed)).toBe(ofNan);
      expect(run(fpuOf(SEPARATE, "C3"), op, unboxed)).toBe(value);
      expect(run(fpuOf(IN_INTEGERS), op, unboxed) & 0xffff).toBe(value & 0xffff);
      expect(run(fpuOf(DEFAULT_ISA), op, unboxed)).toBe(value);
    }
    expect(run(fpuOf(SEPARATE), op, 0xffff0000 + ONE)).toBe(value);
  });

  test("every operand of the fast units is looked at, and none that is not used", () => {
    const by = fpuOf(SEPARATE);
    const boxed = 0xffff0000 + ONE;
    expect(run(by, FloatOp.add, boxed, ONE)).toBe(0xffff7e00);
    expect(run(by, FloatOp.add, ONE, boxed)).toBe(0xffff7e00);
    expect(run(by, FloatOp.mul, boxed, boxed, ONE)).toBe(boxed);
    expect(run(by, FloatOp.madd, boxed, boxed, ONE)).toBe(0xffff7e00);
    expect(run(by, FloatOp.sgnj, ONE, boxed)).toBe(0xffff7e00);
    expect(run(by, FloatOp.moveToInteger, ONE)).toBe(ONE);
    expect(run(by, FloatOp.moveFromInteger, 0x1234_0000 + ONE)).toBe(boxed);
  });

  test("in integer registers a result is extended by its sign, with C4 it stands below ones", () => {
    for (const [op, ...operands] of [
      [FloatOp.add, ONE, 0],
      [FloatOp.max, ONE, 0],
      [FloatOp.sqrt, ONE],
      [FloatOp.fromSigned, 1],
    ] as const) {
      expect(run(fpuOf(IN_INTEGERS), op, ...operands)).toBe(ONE);
      expect(run(fpuOf(IN_INTEGERS, "C4"), op, ...operands)).toBe(0xffff0000 + ONE);
    }
    expect(run(fpuOf(IN_INTEGERS), FloatOp.sgnjn, ONE, ONE)).toBe(0xffff0000 + ONE + 0x8000);
  });
});
