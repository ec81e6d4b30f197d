import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { fma } from "../../golden/arithmetic/arithmetic.js";
import { FP32 } from "../../golden/arithmetic/format.js";
import { fma32, product32 } from "../../golden/gemm/product.js";

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);
const toFloat = (pattern: number): number => ((bits[0] = pattern), floats[0]);
const toBits = (value: number): number => ((floats[0] = value), bits[0]);

/** Any bits; or few bits in the middle of the range, so that sums tie, cancel and lose their last bits often. */
const anything = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sparse = fc
  .tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 100, max: 154 }), fc.integer({ min: 0, max: 22 }))
  .map(([sign, exponent, place]) => ((sign << 31) | (exponent << 23) | (1 << place)) >>> 0);
const operand = fc.oneof(anything, sparse);

property.prop([operand, operand, operand], { numRuns: 2000 })("fma32 equals the exact arithmetic", (a, b, c) => {
  const expected = fma(FP32, a, b, c).bits >>> 0;
  const got = fma32(toFloat(a), toFloat(b), toFloat(c));
  if (Number.isNaN(got)) expect(expected).toBe(0x7fc0_0000);
  else expect(toBits(got)).toBe(expected);
});

test.each([
  [8384513, 8392705, 1, 1 + 2 ** -23],
  [-8384513, 8392705, -1, -1 - 2 ** -23],
  [8388609, 8388607, 1 + 2 ** -23, 1 + 2 ** -23],
])("a sum 2^-70 off a tie is rounded once: %i * %i", (a, b, c, expected) => {
  // The products are 2^46 + 1 and 2^46 - 1; a double beside 1 does not hold the last bit of their 2^-70.
  expect(fma32(a * 2 ** -35, b * 2 ** -35, c)).toBe(expected);
});

test("a product starts at Y and takes n in ascending order", () => {
  const shape = { m: 1, n: 3, k: 1 };
  const x = Float32Array.of(2 ** 30, 1, -(2 ** 30));
  const ones = Float32Array.of(1, 1, 1);
  expect([...product32(shape, x, ones)]).toEqual([0]);
  expect([...product32(shape, Float32Array.of(2 ** 30, -(2 ** 30), 1), ones, Float32Array.of(8))]).toEqual([1]);
});
