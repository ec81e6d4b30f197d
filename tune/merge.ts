import { readRecords, writeRecords } from "../run/campaign/record-lines.js";
import type { Measured } from "./measure.js";

/** Puts the results of the shards of a search together, each once; a search with them as its cache runs nothing twice. */
export function mergeSearches(directories: readonly string[], out: string): number {
  const known = new Map<string, Measured>();
  for (const directory of directories) {
    for (const measured of readRecords<Measured>(directory)) known.set(measured.key, measured);
  }
  const results = [...known.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  writeRecords(out, results);
  return results.length;
}
