import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { DataClass } from "../../run/data/tensors.js";
import type { Operation, TensorFormat } from "../../hw/redmule/operation.js";

/** Recorded runs of the reference RTL; `tb/reference/README.md` says where they come from. */
const DIRECTORY = new URL("../reference/redmule/", import.meta.url);

function lines(name: string): string[] {
  return gunzipSync(readFileSync(new URL(`${name}.gz`, DIRECTORY)))
    .toString()
    .trimEnd()
    .split("\n");
}

export interface ArrayShape {
  readonly L: number;
  readonly H: number;
  readonly P: number;
}

/** One recorded run on random data: how it ended, its clocks and beats. */
export interface RecordedRun {
  readonly config: ArrayShape;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly data: DataClass;
  readonly stall: number;
  readonly stallSeed: number;
  readonly status: "ok" | "WRONG" | "HANG" | "unchecked";
  /** Clocks to the event, 0 for a hang. */
  readonly cycles: number;
  readonly reads: number;
  readonly writes: number;
  /** Wrong elements. */
  readonly mismatch: number;
}

export function recordedRuns(name: "cycles-12x4" | "cycles-configs" | "stall-runs-12x4"): RecordedRun[] {
  return lines(`${name}.csv`)
    .slice(1)
    .map((line) => {
      const [L, H, P, op, fmt, m, n, k, data, stall, stallSeed, ...result] = line.split(",");
      const [status, cycles, reads, writes, mismatch] = result;
      return {
        config: { L: Number(L), H: Number(H), P: Number(P) },
        op: op as Operation,
        fmt: fmt as TensorFormat,
        ...{ m: Number(m), n: Number(n), k: Number(k), stall: Number(stall), stallSeed: Number(stallSeed) },
        data: data as DataClass,
        status: status as RecordedRun["status"],
        ...{ cycles: Number(cycles), reads: Number(reads), writes: Number(writes), mismatch: Number(mismatch) },
      };
    });
}

/** A recorded job with all of its tensors as hexadecimal bytes of dense row-major little-endian elements. */
export interface RecordedJob {
  readonly config: ArrayShape;
  readonly op: Operation;
  readonly fmt: TensorFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly x: string;
  readonly w: string;
  readonly y: string;
  readonly z: string;
  readonly stall?: number;
  readonly stallSeed?: number;
  readonly gap?: number;
  readonly hang?: boolean;
  readonly cycles: number | null;
  readonly reads?: number;
  readonly writes?: number;
  readonly mismatch?: number;
}

export function recordedJobs(name: "vectors" | "vectors-errata" | "stall-vectors"): RecordedJob[] {
  return lines(`${name}.jsonl`).map((line) => JSON.parse(line) as RecordedJob);
}

export interface RecordedPair {
  readonly first: RecordedJob;
  readonly second: RecordedJob;
}

export function recordedPairs(): RecordedPair[] {
  return lines("second-job.jsonl").map((line) => JSON.parse(line) as RecordedPair);
}

/** A job and its columns in every clock from the trigger write on. */
export interface RecordedTrace {
  readonly job: Pick<RecordedRun, "op" | "m" | "n" | "k" | "stall" | "stallSeed">;
  readonly columns: readonly string[];
  /** Values as recorded; the address is empty in a clock without request. */
  readonly clocks: readonly (readonly string[])[];
}

export function recordedTrace(name: string): RecordedTrace {
  const [header, columns, ...clocks] = lines(`${name}.trace.csv`);
  return {
    job: JSON.parse(header.slice(1)) as RecordedTrace["job"],
    columns: columns.split(","),
    clocks: clocks.map((line) => line.split(",")),
  };
}
