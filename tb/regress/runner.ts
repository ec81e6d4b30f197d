import type { Batch, RegressAnswer, RegressTask } from "./task.js";
import { answersInOrder, type WorkerPool } from "../../run/pool/worker-pool.js";
import { casesOf, type Case, type Plan } from "./plan.js";

/** Cases of a task: long enough that handing it over costs nothing, short enough to stop soon. */
const CHUNK = 8;

/** How far a regression goes. */
export interface Extent {
  /** Cases of all shards together; null for no limit. */
  readonly runs: number | null;
  /** Epoch milliseconds after which no further case is begun; null for none. */
  readonly until: number | null;
  /** Cases of this shard that are done already. */
  readonly skip: number;
  /** Sample the functional coverage, too. */
  readonly covers: boolean;
  readonly signal?: AbortSignal;
}

/** Runs the cases of a plan; their batches come in the order of the cases, whatever the number of threads. */
export async function* runCases(
  plan: Plan,
  extent: Extent,
  pool: WorkerPool<RegressTask, RegressAnswer>,
): AsyncGenerator<Batch> {
  for await (const answer of answersInOrder(chunks(plan, extent), pool, extent.signal)) {
    yield* answer as readonly Batch[];
  }
}

/** The cases as tasks, until the extent is reached. */
function* chunks(plan: Plan, { runs, until, skip, covers }: Extent): Generator<RegressTask> {
  const source = casesOf(plan);
  for (let i = 0; i < skip; i++) source.next();
  for (let open = true; open && (until === null || Date.now() < until);) {
    const cases: Case[] = [];
    while (cases.length < CHUNK && open) {
      const { value, done } = source.next();
      open = !done && (runs === null || value.index < runs);
      if (!done && open) cases.push(value);
    }
    if (cases.length === 0) return;
    yield { kind: "run", cases, errata: plan.errata, covers };
  }
}
