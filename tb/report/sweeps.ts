import { SweepPoints } from "../../measure/sweep/expand.js";
import type { Sweep, SweepRecord } from "../../measure/sweep/record.js";
import { runPoint } from "../../measure/sweep/run-point.js";
import { parseSpec, type SpecInput } from "../../measure/sweep/spec.js";

/** An array on which jobs take no time. */
export const TINY = { L: 3, H: 2, P: 1, port: 96 } as const;

/** Simulates the points of a spec. */
export function sweepOf(input: SpecInput): Sweep {
  const spec = parseSpec(input, "spec");
  const points = new SweepPoints(spec, "spec");
  const records = Array.from({ length: points.count }, (_, i) => runPoint(points.at(i), i, "1.2.3"));
  return { spec, points: points.count, shard: { index: 1, of: 1 }, version: "1.2.3", records };
}

/** The same job as if it had come out wrong. */
export function wrong(record: SweepRecord): SweepRecord {
  return { ...record, golden: "mismatch", mismatches: 7 };
}
