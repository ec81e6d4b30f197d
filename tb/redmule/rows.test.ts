import { describe, expect, test } from "vitest";
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { CastIn } from "../../hw/redmule/cast-in.js";
import { CastOut } from "../../hw/redmule/cast-out.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { realign, realignSlots } from "../../hw/redmule/realign.js";

const SOUND = errataOf("sound");
const NO_BFLOAT16 = errataOf("sound", ["E13"]);

describe("casts", () => {
  /** The encodings at which a table is not what it should be. */
  function differing(table: Uint8Array | Uint16Array, wanted: (bits: number) => number): number[] {
    return [...table.keys()].filter((bits) => table[bits] !== wanted(bits));
  }

  test("in: FP16 is not touched, the others are exact or, bfloat16, rounded", () => {
    const cast = new CastIn(SOUND);
    cast.select(TENSOR_FORMATS.fp16.code);
    expect([cast.table, cast.elementBytes]).toEqual([null, 2]);
    for (const fmt of ["fp8", "fp8alt"] as const) {
      cast.select(TENSOR_FORMATS[fmt].code);
      expect(cast.elementBytes).toBe(1);
      expect(differing(cast.table!, (bits) => encodeNumber("fp16", decodeTable(fmt)[bits]))).toEqual([]);
    }
    cast.select(TENSOR_FORMATS.bf16.code);
    expect(cast.elementBytes).toBe(2);
    expect(differing(cast.table!, (bits) => encodeNumber("fp16", decodeTable("bf16")[bits]))).toEqual([]);
  });

  test("out: round to nearest even", () => {
    const cast = new CastOut(SOUND);
    for (const fmt of ["fp8", "fp8alt", "bf16"] as const) {
      cast.select(TENSOR_FORMATS[fmt].code);
      expect(differing(cast.table!, (bits) => encodeNumber(fmt, decodeTable("fp16")[bits]))).toEqual([]);
    }
  });

  test("E13: every lane becomes -0 on its way in, every lane a byte of ones on its way out", () => {
    const into = new CastIn(NO_BFLOAT16);
    const out = new CastOut(NO_BFLOAT16);
    into.select(TENSOR_FORMATS.bf16.code);
    out.select(TENSOR_FORMATS.bf16.code);
    expect([into.table![0x3f80], out.table![0x3c00]]).toEqual([0x8000, 0xff]);
    expect([into.lanes, out.lanes]).toEqual([true, true]);
  });
});

describe("realignment", () => {
  const words = Uint32Array.from({ length: 12 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
  const bytes = new Uint8Array(words.buffer);

  test.each(Object.keys(TENSOR_FORMATS) as TensorFormat[])("of %s at every offset and length", (fmt) => {
    const cast = new CastIn(SOUND);
    cast.select(TENSOR_FORMATS[fmt].code);
    const size = TENSOR_FORMATS[fmt].bytes;
    for (let shift = 0; shift < 4; shift++) {
      for (let count = 0; count <= 16; count++) {
        const out = new Uint16Array(20).fill(0xaaaa);
        realign(words, 2, shift, out, 1, count, cast);
        const element = (i: number): number => {
          const at = 8 + shift + i * size;
          return size === 1 ? bytes[at] : bytes[at] | (bytes[at + 1] << 8);
        };
        const want = Array.from({ length: count }, (_, i) => (cast.table ? cast.table[element(i)] : element(i)));
        expect([...out.subarray(1, 1 + count)]).toEqual(want);
        expect(out[0]).toBe(0xaaaa);
        expect([...out.subarray(1 + count)].every((v) => v === 0xaaaa)).toBe(true);
      }
    }
  });

  test("E12 shifts a slot after its cast", () => {
    const cast = new CastIn(SOUND);
    cast.select(TENSOR_FORMATS.fp8.code);
    const columns = 8;
    const lanes = Uint16Array.from({ length: columns }, (_, i) => cast.table![bytes[4 + i]]);
    const cast8 = new Uint8Array(lanes.buffer);
    for (let shift = 0; shift < 4; shift++) {
      const out = new Uint16Array(columns);
      realignSlots(words, 1, shift, out, 0, columns, cast.table!);
      const shifted = new Uint8Array(out.buffer);
      for (let i = 0; i < 2 * columns; i++) expect(shifted[i]).toBe(cast8[i + shift] ?? 0);
    }
  });
});
