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

/**
 * The answers to tasks in the order of the tasks, `depth` of them under way at most, each as soon as it is known and those before it
 * are out: whoever writes the tasks may wait for an answer before the next one.
 */
export async function* inOrder(tasks: AsyncIterable<LineTask>, pool: LinePool): AsyncGenerator<LineAnswer> {
  const source = tasks[Symbol.asyncIterator]();
  const waiting: Promise<{ answer: LineAnswer }>[] = [];
  let coming: Promise<IteratorResult<LineTask>> | null = null;
  let ended = false;
  for (;;) {
    if (!ended && waiting.length < pool.depth) coming ??= source.next();
    else if (waiting.length === 0) return;
    const oldest = waiting.slice(0, 1);
    const first = await Promise.race<IteratorResult<LineTask> | { answer: LineAnswer }>(
      coming === null ? oldest : [coming, ...oldest],
    );
    if ("answer" in first) {
      waiting.shift();
      yield first.answer;
      continue;
    }
    coming = null;
    if (first.done) ended = true;
    else waiting.push(started(pool, first.value));
  }
}

function started(pool: LinePool, task: LineTask): Promise<{ answer: LineAnswer }> {
  const answer = pool.run(task).then((known) => ({ answer: known }));
  // A failure is thrown when its turn comes.
  answer.catch(() => undefined);
  return answer;
}
