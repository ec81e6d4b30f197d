import { describe, expect, test } from "vitest";
import { cast } from "../../golden/arithmetic/arithmetic.js";
import { FP32, decode } from "../../golden/arithmetic/format.js";
import { FLOAT_FORMATS } from "../../golden/gemm/gemm-ops.js";
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { SplitMix64 } from "../../run/data/random.js";

describe.each(Object.keys(TENSOR_FORMATS) as TensorFormat[])("%s in doubles", (fmt) => {
  const format = FLOAT_FORMATS[fmt];
  const table = decodeTable(fmt);

  test("every encoding decodes to its exact value", () => {
    expect(table.length).toBe(2 ** (8 * TENSOR_FORMATS[fmt].bytes));
    const wrong: number[] = [];
    table.forEach((value, bits) => {
      const exact = decode(format, bits);
      let expected = NaN;
      if (exact.kind !== "nan") {
        const magnitude =
          exact.kind === "infinite" ? Infinity : Number(exact.magnitude.num) / Number(exact.magnitude.den);
        expected = exact.negative ? -magnitude : magnitude;
      }
      if (!Object.is(value, expected)) wrong.push(bits);
    });
    expect(wrong).toEqual([]);
  });

  test("doubles round to it like the exact cast, halfway points and their neighbours included", () => {
    const single = new Float32Array(1);
    const bits = new Uint32Array(single.buffer);
    const random = new SplitMix64(7);
    const wrong: string[] = [];
    const check = (value: number): void => {
      single[0] = value;
      if (encodeNumber(fmt, single[0]) !== cast(FP32, format, bits[0]).bits) wrong.push(`${single[0]}`);
    };
    for (let i = 0; i < 3000; i++) {
      bits[0] = random.integer(2 ** 32);
      check(single[0]);
      const at = random.integer(table.length - 1);
      const halfway = (table[at] + table[at + 1]) / 2;
      for (const factor of [1 - 2 ** -20, 1, 1 + 2 ** -20]) check(halfway * factor);
    }
    for (const value of [0, -0, Infinity, -Infinity, NaN]) check(value);
    expect(wrong).toEqual([]);
  });
});
