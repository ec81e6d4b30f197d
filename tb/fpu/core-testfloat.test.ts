import { expect, test } from "vitest";
import { FloatOp, type FloatOperation } from "../../hw/fpu/float-operation.js";
import { CoreFpu } from "../../hw/fpu/core-fpu.js";
import { VECTOR_RULES } from "../../hw/fpu/rules.js";
import { FP16, FP32 } from "../../hw/fpu/format.js";
import { unpackedFile } from "./vectors.js";

/** Files of vectors with the operations that a core evaluates in doubles. */
const FILES = [
  ["f32_add.rne.l1", FloatOp.add, FP32],
  ["f32_mul.rne.l1", FloatOp.mul, FP32],
  ["f32_mulAdd.rne.l1s", FloatOp.madd, FP32],
  ["f16_add.rne.l1", FloatOp.add, FP16],
  ["f16_sub.rne.l1", FloatOp.sub, FP16],
  ["f16_mul.rne.l1", FloatOp.mul, FP16],
  ["f16_mulAdd.rne.l1s", FloatOp.madd, FP16],
] as const;

test.each(FILES)("%s: a core's values and flags equal Berkeley TestFloat", (file, op, format) => {
  const operation: FloatOperation = {
    op,
    format,
    source: format,
    rounding: 0,
    lanes: 1,
    replicate: false,
    exact: false,
  };
  const fpu = new CoreFpu(VECTOR_RULES);
  const boxed = 2 ** 32 - 2 ** format.width;
  const lines = unpackedFile(`${file}.txt.gz`).toString().trimEnd().split("\n");
  for (const line of lines) {
    const numbers = line.split(" ").map((hex) => parseInt(hex, 16));
    const [result, flags] = numbers.slice(-2);
    fpu.execute(operation, numbers[0], numbers[1], numbers.length > 4 ? numbers[2] : 0, 0);
    if (fpu.result >>> 0 !== result + boxed || fpu.flags !== flags) expect.fail(line);
  }
  expect(lines.length).toBeGreaterThan(1000);
});
