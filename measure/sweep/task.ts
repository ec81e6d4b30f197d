import type { SweepPoint } from "./point.js";
import type { SweepRecord } from "./record.js";
import { runPoint } from "./run-point.js";

/** Points for a worker. */
export interface SweepTask {
  readonly points: readonly { readonly index: number; readonly point: SweepPoint }[];
  /** Of the model, for the records. */
  readonly version: string;
}

/** Runs the points of a task; equal tasks give equal records. */
export function runSweepTask({ points, version }: SweepTask): SweepRecord[] {
  return points.map(({ index, point }) => runPoint(point, index, version));
}

/** Entry of a worker thread. */
export default runSweepTask;
