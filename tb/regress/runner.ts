import type { Coverage } from "../coverage/coverage.js";
import type { CaseResult, CasesAnswer, RegressAnswer, RegressTask } from "./task.js";
import { answers, type WorkerPool } from "../worker-pool.js";
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
  const early = new Map<number, CasesAnswer>();
  const chunks = new Chunks(plan, extent);
  let turn = 0;
  for await (const answer of answers(chunks, pool, extent.signal)) {
    const cases = answer as CasesAnswer;
    early.set(chunks.numberOf(cases.results[0]), cases);
    for (let next = early.get(turn); next !== undefined; next = early.get(++turn)) {
      early.delete(turn);
      if (next.coverage !== null) extent.coverage?.add(next.coverage);
      yield* next.results;
    }
    // Ctrl-C and timers want a turn, too, where the cases run in this thread.
    await new Promise(setImmediate);
  }
}

/** The cases as tasks, until the extent is reached. */
class Chunks implements Iterable<RegressTask> {
  private readonly plan: Plan;
  private readonly extent: Extent;
  private readonly numbers = new Map<number, number>();

  constructor(plan: Plan, extent: Extent) {
    this.plan = plan;
    this.extent = extent;
  }

  /** Number of the chunk that begins with a case. */
  numberOf({ index }: Case): number {
    const number = this.numbers.get(index)!;
    this.numbers.delete(index);
    return number;
  }

  *[Symbol.iterator](): Generator<RegressTask> {
    const { runs, until, skip } = this.extent;
    const source = casesOf(this.plan);
    for (let i = 0; i < skip; i++) source.next();
    let number = 0;
    for (let open = true; open && (until === null || Date.now() < until);) {
      const cases: Case[] = [];
      while (cases.length < CHUNK && open) {
        const { value, done } = source.next();
        open = !done && (runs === null || value.index < runs);
        if (!done && open) cases.push(value);
      }
      if (cases.length === 0) return;
      this.numbers.set(cases[0].index, number++);
      yield { kind: "run", cases, errata: this.plan.errata, covers: this.extent.coverage !== null };
    }
  }
}
