import { UsageError } from "../../hw/errors.js";
import { encodeNpyHeader, readNpyHeader, type ElementKind } from "./npy-header.js";

/** Element types that arrays are kept in; float16 is read as float32 and half words can be written as they are. */
export type ArrayData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array;

/** An array of any number of dimensions in C order. `shape` is empty for a scalar. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: ArrayData;
}

/** The value of a binary16. */
export function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude =
    exponent === 31
      ? fraction === 0
        ? Infinity
        : NaN
      : exponent === 0
        ? fraction * 2 ** -24
        : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/** How a type of NumPy is read: bytes an element, an empty array, and the element at a byte offset. */
interface ElementType {
  readonly bytes: number;
  readonly make: (length: number) => ArrayData;
  readonly get: (view: DataView, at: number, little: boolean) => number | bigint;
}

const TYPES: Readonly<Record<ElementKind, ElementType>> = {
  f2: { bytes: 2, make: (n) => new Float32Array(n), get: (v, at, le) => halfToNumber(v.getUint16(at, le)) },
  f4: { bytes: 4, make: (n) => new Float32Array(n), get: (v, at, le) => v.getFloat32(at, le) },
  f8: { bytes: 8, make: (n) => new Float64Array(n), get: (v, at, le) => v.getFloat64(at, le) },
  b1: { bytes: 1, make: (n) => new Uint8Array(n), get: (v, at) => v.getUint8(at) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), get: (v, at) => v.getUint8(at) },
  i1: { bytes: 1, make: (n) => new Int8Array(n), get: (v, at) => v.getInt8(at) },
  u2: { bytes: 2, make: (n) => new Uint16Array(n), get: (v, at, le) => v.getUint16(at, le) },
  i2: { bytes: 2, make: (n) => new Int16Array(n), get: (v, at, le) => v.getInt16(at, le) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), get: (v, at, le) => v.getUint32(at, le) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), get: (v, at, le) => v.getInt32(at, le) },
  i8: { bytes: 8, make: (n) => new BigInt64Array(n), get: (v, at, le) => v.getBigInt64(at, le) },
  u8: { bytes: 8, make: (n) => new BigUint64Array(n), get: (v, at, le) => v.getBigUint64(at, le) },
};

/** The number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The index in C order of each element of Fortran order, one after the other. */
function* fortranOrder(shape: readonly number[]): Generator<number> {
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const count = elementCount(shape);
  for (let i = 0, at = 0; i < count; i++) {
    yield at;
    for (let axis = 0; axis < shape.length; axis++) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/**
 * Decodes the bytes of a .npy file: any shape, numbers of either byte order, C or Fortran order (which is turned into C
 * order). float16 becomes float32, bool 0 or 1. `name` stands for the array in messages. Throws a UsageError for other types
 * and broken files.
 */
export function decodeNdArray(bytes: Uint8Array, name: string): NdArray {
  const { descr, kind, bigEndian, fortran, shape, dataStart } = readNpyHeader(bytes, name);
  if (kind === undefined) {
    throw new UsageError(`${name} holds ${descr} but numbers are needed: convert it with astype.`);
  }
  const type = TYPES[kind];
  const count = elementCount(shape);
  const has = bytes.byteLength - dataStart;
  if (has !== count * type.bytes) {
    const needed = count * type.bytes;
    throw new UsageError(
      `${name} has ${has} data bytes but shape (${shape.join(", ")}) needs ${needed}: save the file again.`,
    );
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, has);
  const data = type.make(count);
  const little = !bigEndian;
  const set = (to: number, from: number): void => {
    data[to] = type.get(view, from * type.bytes, little);
  };
  if (fortran && shape.length > 1) {
    let from = 0;
    for (const to of fortranOrder(shape)) set(to, from++);
  } else {
    for (let i = 0; i < count; i++) set(i, i);
  }
  return { shape, data };
}

/** The type of NumPy that typed arrays are written as. */
function descrOf(data: ArrayData): string {
  const kind =
    data instanceof Float32Array || data instanceof Float64Array
      ? "f"
      : /^U|^BigU/.test(data.constructor.name)
        ? "u"
        : "i";
  return `${data.BYTES_PER_ELEMENT === 1 ? "|" : "<"}${kind}${data.BYTES_PER_ELEMENT}`;
}

/** Encodes an array as .npy version 1.0, C order, little endian, in the type of its data. */
export function encodeNdArray({ shape, data }: NdArray): Uint8Array {
  const header = encodeNpyHeader(descrOf(data), shape);
  const dataStart = header.length;
  const file = Buffer.alloc(dataStart + data.byteLength);
  file.set(header);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), dataStart);
  return file;
}
