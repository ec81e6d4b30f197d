import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import * as golden from "../../golden/arithmetic/divide.js";
import * as goldenFormats from "../../golden/arithmetic/format.js";
import { FloatOp, type FloatOperation } from "../../hw/fpu/float-operation.js";
import { CoreFpu } from "../../hw/fpu/core-fpu.js";
import { VECTOR_RULES } from "../../hw/fpu/rules.js";
import { divide, squareRoot } from "../../hw/fpu/digit-recurrence.js";
import { DivSqrt } from "../../hw/fpu/div-sqrt.js";
import * as formats from "../../hw/fpu/format.js";
import { FpResult, ROUNDING, type RoundingName } from "../../hw/fpu/format.js";
import { SplitMix64 } from "../../run/data/random.js";

const FORMAT_NAMES = ["FP32", "FP16", "BF16", "FP8_E5M2"] as const;
const MODES = Object.keys(ROUNDING) as RoundingName[];
const out = new FpResult();

function shown(result: { readonly bits: number; readonly flags: number }): string {
  return `${result.bits.toString(16)} flags ${result.flags}`;
}

/** Any encoding, every second one near the end of a binade, every fourth near the end of the range. */
function operand(format: formats.FpFormat, random: SplitMix64): number {
  const bits = random.integer(2 ** format.width);
  const kind = random.integer(4);
  if (kind === 0) return bits;
  const fraction = [0, 1, 2 ** format.manBits - 1, 2 ** (format.manBits - 1)][random.integer(4)];
  const end = bits - (bits % 2 ** format.manBits) + fraction;
  if (kind !== 1) return end;
  const magnitude = bits % 2 ? random.integer(2 ** (format.manBits + 2)) : format.infinity - random.integer(4);
  return magnitude + (bits & 2 ? format.signBit : 0);
}

describe.each(FORMAT_NAMES)("%s against exact rational arithmetic", (name) => {
  const format = formats[name];
  const exact = goldenFormats[name];
  test.prop([fc.maxSafeNat()], { numRuns: 20 })("quotients and square roots, values and flags", (seed) => {
    const random = new SplitMix64(seed);
    for (let i = 0; i < 60; i++) {
      const [a, b] = [operand(format, random), operand(format, random)];
      const mode = MODES[random.integer(5)];
      const where = `${mode} ${a.toString(16)} ${b.toString(16)}`;
      const quotient = shown(divide(format, a, b, ROUNDING[mode], out));
      expect(`${where} ${quotient}`).toBe(`${where} ${shown(golden.divide(exact, a, b, mode))}`);
      const root = shown(squareRoot(format, a, ROUNDING[mode], out));
      expect(`${where} ${root}`).toBe(`${where} ${shown(golden.squareRoot(exact, a, mode))}`);
    }
  });
});

function operation(op: FloatOp, format: formats.FpFormat, lanes: 1 | 2 | 4, replicate = false): FloatOperation {
  return { op, format, source: format, rounding: 7, lanes, replicate, exact: false };
}

/** Runs one operation; the clocks from `start`, in which the result of the one before may stand, to `done`. */
function run(unit: DivSqrt, task: FloatOperation, a: number, b: number, rounding: number): number {
  unit.operation = task;
  unit.a = a;
  unit.b = b;
  unit.rounding = rounding;
  unit.start = 1;
  for (let clocks = 0; clocks < 40; clocks++) {
    unit.settle();
    if (clocks > 0 && unit.done !== 0) return clocks;
    unit.edge();
    unit.start = 0;
  }
  return Infinity;
}

const TASKS = [
  ["fdiv.s", operation(FloatOp.div, formats.FP32, 1)],
  ["fsqrt.s", operation(FloatOp.sqrt, formats.FP32, 1)],
  ["fdiv.h", operation(FloatOp.div, formats.FP16, 1)],
  ["vfdiv.h", operation(FloatOp.div, formats.FP16, 2)],
  ["vfsqrt.ah", operation(FloatOp.sqrt, formats.BF16, 2)],
  ["vfdiv.r.b", operation(FloatOp.div, formats.FP8_E5M2, 4, true)],
] as const;

describe.each(TASKS)("the unit of %s", (_name, task) => {
  test.prop([fc.maxSafeNat()], { numRuns: 20 })(
    "gives what the function gives, one operation after another",
    (seed) => {
      const random = new SplitMix64(seed);
      const unit = new DivSqrt(VECTOR_RULES);
      const fpu = new CoreFpu(VECTOR_RULES);
      for (let i = 0; i < 30; i++) {
        const [a, b, mode] = [random.integer(2 ** 32), random.integer(2 ** 32), random.integer(5)];
        run(unit, task, a, b, mode);
        fpu.execute(task, a, b, 0, mode);
        expect([a, b, mode, unit.result, unit.flags]).toEqual([a, b, mode, fpu.result, fpu.flags]);
        if (i % 2 === 0) unit.edge();
      }
    },
  );
});

test("an FP32 quotient or root takes 14 clocks, narrow ones less, known results 5", () => {
  const unit = new DivSqrt(VECTOR_RULES);
  const two = 0x40000000;
  const three = 0x40400000;
  expect(run(unit, operation(FloatOp.div, formats.FP32, 1), two, three, 0)).toBe(14);
  expect(run(unit, operation(FloatOp.sqrt, formats.FP32, 1), two, 0, 0)).toBe(14);
  expect(run(unit, operation(FloatOp.div, formats.FP16, 1), 0x4000, 0x4200, 0)).toBe(10);
  expect(run(unit, operation(FloatOp.sqrt, formats.BF16, 2), 0x40004000, 0, 0)).toBe(9);
  expect(run(unit, operation(FloatOp.div, formats.FP32, 1), two, 0, 0)).toBe(5);
  expect(run(unit, operation(FloatOp.sqrt, formats.FP32, 1), -three, 0, 0)).toBe(5);
  // One lane that iterates keeps the others.
  expect(run(unit, operation(FloatOp.div, formats.FP16, 2), 0x40000000, 0x42000000, 0)).toBe(10);
});

test("a killed operation never ends, and the next one is not harmed", () => {
  const unit = new DivSqrt(VECTOR_RULES);
  const task = operation(FloatOp.div, formats.FP32, 1);
  Object.assign(unit, { operation: task, a: 0x40000000, b: 0x40400000, start: 1 });
  unit.settle();
  unit.edge();
  Object.assign(unit, { start: 0, kill: 1 });
  unit.edge();
  unit.kill = 0;
  for (let i = 0; i < 30; i++) {
    unit.settle();
    expect(unit.done).toBe(0);
    unit.edge();
  }
  expect(run(unit, task, 0x40800000, 0x40000000, 0)).toBe(14);
  expect(unit.result).toBe(0x40000000);
});
