import { describe, expect, test } from "vitest";
import { cast } from "../../hw/fpu/cast.js";
import { tableFromF16, tableToF16 } from "../../hw/fpu/fast.js";
import { BF16, FP16, FP8_E4M3, FP8_E5M2, FpResult, RNE, type FpFormat } from "../../hw/fpu/format.js";
import { unpackedFile } from "./vectors.js";

const out = new FpResult();

/** Encodings (hex) where the cast unit's value or flags differ from the reference. */
function differences(from: FpFormat, to: FpFormat, values: ArrayLike<number>, flags?: ArrayLike<number>): string[] {
  const found: string[] = [];
  for (let bits = 0; bits < values.length; bits++) {
    cast(from, to, bits, RNE, out);
    if (out.bits !== values[bits] || (flags !== undefined && out.flags !== flags[bits])) found.push(bits.toString(16));
  }
  return found;
}

function halfWords(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
}

describe.each([
  ["E5M2", FP8_E5M2, "fp8_e5m2"],
  ["E4M3", FP8_E4M3, "fp8alt_e4m3"],
] as const)("FP8 %s", (_name, format, file) => {
  test("FP16 to FP8: every value and flag", () => {
    const values = unpackedFile(`f16_to_${file}.rne.bin.gz`);
    expect(values.length).toBe(65536);
    expect(differences(FP16, format, values, unpackedFile(`f16_to_${file}.rne.flags.bin.gz`))).toEqual([]);
    expect(Buffer.from(tableFromF16(format)).equals(values)).toBe(true);
  });

  test("FP8 to FP16: every value", () => {
    const values = halfWords(unpackedFile(`${file}_to_f16.bin.gz`));
    expect(values.length).toBe(256);
    expect(differences(format, FP16, values)).toEqual([]);
    expect([...tableToF16(format)]).toEqual(values);
  });
});

test("encodings named by the standard and by RedMulE", () => {
  expect([FP16.nan, FP8_E5M2.nan, FP8_E4M3.nan, BF16.nan]).toEqual([0x7e00, 0x7e, 0x7c, 0x7fc0]);
  expect([FP8_E4M3.maxFinite, FP8_E4M3.infinity, FP8_E5M2.infinity]).toEqual([0x77, 0x78, 0x7c]);
  expect(tableToF16(FP8_E4M3)[0x77]).toBe(0x5b80); // 240
  expect(tableFromF16(FP8_E4M3)[0x5bc0]).toBe(0x78); // 248, the tie between 240 and 256
  expect(tableFromF16(FP8_E4M3)[0x5bbf]).toBe(0x77);
});

test("bfloat16 tables: 1, the smallest FP16 subnormal and an overflow to infinity", () => {
  expect(tableToF16(BF16)[0x3f80]).toBe(0x3c00);
  expect(tableFromF16(BF16)[0x0001]).toBe(0x3380);
  expect(tableToF16(BF16)[0x4780]).toBe(0x7c00);
});
