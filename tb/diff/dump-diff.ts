import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DiffRun, type DiffObserver, type DiffOptions } from "../../measure/diff/diff-run.js";
import { mapSchema } from "../../measure/diff/map/map.js";
import { REDMULE_51CD064 } from "../../measure/diff/maps/redmule-51cd064.js";
import { resultOf, type DiffResult } from "../../measure/diff/result.js";

export const MAP = mapSchema.parse(REDMULE_51CD064);

/** The excerpt of a dump of the RTL (tb/reference/README.md). */
export function recordedDump(name = "gemm_12x16x16"): string {
  return gunzipSync(readFileSync(`tb/reference/waves/${name}.vcd.gz`)).toString("latin1");
}

export interface Compared {
  readonly run: DiffRun;
  readonly result: DiffResult;
}

/** A dump beside the model. */
export function diffOf(
  text: string,
  options: Partial<DiffOptions> = {},
  observer: DiffObserver | null = null,
  piece = 1 << 20,
): Compared {
  const run = new DiffRun({ map: MAP, ...options }, observer);
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += piece) run.stream.push(bytes.subarray(at, at + piece));
  run.finish();
  return { run, result: resultOf(run) };
}
