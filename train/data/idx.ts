/** IDX files, as MNIST and its family come: big-endian sizes, then bytes. */
import { gunzipSync, gzipSync } from "fflate";
import { UsageError } from "../../hw/errors.js";
import { givenBytes } from "../../run/files/given-file.js";

export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTES = 8;
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Decodes an IDX file, compressed by gzip or not. `name` stands for it in messages. @throws UsageError for anything else */
export function decodeIdx(bytes: Uint8Array, name: string): IdxArray {
  let plain = bytes;
  if (isGzip(bytes)) {
    try {
      plain = gunzipSync(bytes);
    } catch (error) {
      throw new UsageError(`${name} is no whole gzip file (${(error as Error).message}): fetch it again.`);
    }
  }
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const axes = plain.length >= 4 ? plain[3] : 0;
  if (plain.length < 4 + 4 * axes || axes === 0 || plain[0] !== 0 || plain[1] !== 0) {
    throw new UsageError(`${name} is no IDX file: give one as MNIST has them, or a .npz file.`);
  }
  if (plain[2] !== UNSIGNED_BYTES) {
    throw new UsageError(`${name} holds elements of type ${plain[2]}, but only unsigned bytes (8) are read.`);
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const data = plain.subarray(4 + 4 * axes);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (data.length !== elements) {
    throw new UsageError(`${name} has ${data.length} bytes of data where ${shape.join("x")} are due: fetch it again.`);
  }
  return { shape, data };
}

/** Encodes an IDX file; equal arrays give equal bytes. */
export function encodeIdx({ shape, data }: IdxArray, compressed: boolean): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, UNSIGNED_BYTES, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  bytes.set(data, 4 + 4 * shape.length);
  return compressed ? gzipSync(bytes, { level: 9, mtime: "1980-01-01T00:00:00" }) : bytes;
}

/** Reads an IDX file. @throws UsageError when it cannot be read or is none */
export function readIdx(path: string): IdxArray {
  const bytes = givenBytes(path, "a directory of IDX files");
  return decodeIdx(bytes, path);
}
