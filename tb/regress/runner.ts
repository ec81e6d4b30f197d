import type { Coverage } from "../coverage/coverage.js";
import type { CaseResult, CasesAnswer, RegressAnswer, RegressTask } from "./task.js";
import { answersInOrder, type WorkerPool } from "../worker-pool.js";
import { casesOf, type Case, type Plan } from "./plan.js";

/** Cases of a task: long enough that handing it over costs nothing, short enough to stop soon. */
const CHUNK = 8;

/** How far a regression goes. */
export interface Extent {
  /** Cases of all shards together; null for no limit. */
  readonly runs: number | null;
  /** Epoch milliseconds after which no further case is begun; null for none. */
  readonly until: number | null;
  /** Results of this shard that exist already. */
  readonly skip: number;
  /** Where the functional coverage of the cases is added; null samples none. */
  readonly coverage: Coverage | null;
  readonly signal?: AbortSignal;
}

/** Runs the cases of a plan; the results come in the order of the cases, whatever the number of threads. */
export async function* runCases(
  plan: Plan,
  extent: Extent,
  pool: WorkerPool<RegressTask, RegressAnswer>,
): AsyncGenerator<CaseResult> {
  for await (const answer of answersInOrder(chunks(plan, extent), pool, extent.signal)) {
    const { coverage, results } = answer as CasesAnswer;
    if (coverage !== null) extent.coverage?.add(coverage);
    yield* results;
  }
}

/** The cases as tasks, until the extent is reached. */
function* chunks(plan: Plan, { runs, until, skip, coverage }: Extent): Generator<RegressTask> {
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
    yield { kind: "run", cases, errata: plan.errata, covers: coverage !== null };
  }
}
