import { UsageError } from "../../hw/errors.js";
import { writeRecords } from "../../run/campaign/record-lines.js";
import { claim } from "./directory.js";
import { readSweep, type Sweep, type SweepPlan, type SweepRecord } from "./record.js";

/**
 * Writes the records of all shards of a sweep as one run would have written them.
 * @param directories of the shards, in any order
 * @returns the plan and the records
 * @throws UsageError when they are of different sweeps, or points are missing or there twice
 */
export function mergeSweeps(directories: readonly string[], out: string): Sweep {
  const sweeps = directories.map(readSweep);
  const plans = sweeps.map(({ spec, points, version }) => JSON.stringify({ spec, points, version }));
  const other = plans.findIndex((text) => text !== plans[0]);
  if (other >= 0) {
    throw new UsageError(`${directories[other]} is of another sweep than ${directories[0]}: give shards of one sweep.`);
  }
  const { spec, points, version } = sweeps[0];
  const records = merged(
    sweeps.flatMap((sweep) => sweep.records),
    points,
  );
  const plan: SweepPlan = { spec, points, shard: { index: 1, of: 1 }, version };
  claim(out, plan);
  writeRecords(out, records);
  return { ...plan, records };
}

function merged(records: readonly SweepRecord[], points: number): SweepRecord[] {
  const places = new Array<SweepRecord | undefined>(points).fill(undefined);
  for (const record of records) {
    if (places[record.index] !== undefined) {
      throw new UsageError(`Point ${record.index} is there twice: give each shard once.`);
    }
    places[record.index] = record;
  }
  const missing = places.indexOf(undefined);
  if (missing >= 0) {
    throw new UsageError(
      `Point ${missing} of ${points} is in none of the directories: run its shard to the end, or name its directory, too.`,
    );
  }
  return places as SweepRecord[];
}
