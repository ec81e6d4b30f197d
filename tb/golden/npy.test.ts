import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { makeTensor } from "../../run/data/tensors.js";
import { decodeNpy, encodeNpy, readNpy, writeNpy } from "../../run/data/npy.js";

/** A .npy file as NumPy lays it out, from its dictionary and data. */
function file(dictionary: string, data: number[], version = 1): Uint8Array {
  const length = version === 1 ? [dictionary.length & 255, dictionary.length >> 8] : [dictionary.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), version, 0, ...length, ...Buffer.from(dictionary), ...data]);
}

describe(".npy files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "npy-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.prop([fc.constantFrom("fp16", "fp8"), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })])(
    "a matrix survives encoding and decoding, data aligned to 64",
    (fmt, rows, columns) => {
      const data = makeTensor(fmt, rows * columns, "all", rows * 41 + columns, 0);
      const bytes = encodeNpy({ rows, columns, data });
      expect((bytes.length - data.byteLength) % 64).toBe(0);
      expect(decodeNpy(bytes, fmt === "fp16" ? "<f2" : "|u1", "f")).toEqual({ rows, columns, data });
    },
  );

  test("the bytes of numpy.save(np.array([[1, 2, -3]], dtype=np.float16)) are understood and reproduced", () => {
    const dictionary = "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 3), }".padEnd(117) + "\n";
    const saved = file(dictionary, [0x00, 0x3c, 0x00, 0x40, 0x00, 0xc2]);
    const matrix = { rows: 1, columns: 3, data: Uint16Array.of(0x3c00, 0x4000, 0xc200) };
    expect(decodeNpy(saved, "<f2", "f")).toEqual(matrix);
    expect(Uint8Array.from(encodeNpy(matrix))).toEqual(saved);
  });

  test("version 2 and other spacing are understood", () => {
    const saved = file('{"descr":"|u1","fortran_order":False,"shape":(2,1)}\n'.replaceAll('"', "'"), [7, 8], 2);
    expect(decodeNpy(saved, "|u1", "f")).toEqual({ rows: 2, columns: 1, data: Uint8Array.of(7, 8) });
  });

  test.each([
    ["quotes of the other kind", '{"descr": "<f2", "fortran_order": False, "shape": (1, 1), }', 1],
    ["sizes of Python 2", "{'descr': '<f2', 'fortran_order': False, 'shape': (1L, 1L), }", 1],
    ["native order", "{'descr': '=f2', 'fortran_order': False, 'shape': (1, 1), }", 1],
    ["no order", "{'descr': 'f2', 'fortran_order': False, 'shape': (1, 1), }", 1],
    ["a letter", "{'descr': '<e', 'fortran_order': False, 'shape': (1, 1), }", 2],
    ["a name", "{'descr': 'float16', 'fortran_order': False, 'shape': (1, 1), }", 3],
  ] as const)("%s is read as numpy.load reads it", (_what, dictionary, version) => {
    const saved = file(`${dictionary}\n`, [0x00, 0x3c], version);
    expect(decodeNpy(saved, "<f2", "f")).toEqual({ rows: 1, columns: 1, data: Uint16Array.of(0x3c00) });
  });

  const header = (descr: string, order: string, shape: string): string =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  test.each([
    ["no magic", Uint8Array.from(Buffer.from("hello, this is text")), "f is not a NumPy file"],
    ["unknown version", file(header("'<f2'", "False", "(1, 1)"), [0, 0], 9), ".npy version 9 but 1 to 3 are known"],
    ["cut header", file(header("'<f2'", "False", "(1, 1)"), []).subarray(0, 30), "no complete .npy header"],
    ["big endian", file(header("'>f2'", "False", "(1, 1)"), [0, 0]), "big endian (>f2) but <f2 is needed"],
    ["float32", file(header("'<f4'", "False", "(1, 1)"), [0, 0, 0, 0]), "type <f4 but float16 (<f2) is needed"],
    ["structured", file(header("[('a', '<f2')]", "False", "(1, 1)"), [0, 0]), "a structured type but float16"],
    ["Fortran order", file(header("'<f2'", "True", "(1, 1)"), [0, 0]), "Fortran order but C order is needed"],
    ["one dimension", file(header("'<f2'", "False", "(1,)"), [0, 0]), "1 dimensions (1) but 2 are needed"],
    ["truncated", file(header("'<f2'", "False", "(2, 3)"), [0, 0, 0]), "3 data bytes but shape (2, 3) needs 12"],
  ])("%s is refused in a sentence", (_name, bytes, message) => {
    expect(() => decodeNpy(bytes, "<f2", "f")).toThrow(message);
    expect(() => decodeNpy(bytes, "<f2", "f")).toThrow(UsageError);
  });

  test("files are written and read; a missing, foreign or misshapen one is refused", () => {
    const path = join(folder, "x.npy");
    const data = makeTensor("fp16", 6, "norm", 1, 0);
    writeNpy(path, { rows: 2, columns: 3, data });
    expect(readNpy(path, 2, 2, 3)).toEqual(data);
    expect(() => readNpy(path, 2, 3, 2)).toThrow(`${path} is 2 x 3 but the job needs 3 x 2`);
    expect(() => readNpy(path, 1, 2, 3)).toThrow("type <f2 but uint8 (|u1) is needed");
    expect(() => readNpy(join(folder, "none.npy"), 2, 1, 1)).toThrow("cannot be read (ENOENT)");
    expect(() => writeNpy(join(folder, "no", "x.npy"), { rows: 2, columns: 3, data })).toThrow(
      /^Cannot write .*\(ENOENT\)/,
    );
    writeFileSync(path, "");
    expect(() => readNpy(path, 2, 2, 3)).toThrow("is not a NumPy file");
  });
});
