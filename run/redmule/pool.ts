import { workerPool, type WorkerPool } from "../pool/worker-pool.js";
import { runLine, type LineAnswer, type LineTask } from "./batch-line.js";

/** Runs the lines of a batch, in this thread or in others. */
export type LinePool = WorkerPool<LineTask, LineAnswer>;

/** Lines under way per thread, so that no thread waits for the order of the answers. */
const LINES_PER_THREAD = 32;

/** @param threads 1 runs the lines in this thread */
export function linePool(threads: number): LinePool {
  return workerPool(threads, runLine, new URL("./pool-worker", import.meta.url), LINES_PER_THREAD);
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
