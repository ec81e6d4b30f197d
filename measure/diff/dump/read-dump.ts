import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "../../../hw/errors.js";

const PIECE = 1 << 20;

/** The bytes of a dump piece by piece: a file, one that ends in .gz unpacked, or standard input for `-`. */
export async function* dumpBytes(file: string): AsyncGenerator<Uint8Array> {
  const name = file === "-" ? "Standard input" : file;
  const raw: Readable = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: PIECE });
  const source = file.endsWith(".gz") ? raw.pipe(createGunzip({ chunkSize: PIECE })) : raw;
  if (source !== raw) raw.on("error", (error) => source.destroy(error));
  try {
    for await (const piece of source) yield piece as Uint8Array;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UsageError) throw error;
    // Of what cannot be unpacked the code says little; of what cannot be opened the message says the code again.
    const why = message.startsWith(code) ? code : `${code}: ${message}`;
    throw new UsageError(`${name} cannot be read (${why}): give the path of a VCD file.`);
  }
}
