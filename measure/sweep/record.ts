import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { givenText } from "../../run/files/given-file.js";
import { RECORDS_FILE } from "../../run/campaign/campaign-folder.js";
import type { CeClocks } from "../../hw/redmule/account.js";
import type { WorkClocks } from "../../run/cluster/tiled-bench.js";
import type { Outcome } from "../../run/outcome.js";
import type { Rates } from "../../run/rates.js";
import { checkOnce } from "../../run/pool/ledger.js";
import type { Tile } from "../../run/cluster/tiling.js";
import type { JobEnergy } from "./job-energy.js";
import type { SweepPoint } from "./point.js";
import type { SweepSpec } from "./spec.js";

/** Where the CE-clocks of a point went; with memory l2 also those in which RedMulE had no job. */
export interface SweepAccount extends CeClocks {
  readonly idle: number;
}

/** How a job with memory l2 was cut and moved. */
export interface SweepTiling {
  /** Rows, steps and columns of a tile, and how many there are along M, N and K. */
  readonly tile: Tile;
  readonly tiles: Tile;
  /** Clocks in which RedMulE alone, the DMA alone, both or neither worked. */
  readonly clocks: WorkClocks;
  /** Bytes that the DMA moved from L2 to TCDM and back. */
  readonly bytesToTcdm: number;
  readonly bytesToL2: number;
}

/**
 * What the simulation of a point gave. Figures that need the clocks of the job are null when it did not end.
 * `cycles` are those from the trigger write to the event; with memory l2 from the DMA's first command to the end of its last.
 */
export interface PointResult extends Outcome<"ok" | "hang" | "limit">, Rates {
  /** Why the job did not end. */
  readonly message: string | null;
  /** CE-clocks by category; the sum is `cycles` x L x H. */
  readonly account: SweepAccount | null;
  /** Clocks in which the array stood for W, X or Y, and in which RedMulE's port was refused. */
  readonly stalls: Readonly<Record<"w" | "x" | "y" | "port", number>>;
  /** Fraction of the clocks in which the port was granted. */
  readonly portUtilisation: number | null;
  /** Fraction of the clocks of all banks in which a bank was accessed; null with memory ideal, which has no banks. */
  readonly bankUtilisation: number | null;
  /** With memory l2. */
  readonly tiling: SweepTiling | null;
}

/** A line of results.jsonl: every parameter of a point, and what came of it. */
export interface SweepRecord extends SweepPoint, PointResult {
  /** Place of the point in the sweep, from 0 on. */
  readonly index: number;
  /** Energy of the cluster, its cores asleep; null when the job did not end. */
  readonly energy: JobEnergy | null;
  /** Version of the model. */
  readonly version: string;
}

/** sweep.json: what the records of a directory are of. */
export interface SweepPlan {
  readonly spec: SweepSpec;
  readonly points: number;
  /** The records are those of shard `index`, from 1 on, of `of`. */
  readonly shard: { readonly index: number; readonly of: number };
  readonly version: string;
}

/** A directory of results. */
export interface Sweep extends SweepPlan {
  /** In the order of the points; fewer than `points` when the sweep was interrupted. */
  readonly records: readonly SweepRecord[];
}

/** Names of the files in a directory of results. */
export const PLAN_FILE = "sweep.json";
export const RESULTS_FILE = RECORDS_FILE;

/**
 * The plan of a directory of results.
 * @throws UsageError when it is not there or is none
 */
function readPlan(directory: string): SweepPlan {
  const file = join(directory, PLAN_FILE);
  const plan = parsed(textOf(file), file) as SweepPlan | null;
  if (typeof plan !== "object" || plan === null || !("spec" in plan)) throw notASweep(file);
  return plan;
}

/**
 * The spec and the records that `redmule sweep --out` has written.
 * @throws UsageError when the directory holds none, or a line is no record
 */
export function readSweep(directory: string): Sweep {
  const file = join(directory, RESULTS_FILE);
  const plan = readPlan(directory);
  const lines = textOf(file).split("\n");
  // What an interrupt cut off stands behind the last newline.
  const records = lines.slice(0, -1).map((line, i) => {
    const record = parsed(line, `Line ${i + 1} of ${file}`) as SweepRecord | null;
    if (typeof record?.index !== "number") throw notASweep(file);
    return record;
  });
  checkOnce(records, ({ index }) => `point ${index}`, file);
  return { ...plan, records };
}

function notASweep(file: string): UsageError {
  return new UsageError(`${file} is not what redmule sweep writes: give a directory that it has written.`);
}

const textOf = (file: string): string => givenText(file, "a directory that redmule sweep --out has written");

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${where} is not JSON: give a directory that redmule sweep --out has written.`);
  }
}
