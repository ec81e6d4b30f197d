import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One line of tb/reference/xpulp: an instruction with recorded operands and results, columns as `cols` names them. */
export interface VectorLine {
  readonly insn: string;
  readonly match: string;
  readonly format: string;
  /** Cores with these results, joined by +. */
  readonly core: string;
  readonly cols: readonly string[];
  readonly vectors: readonly (readonly number[])[];
  /** Set where the recorded results mean nothing. */
  readonly unreliable?: string;
}

/** The lines of `tb/reference/xpulp/NAME.jsonl.gz`. */
export const vectorLines = (name: string): VectorLine[] =>
  gunzipSync(readFileSync(new URL(`../reference/xpulp/${name}.jsonl.gz`, import.meta.url)))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as VectorLine);

/** The columns of a vector by name. */
export const namedColumns = (line: VectorLine, vector: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(line.cols.map((name, i) => [name, vector[i]]));
