import { describe, expect, test } from "vitest";
import { UsageError } from "../hw/errors.js";
import moody, { MOODS, type Mood } from "./moody-worker.js";
import { answers, answersInOrder, workerPool } from "../run/pool/worker-pool.js";

function poolOf(threads: number) {
  return workerPool(threads, moody, new URL("./moody-worker", import.meta.url), 2, 0);
}

describe.each([1, 2])("a pool of %i threads", (threads) => {
  test("hands errors on with their class and text", async () => {
    const pool = poolOf(threads);
    await expect(pool.run("well")).resolves.toBe("well");
    await expect(pool.run("misused")).rejects.toBeInstanceOf(UsageError);
    await expect(pool.run("misused")).rejects.toThrow("A mistake: mend it.");
    const failure = await pool.run("broken").catch((error: unknown) => error);
    expect(failure).not.toBeInstanceOf(UsageError);
    expect(failure).toMatchObject({ name: "RangeError", message: "broken" });
    expect((failure as Error).stack).toContain("moody-worker");
    await pool.close();
  });

  test("answers every task, in order where that is asked for", async () => {
    const tasks: Mood[] = Array.from({ length: 12 }, (_, i) => (i % 5 === 0 ? "slow" : "well"));
    const pool = poolOf(threads);
    const inOrder: string[] = [];
    for await (const answer of answersInOrder(tasks, pool)) inOrder.push(answer);
    expect(inOrder).toEqual(tasks);
    const all: string[] = [];
    for await (const answer of answers(tasks, pool)) all.push(answer);
    expect(all.sort()).toEqual([...tasks].sort());
    await pool.close();
  });

  test("starts no task after an abort", async () => {
    const pool = poolOf(threads);
    const controller = new AbortController();
    const tasks = Array.from({ length: 50 }, () => MOODS[0]);
    const found: string[] = [];
    for await (const answer of answersInOrder(tasks, pool, controller.signal)) {
      found.push(answer);
      controller.abort();
    }
    expect(found.length).toBeLessThanOrEqual(pool.depth);
    await pool.close();
  });
});
