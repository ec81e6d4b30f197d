import { setImmediate } from "node:timers/promises";
import type { Tinypool } from "tinypool";
import { UsageError } from "../../hw/errors.js";
import type { Call, Failure, Return } from "./worker-entry.js";

/** Runs tasks in threads, or in this one. */
export interface WorkerPool<Task, Answer> {
  /** Tasks that keep every thread busy. */
  readonly depth: number;
  run(task: Task): Promise<Answer>;
  close(): Promise<void>;
}

/** Tasks under way for each thread: the next one lies ready when one ends. */
const TASKS_PER_THREAD = 2;

/** Starting threads would take longer than a short run. */
const PATIENCE_MS = 200;

/**
 * @param threads 1 runs the tasks in this thread
 * @param run what a task does; a `UsageError` that it throws is one for the caller of the pool, too
 * @param worker module beside the caller's whose default export is `run`, as its URL without the ending; with `.js`, a compiled one anywhere
 * @param patience tasks that begin within so many milliseconds run in this thread
 * @param tasksPerThread more than two where answers are used in order and some tasks take far longer than others
 */
export function workerPool<Task, Answer>(
  threads: number,
  run: (task: Task) => Answer,
  worker: URL,
  tasksPerThread = TASKS_PER_THREAD,
  patience = PATIENCE_MS,
): WorkerPool<Task, Answer> {
  if (threads === 1)
    return { depth: 1, run: (task) => setImmediate().then(() => runHere(run, task)), close: () => Promise.resolve() };
  const isSource = import.meta.url.endsWith(".ts");
  const entry = new URL(isSource ? "./tsx-worker.js" : "./worker-entry.js", import.meta.url);
  const module = worker.href.endsWith(".js") ? worker.href : `${worker.href}${isSource ? ".ts" : ".js"}`;
  let pool: Promise<Tinypool> | null = null;
  const begun = performance.now();
  return {
    depth: tasksPerThread * threads,
    run: async (task) => {
      // Ctrl-C and timers want a turn, and the tasks before this one theirs.
      await setImmediate();
      if (performance.now() - begun < patience) return runHere(run, task);
      const call: Call = { module, task };
      pool ??= startThreads(entry, threads);
      const outcome = (await (await pool).run(call)) as Return<Answer>;
      if ("error" in outcome) throw errorOf(outcome.error);
      return outcome.answer;
    },
    close: async () => (await pool)?.destroy(),
  };
}

/** Loaded when the first thread is wanted: a short run ends before. */
async function startThreads(entry: URL, threads: number): Promise<Tinypool> {
  const { Tinypool } = await import("tinypool");
  return new Tinypool({ filename: entry.href, minThreads: 0, maxThreads: threads, execArgv: [] });
}

function runHere<Task, Answer>(run: (task: Task) => Answer, task: Task): Answer {
  try {
    return run(task);
  } catch (error) {
    // Compiled files with a seeded fault have classes of their own.
    throw error instanceof Error && error.name === UsageError.name ? new UsageError(error.message) : error;
  }
}

/** What a thread threw, with its class. */
function errorOf({ name, message, stack }: Failure): Error {
  return name === UsageError.name ? new UsageError(message) : Object.assign(new Error(message), { name, stack });
}

/** An answer and the place of its task among the tasks. */
type Placed<Answer> = readonly [place: number, answer: Answer];

/**
 * The answers to tasks as they come, with `pool.depth` tasks under way. When the reader stops, or `signal` is aborted, no
 * further task is started; the answers to those under way still come after an abort.
 */
export async function* answers<Task, Answer>(
  tasks: Iterable<Task>,
  pool: WorkerPool<Task, Answer>,
  signal?: AbortSignal,
): AsyncGenerator<Answer> {
  for await (const [, answer] of placedAnswers(tasks, pool, signal)) yield answer;
}

/** The same in the order of the tasks, whatever the number of threads. */
export async function* answersInOrder<Task, Answer>(
  tasks: Iterable<Task>,
  pool: WorkerPool<Task, Answer>,
  signal?: AbortSignal,
): AsyncGenerator<Answer> {
  const early = new Map<number, Answer>();
  let turn = 0;
  for await (const [place, answer] of placedAnswers(tasks, pool, signal)) {
    early.set(place, answer);
    for (let next = early.get(turn); next !== undefined; next = early.get(turn)) {
      early.delete(turn++);
      yield next;
    }
  }
}

async function* placedAnswers<Task, Answer>(
  tasks: Iterable<Task>,
  pool: WorkerPool<Task, Answer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Placed<Answer>> {
  const under = new Map<number, Promise<Placed<Answer>>>();
  let started = 0;
  const start = (task: Task): void => {
    const place = started++;
    const answer = pool.run(task).then((value) => [place, value] as const);
    // A failure is thrown when its turn comes.
    answer.catch(() => undefined);
    under.set(place, answer);
  };
  const source = tasks[Symbol.iterator]();
  for (;;) {
    while (under.size < pool.depth && !signal?.aborted) {
      const next = source.next();
      if (next.done) break;
      start(next.value);
    }
    if (under.size === 0) return;
    const placed = await Promise.race(under.values());
    under.delete(placed[0]);
    yield placed;
  }
}
