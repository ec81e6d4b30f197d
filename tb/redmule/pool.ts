import { Tinypool } from "tinypool";
import { runLine, type LineAnswer, type LineTask } from "./batch-line.js";

/** Runs the lines of a batch, in this thread or in others. */
export interface LinePool {
  /** Lines that may be under way at once, so that no thread waits for the order of the answers. */
  readonly depth: number;
  run(task: LineTask): Promise<LineAnswer>;
  close(): Promise<void>;
}

/** Lines under way per thread. */
const LINES_PER_THREAD = 32;

/** @param threads 1 runs the lines in this thread */
export function linePool(threads: number): LinePool {
  if (threads === 1) {
    return { depth: 1, run: (task) => Promise.resolve(task).then(runLine), close: () => Promise.resolve() };
  }
  const worker = import.meta.url.endsWith(".ts") ? "./pool-worker-tsx.js" : "./pool-worker.js";
  const filename = new URL(worker, import.meta.url).href;
  const pool = new Tinypool({ filename, minThreads: 0, maxThreads: threads, execArgv: [] });
  return {
    depth: threads * LINES_PER_THREAD,
    run: (task) => pool.run(task) as Promise<LineAnswer>,
    close: () => pool.destroy(),
  };
}

/** The answers to tasks in the order of the tasks, `depth` of them under way at most. */
export async function* inOrder(tasks: AsyncIterable<LineTask>, pool: LinePool): AsyncGenerator<LineAnswer> {
  const waiting: Promise<LineAnswer>[] = [];
  for await (const task of tasks) {
    const answer = pool.run(task);
    // A failure is thrown when its turn comes.
    answer.catch(() => undefined);
    waiting.push(answer);
    if (waiting.length >= pool.depth) yield await waiting.shift()!;
  }
  for (const answer of waiting) yield await answer;
}
