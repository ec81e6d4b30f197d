import { readRecords, writeRecords } from "../../run/campaign/record-lines.js";
import { certify, type Certificate } from "./certificate.js";
import type { ChunkRecord } from "./chunk-task.js";
import { chunksOfPart, WHOLE } from "./proof.js";
import { spaceOf, SPACE_NAMES } from "./spaces.js";

/** Puts the chunks of the shards of a proof together, in the order of one run; a certificate of each space. */
export function mergeProofs(directories: readonly string[], out: string): Certificate[] {
  const records = directories.flatMap((directory) => readRecords<ChunkRecord>(directory));
  const place = ({ space, chunk }: ChunkRecord): number => SPACE_NAMES.indexOf(space) * 2 ** 32 + chunk;
  writeRecords(
    out,
    records.sort((a, b) => place(a) - place(b)),
  );
  return SPACE_NAMES.filter((name) => records.some(({ space }) => space === name)).map((name) =>
    certify(
      spaceOf(name),
      WHOLE,
      chunksOfPart(name, WHOLE).length,
      records.filter(({ space }) => space === name),
    ),
  );
}
