import { setImmediate } from "node:timers/promises";
import { Tinypool } from "tinypool";

/** Runs tasks in threads, or in this one. */
export interface WorkerPool<Task, Answer> {
  /** Tasks that keep every thread busy. */
  readonly depth: number;
  run(task: Task): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * @param threads 1 runs the tasks in this thread
 * @param run what a task does
 * @param worker module beside the caller's whose default export is `run`, as its URL without the ending; with `.js`, a compiled one anywhere
 */
export function workerPool<Task, Answer>(
  threads: number,
  run: (task: Task) => Answer,
  worker: URL,
): WorkerPool<Task, Answer> {
  if (threads === 1) {
    // Ctrl-C and timers want a turn.
    return { depth: 1, run: async (task) => run(await setImmediate(task)), close: () => Promise.resolve() };
  }
  const isSource = import.meta.url.endsWith(".ts") && !worker.href.endsWith(".js");
  const filename = isSource
    ? new URL("./tsx-worker.js", import.meta.url).href
    : `${worker.href.replace(/\.js$/, "")}.js`;
  const pool = new Tinypool({ filename, minThreads: 0, maxThreads: threads, execArgv: [] });
  return {
    depth: 2 * threads,
    run: (task) => pool.run(isSource ? { module: `${worker.href}.ts`, task } : task) as Promise<Answer>,
    close: () => pool.destroy(),
  };
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
