import { unzipSync, zipSync } from "fflate";
import { UsageError } from "../../hw/errors.js";
import { givenBytes } from "../files/given-file.js";
import { writeFile } from "../files/file-sink.js";
import { decodeNdArray, encodeNdArray, type NdArray } from "./nd-array.js";

/** The zip time stamp of every written file, so that equal arrays give equal bytes. */
const EPOCH = new Date(1980, 0, 1);

/**
 * Decodes a .npz file, a zip archive of .npy files (numpy.savez, numpy.savez_compressed), into its arrays by name.
 * `name` stands for the file in messages. Throws a UsageError for anything else.
 */
export function decodeNpz(bytes: Uint8Array, name: string): Map<string, NdArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name} is not a complete .npz file (${reason}): write it with numpy.savez.`);
  }
  const arrays = new Map<string, NdArray>();
  for (const [file, content] of Object.entries(files)) {
    if (!file.endsWith(".npy")) {
      throw new UsageError(`${name} holds ${file} but only .npy files are known in it: write it with numpy.savez.`);
    }
    const key = file.slice(0, -4);
    arrays.set(key, decodeNdArray(content, `${key} in ${name}`));
  }
  return arrays;
}

/** Encodes arrays as a .npz file, stored without compression; equal arrays give equal bytes. */
export function encodeNpz(arrays: ReadonlyMap<string, NdArray>): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const [name, array] of arrays) files[`${name}.npy`] = encodeNdArray(array);
  return zipSync(files, { mtime: EPOCH, level: 0 });
}

/** Reads the arrays of a .npz file by name. Throws a UsageError when it cannot be read or is not one. */
export function readNpz(path: string): Map<string, NdArray> {
  const bytes = givenBytes(path, "the path of a .npz file");
  return decodeNpz(bytes, path);
}

/**
 * Writes arrays as a .npz file, whole or not at all.
 * @throws UsageError when the file cannot be written
 */
export function writeNpz(path: string, arrays: ReadonlyMap<string, NdArray>): void {
  writeFile(path, encodeNpz(arrays));
}
