import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { workerPool, type WorkerPool } from "../../run/pool/worker-pool.js";
import { runTask, type RegressAnswer, type RegressTask } from "./task.js";

/**
 * Threads that run the cases of a regression.
 * @param dist compiled files to run instead of these, as those with a seeded fault; null for these
 */
export async function regressPool(
  threads: number,
  dist: string | null,
): Promise<WorkerPool<RegressTask, RegressAnswer>> {
  if (dist === null) return workerPool(threads, runTask, new URL("./worker", import.meta.url));
  const module = (file: string): URL => pathToFileURL(join(dist, "tb", "regress", file));
  const other = (await import(module("task.js").href)) as { runTask: typeof runTask };
  return workerPool(threads, other.runTask, module("worker.js"));
}
