import { itemsOf } from "../../run/campaign/shards.js";
import { answersInOrder, workerPool, type WorkerPool } from "../../run/pool/worker-pool.js";
import type { SweepPoints } from "./expand.js";
import type { SweepPoint } from "./point.js";
import type { SweepPlan, SweepRecord } from "./record.js";
import { runSweepTask, type SweepTask } from "./task.js";

/** Points of a task, and their cost together: long enough that handing it over costs nothing, short enough to stop soon. */
const MOST_POINTS = 16;
const MOST_CLOCKS = 50_000;
/** Clocks that a point takes beside those of its products. */
const POINT_CLOCKS = 1000;

/** About how many clocks the simulation of a point takes. */
export function costOf({ m, n, k, L, H }: SweepPoint): number {
  return POINT_CLOCKS + (m * n * k) / (L * H);
}

/** Threads that run points. */
export function sweepPool(threads: number): WorkerPool<SweepTask, SweepRecord[]> {
  return workerPool(threads, runSweepTask, new URL("./task", import.meta.url));
}

/** The indexes of a shard, which has its share of the clocks. */
export function indexesOf({ shard }: Pick<SweepPlan, "shard">, points: SweepPoints): readonly number[] {
  const costs = Float64Array.from({ length: points.count }, (_, index) =>
    shard.of === 1 ? 0 : costOf(points.at(index)),
  );
  return itemsOf(costs, shard);
}

/**
 * Runs the points of a plan's shard; the records come in the order of the points, whatever the number of threads.
 * @param skip records of the shard that exist already
 */
export async function* runSweep(
  plan: SweepPlan,
  points: SweepPoints,
  skip: number,
  pool: WorkerPool<SweepTask, SweepRecord[]>,
  signal?: AbortSignal,
): AsyncGenerator<SweepRecord> {
  for await (const records of answersInOrder(tasksOf(plan, points, skip), pool, signal)) yield* records;
}

function* tasksOf(plan: SweepPlan, points: SweepPoints, skip: number): Generator<SweepTask> {
  const { version } = plan;
  let task: { index: number; point: SweepPoint }[] = [];
  let cost = 0;
  let place = 0;
  for (const index of indexesOf(plan, points)) {
    if (place++ < skip) continue;
    const point = points.at(index);
    task.push({ index, point });
    cost += costOf(point);
    if (task.length < MOST_POINTS && cost < MOST_CLOCKS) continue;
    yield { points: task, version };
    [task, cost] = [[], 0];
  }
  if (task.length > 0) yield { points: task, version };
}
