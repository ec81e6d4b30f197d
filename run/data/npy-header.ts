import { UsageError } from "../../hw/errors.js";

// The format is NumPy's, numpy.lib.format: magic, version, header length (2 bytes in version 1.0, else 4), a Python
// dictionary padded so that the data begin at a multiple of 64, then the elements.
const MAGIC = "\x93NUMPY";

/** Kinds of numbers with their bytes, as NumPy writes them into a file. */
export type ElementKind = "f2" | "f4" | "f8" | "b1" | "u1" | "i1" | "u2" | "i2" | "u4" | "i4" | "u8" | "i8";

/** Other names that `numpy.dtype` takes for them: letters, and words. */
const KINDS: Readonly<Record<string, ElementKind>> = {
  ...{ e: "f2", f: "f4", d: "f8", "?": "b1", b: "i1", B: "u1", h: "i2", H: "u2", i: "i4", I: "u4" },
  ...{ l: "i8", L: "u8", q: "i8", Q: "u8", p: "i8", P: "u8" },
  ...{ float16: "f2", half: "f2", float32: "f4", single: "f4", float64: "f8", double: "f8", float: "f8" },
  ...{ bool: "b1", int8: "i1", uint8: "u1", int16: "i2", uint16: "u2", int32: "i4", uint32: "u4" },
  ...{ int64: "i8", uint64: "u8", int: "i8", uint: "u8", byte: "i1", ubyte: "u1", short: "i2", ushort: "u2" },
  ...Object.fromEntries(
    (["f2", "f4", "f8", "b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"] as const).map((kind) => [kind, kind]),
  ),
};

/** What the header of a .npy file says of the elements behind it. */
export interface NpyHeader {
  /** The type as written, "a structured type" for a list. */
  readonly descr: string;
  /** Its kind, undefined for a type that is none of these numbers. */
  readonly kind: ElementKind | undefined;
  readonly bigEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly dataStart: number;
}

/**
 * Reads the header of a .npy file as NumPy does: a Python literal with quotes of either kind and, in versions 1 and 2, sizes with the
 * suffix L of Python 2. `name` stands for the file in messages.
 *
 * @throws UsageError when it is none
 */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 12 || buffer.toString("latin1", 0, 6) !== MAGIC) {
    throw new UsageError(`${name} is not a NumPy file: write it with numpy.save or numpy.savez.`);
  }
  const version = buffer[6];
  if (version < 1 || version > 3) {
    throw new UsageError(`${name} has .npy version ${version} but 1 to 3 are known: write it with numpy.save.`);
  }
  const start = version === 1 ? 10 : 12;
  const dataStart = start + (version === 1 ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8));
  const header = buffer.toString(version === 3 ? "utf8" : "latin1", start, Math.min(dataStart, buffer.length));
  const field = (key: string, pattern: string): string | undefined =>
    new RegExp(`['"]${key}['"]\\s*:\\s*(${pattern})`).exec(header)?.[1];
  const written = field("descr", "'[^']*'|\"[^\"]*\"|\\[")?.replaceAll(/['"]/g, "");
  const sizes = field("shape", "\\([^)]*\\)")?.slice(1, -1);
  const fortran = field("fortran_order", "True|False");
  const shape = sizes
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => Number(version < 3 ? part.replace(/L$/, "") : part));
  if (buffer.length < dataStart || written === undefined || fortran === undefined || !shape?.every(Number.isInteger)) {
    throw new UsageError(`${name} has no complete .npy header: write it with numpy.save or numpy.savez.`);
  }
  const [, order, type] = /^([<>=|]?)(.*)$/.exec(written)!;
  return {
    descr: written === "[" ? "a structured type" : `type ${written}`,
    kind: KINDS[type],
    bigEndian: order === ">",
    fortran: fortran === "True",
    shape,
    dataStart,
  };
}

/** A header of version 1.0 for elements in C order, padded to where they begin. */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const dataStart = Math.ceil((11 + dictionary.length) / 64) * 64;
  const header = Buffer.alloc(dataStart, " ");
  header.write(MAGIC, 0, "latin1");
  header.writeUInt16LE(1, 6);
  header.writeUInt16LE(dataStart - 10, 8);
  header.write(dictionary, 10, "latin1");
  header.write("\n", dataStart - 1, "latin1");
  return header;
}
