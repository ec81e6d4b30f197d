import { readFileSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";

/**
 * What a failed read of a file that a user named means.
 * @param wanted what to give in its place: "the path of a trace"
 */
export function readFault(path: string, error: unknown, wanted: string): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return new UsageError(`${path} cannot be read (${code}): give ${wanted}.`);
}

/**
 * The bytes of a file that a user named.
 * @param wanted what to give where it cannot be read: "the path of a trace"
 * @throws UsageError when it cannot be read
 */
export function givenBytes(path: string, wanted: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw readFault(path, error, wanted);
  }
}

/** The same as text in UTF-8. */
export function givenText(path: string, wanted: string): string {
  return givenBytes(path, wanted).toString("utf8");
}
