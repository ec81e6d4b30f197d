import { packageVersion } from "../../sw/package-file.js";
import { PointCheck } from "./check.js";
import { SweepPoints } from "./expand.js";
import type { SweepPlan } from "./record.js";
import { costOf, indexesOf } from "./runner.js";
import { parseSpec } from "./spec.js";

/** A sweep that can be run: its plan, its points, and about how many clocks those of the shard take. */
export interface OpenSweep {
  readonly plan: SweepPlan;
  readonly points: SweepPoints;
  readonly cost: number;
}

/**
 * Checks a spec and every point of it.
 * @param where names the spec in errors
 * @throws UsageError in one sentence, naming field and value
 */
export function openSweep(input: unknown, where: string, shard: SweepPlan["shard"] = { index: 1, of: 1 }): OpenSweep {
  const spec = parseSpec(input, where);
  const points = new SweepPoints(spec, where);
  const plan: SweepPlan = { spec, points: points.count, shard, version: packageVersion() };
  const check = new PointCheck();
  for (let index = 0; index < points.count; index++) check.check(points.at(index), `${where}, point ${index}`);
  let cost = 0;
  for (const index of indexesOf(plan, points)) cost += costOf(points.at(index));
  return { plan, points, cost };
}
