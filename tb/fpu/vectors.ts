import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export const VECTOR_FOLDER = new URL("../reference/fp/", import.meta.url);

/** Bytes of a packed file of tb/reference/fp. */
export function unpackedFile(name: string): Buffer {
  return gunzipSync(readFileSync(new URL(name, VECTOR_FOLDER)));
}
