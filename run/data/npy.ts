import { UsageError } from "../../hw/errors.js";
import { givenBytes } from "../files/given-file.js";
import { writeFile } from "../files/file-sink.js";
import { encodeNpyHeader, readNpyHeader } from "./npy-header.js";
import type { Tensor } from "../../golden/gemm/job.js";

/** A matrix of a .npy file: bits of float16 (`Uint16Array`) or uint8 (`Uint8Array`), row major. */
export interface NpyMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Tensor;
}

/**
 * Decodes the bytes of a .npy file that must hold a C-ordered matrix of `descr` (float16 `<f2` or uint8 `|u1`). `name` stands
 * for the file in messages. Throws a UsageError for anything else.
 */
export function decodeNpy(bytes: Uint8Array, descr: "<f2" | "|u1", name: string): NpyMatrix {
  const { descr: found, kind, bigEndian, fortran, shape, dataStart } = readNpyHeader(bytes, name);
  const wanted = descr === "<f2" ? "float16" : "uint8";
  if (bigEndian && kind === "f2" && descr === "<f2") {
    throw new UsageError(`${name} is big endian (>f2) but <f2 is needed: save it after astype("<f2").`);
  }
  if (kind !== descr.slice(1)) {
    throw new UsageError(
      `${name} holds ${found} but ${wanted} (${descr}) is needed: convert it with astype or choose another --fmt.`,
    );
  }
  if (fortran) {
    throw new UsageError(
      `${name} is in Fortran order but C order is needed: save it after numpy.ascontiguousarray(...).`,
    );
  }
  const sizes = shape.join(", ");
  if (shape.length !== 2) {
    throw new UsageError(`${name} has ${shape.length} dimensions (${sizes}) but 2 are needed: reshape it to a matrix.`);
  }
  const [rows, columns] = shape;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = rows * columns * (descr === "<f2" ? 2 : 1);
  if (buffer.length - dataStart !== length) {
    const has = buffer.length - dataStart;
    throw new UsageError(`${name} has ${has} data bytes but shape (${sizes}) needs ${length}: save the file again.`);
  }
  const data = descr === "<f2" ? new Uint16Array(rows * columns) : new Uint8Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    data[i] = descr === "<f2" ? buffer.readUInt16LE(dataStart + 2 * i) : buffer[dataStart + i];
  }
  return { rows, columns, data };
}

/** Encodes a matrix as .npy version 1.0: halfwords as float16, bytes as uint8. */
export function encodeNpy({ rows, columns, data }: NpyMatrix): Uint8Array {
  const descr = data instanceof Uint16Array ? "<f2" : "|u1";
  const header = encodeNpyHeader(descr, [rows, columns]);
  const dataStart = header.length;
  const file = Buffer.alloc(dataStart + data.byteLength);
  file.set(header);
  for (let i = 0; i < data.length; i++) {
    if (data instanceof Uint16Array) file.writeUInt16LE(data[i], dataStart + 2 * i);
    else file[dataStart + i] = data[i];
  }
  return file;
}

/**
 * Reads a rows x columns matrix for a tensor of `bytes` per element: float16 for 2, uint8 for 1.
 * Throws a UsageError when the file cannot be read, is not such a matrix or has another shape.
 */
export function readNpy(path: string, bytes: 1 | 2, rows: number, columns: number): Tensor {
  const content = givenBytes(path, "the path of a .npy file");
  const matrix = decodeNpy(content, bytes === 2 ? "<f2" : "|u1", path);
  if (matrix.rows !== rows || matrix.columns !== columns) {
    const has = `${matrix.rows} x ${matrix.columns}`;
    throw new UsageError(`${path} is ${has} but the job needs ${rows} x ${columns}: change --m, --n, --k or the file.`);
  }
  return matrix.data;
}

/**
 * Writes a matrix as a .npy file, whole or not at all.
 * @throws UsageError when the file cannot be written
 */
export function writeNpy(path: string, matrix: NpyMatrix): void {
  writeFile(path, encodeNpy(matrix));
}
