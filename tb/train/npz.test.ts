import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { decodeNdArray, elementCount, encodeNdArray, type ArrayData, type NdArray } from "../../run/data/nd-array.js";
import { decodeNpz, encodeNpz, readNpz, writeNpz } from "../../run/data/npz.js";

const counting = Float32Array.from({ length: 24 }, (_, i) => i);

describe(".npz files", () => {
  test("what NumPy wrote is understood: Fortran order, big endian, half, bool, scalar, empty", () => {
    const arrays = readNpz("tb/reference/onnx/numpy.npz");
    const expected: Record<string, NdArray> = {
      x: { shape: [2, 3, 4], data: counting },
      fortran: { shape: [2, 3, 4], data: counting },
      half: { shape: [4], data: Float32Array.of(1.5, -65504, 2 ** -24, Infinity) },
      y: { shape: [2], data: BigInt64Array.of(3n, -1n) },
      scalar: { shape: [], data: Float64Array.of(2.5) },
      flags: { shape: [2], data: Uint8Array.of(1, 0) },
      big: { shape: [2, 3, 4], data: counting },
      empty: { shape: [0, 3], data: new Float32Array(0) },
    };
    expect(Object.fromEntries(arrays)).toEqual(expected);
  });

  const MAKERS: readonly ((n: number) => ArrayData)[] = [
    (n) => new Float32Array(n).map((_, i) => i / 3),
    (n) => new Float64Array(n).map((_, i) => -i / 3),
    (n) => new BigInt64Array(n).map((_, i) => BigInt(i) - 5n),
    (n) => new Int32Array(n).map((_, i) => -i),
    (n) => new Uint8Array(n).map((_, i) => i),
    (n) => new Int8Array(n).map((_, i) => -i),
  ];
  test.prop([fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), fc.constantFrom(...MAKERS)])(
    "arrays survive encoding and decoding",
    (shape, make) => {
      const array = { shape, data: make(elementCount(shape)) };
      const bytes = encodeNpz(new Map([["onnx::Conv_62", array]]));
      expect(decodeNpz(bytes, "f")).toEqual(new Map([["onnx::Conv_62", array]]));
      expect(encodeNpz(decodeNpz(bytes, "f"))).toEqual(bytes);
    },
  );

  const file = (): Uint8Array => encodeNpz(new Map([["x", { shape: [24], data: counting }]]));
  test("a file cut short anywhere, or no zip at all, is refused in a sentence", () => {
    const whole = file();
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => decodeNpz(whole.subarray(0, length), "f")).toThrow(/^f is not a complete \.npz file .*\.$/);
    }
    expect(() => decodeNpz(Uint8Array.from(Buffer.from("text")), "f")).toThrow(UsageError);
  });

  test("an array cut short, of strings, or without magic names itself", () => {
    const bytes = encodeNdArray({ shape: [24], data: counting });
    expect(() => decodeNdArray(bytes.subarray(0, bytes.length - 1), "x in f")).toThrow(
      "x in f has 95 data bytes but shape (24) needs 96",
    );
    expect(() => decodeNdArray(bytes.subarray(0, 40), "x in f")).toThrow("x in f has no complete .npy header");
    expect(() => decodeNdArray(bytes.subarray(6), "x in f")).toThrow("x in f is not a NumPy file");
    const strings = Buffer.from(Buffer.from(bytes).toString("latin1").replace("'<f4'", "'<U1'"), "latin1");
    expect(() => decodeNdArray(strings, "x in f")).toThrow("x in f holds type <U1 but numbers are needed");
  });

  test("files are written and read; a missing file and a bad folder are refused", () => {
    const folder = mkdtempSync(join(tmpdir(), "npz-"));
    const path = join(folder, "a.npz");
    writeNpz(path, new Map([["x", { shape: [24], data: counting }]]));
    expect(Uint8Array.from(readFileSync(path))).toEqual(file());
    rmSync(folder, { recursive: true });
    expect(() => readNpz(path)).toThrow(/cannot be read \(ENOENT\)/);
    expect(() => {
      writeNpz(path, new Map());
    }).toThrow(/Cannot write .*\(ENOENT\): the directory does not exist/);
  });
});
