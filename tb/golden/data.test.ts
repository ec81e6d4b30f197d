import { describe, expect, test } from "vitest";
import { decodeTable } from "../../golden/arithmetic/number.js";
import { TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { DATA_CLASSES, makeTensor, type DataClass } from "../../run/data/tensors.js";

const COUNT = 4000;
const SMALLEST_NORMAL = { fp16: 2 ** -14, fp8: 2 ** -14, fp8alt: 2 ** -6, bf16: 2 ** -126 };
const LARGEST_EXPONENT = { fp16: 15, fp8: 15, fp8alt: 7, bf16: 127 };

describe.each(Object.keys(TENSOR_FORMATS) as TensorFormat[])("data of %s", (fmt) => {
  const table = decodeTable(fmt);
  const values = (dataClass: DataClass): number[] =>
    Array.from(makeTensor(fmt, COUNT, dataClass, 1, 0), (b) => table[b]);
  const share = (dataClass: DataClass, holds: (v: number) => boolean): number =>
    values(dataClass).filter(holds).length / COUNT;

  test("each class holds what its name says", () => {
    expect(share("unit", (v) => v >= 0 && v < 1)).toBe(1);
    expect(share("neg", (v) => v >= -1 && v < 0)).toBe(1);
    expect(share("finite", Number.isFinite)).toBe(1);
    expect(share("small", (v) => Math.abs(v) < 2 * SMALLEST_NORMAL[fmt])).toBe(1);
    expect(share("big", (v) => Number.isFinite(v) && Math.abs(v) >= 2 ** (LARGEST_EXPONENT[fmt] - 2))).toBe(1);
    expect(share("zero", (v) => v === 0)).toBe(1);
    expect(share("zero", (v) => Object.is(v, -0))).toBeCloseTo(0.5, 1);
    expect(share("norm", (v) => Math.abs(v) < 1)).toBeCloseTo(0.68, 1);
    expect(share("all", (v) => Number.isNaN(v))).toBeGreaterThan(0);
    expect(share("special", (v) => Number.isNaN(v))).toBeGreaterThan(0.1);
    expect(share("mix", (v) => Number.isNaN(v))).toBeGreaterThan(0.01);
    expect(share("mix", (v) => Number.isNaN(v))).toBeLessThan(0.1);
  });

  test.each(DATA_CLASSES)("%s depends on seed and stream alone", (dataClass) => {
    const make = (seed: number, stream: number): string => makeTensor(fmt, 64, dataClass, seed, stream).join();
    expect(make(1, 0)).toBe(make(1, 0));
    expect(new Set([make(1, 0), make(1, 1), make(2, 0)]).size).toBe(3);
  });
});
