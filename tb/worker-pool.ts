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
    return { depth: 1, run: (task) => Promise.resolve(task).then(run), close: () => Promise.resolve() };
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

/**
 * The answers to tasks as they come, with `pool.depth` tasks under way. When the reader stops, or `signal` is aborted, no
 * further task is started; the answers to those under way still come after an abort.
 */
export async function* answers<Task, Answer>(
  tasks: Iterable<Task>,
  pool: WorkerPool<Task, Answer>,
  signal?: AbortSignal,
): AsyncGenerator<Answer> {
  const under = new Map<number, Promise<readonly [number, Answer]>>();
  let started = 0;
  const start = (task: Task): void => {
    const id = started++;
    const answer = pool.run(task).then((value) => [id, value] as const);
    // A failure is thrown when its turn comes.
    answer.catch(() => undefined);
    under.set(id, answer);
  };
  const source = tasks[Symbol.iterator]();
  for (;;) {
    while (under.size < pool.depth && !signal?.aborted) {
      const next = source.next();
      if (next.done) break;
      start(next.value);
    }
    if (under.size === 0) return;
    const [id, answer] = await Promise.race(under.values());
    under.delete(id);
    yield answer;
  }
}
