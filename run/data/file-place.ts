import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";
import { writeFault } from "../files/file-sink.js";

/** A stretch of a file: a memory image, of which it is a part. */
export interface FilePlace {
  readonly file: string;
  /** First byte. */
  readonly offset: number;
}

/**
 * Bytes of a file.
 * @param where names them in errors
 * @throws UsageError when the file cannot be read or ends before them
 */
export function readPlace({ file, offset }: FilePlace, count: number, where: string): Uint8Array {
  const bytes = new Uint8Array(count);
  let fd = -1;
  try {
    fd = openSync(file, "r");
    const { size } = fstatSync(fd);
    if (size < offset + count) {
      throw new UsageError(
        `${where} takes the bytes ${offset} to ${offset + count - 1} of ${file}, which has ${size}: give a longer file or a smaller offset.`,
      );
    }
    let read = 0;
    while (read < count) read += readSync(fd, bytes, read, count - read, offset + read);
    return bytes;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${where}: ${file} cannot be read (${code}): give the path of a file.`);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/**
 * Overwrites bytes of a file, which is made where there is none, and leaves the rest as it is.
 * @throws UsageError when the file cannot be written
 */
export function writePlace({ file, offset }: FilePlace, bytes: Uint8Array): void {
  let fd = -1;
  try {
    fd = open(file);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, offset + written);
  } catch (error) {
    throw writeFault(file, error);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

function open(file: string): number {
  try {
    return openSync(file, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return openSync(file, "w");
  }
}
