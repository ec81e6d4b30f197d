import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onAttach } from "../../run/attach.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";
import { checkersOf } from "../checkers/attach.js";

// The checkers see every clock, and nothing is replayed for them.
beforeAll(() => onAttach(() => null));
afterAll(() => onAttach(checkersOf));

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const SHAPE = { m: 8, n: 8, k: 8 };
const PRODUCT = drawProduct("fp32", SHAPE, { data: "norm", seed: 1, withY: false });
const CLUSTERS = 15;
const MiB = 2 ** 20;

/** Kinds of clusters whose recorded turns are not the same. */
const KINDS = [{ fetch: "cache" }, { fetch: "ideal" }, { fetch: "cache", cores: 4 }] as const;

/** Clocks of a small kernel on so many new clusters of all kinds in turn, of which nobody keeps any. */
function runs(count: number): Set<string> {
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    const kind = i % KINDS.length;
    const bench = new KernelBench(new Cluster(KINDS[kind]), PRODUCT, { kernel: "fp32_2x2" });
    bench.advance();
    const { clocks, mismatches } = bench.result;
    seen.add(`kind ${kind}: ${clocks} clocks, ${mismatches} mismatches`);
  }
  return seen;
}

/** Memory in use, that of WebAssembly included, once what nobody keeps has been given back. */
async function inUse(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    // Finalizers run between turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test("clusters that nobody keeps leave no memory behind, and run alike one after the other", async () => {
  const first = runs(CLUSTERS);
  expect([...first].every((line) => line.endsWith(" 0 mismatches"))).toBe(true);
  const before = await inUse();
  expect(runs(CLUSTERS)).toEqual(first);
  expect(first.size).toBe(KINDS.length);
  const after = await inUse();
  // Storage of one cluster alone is over a MiB.
  expect((after - before) / MiB).toBeLessThan(8);
});

test("clusters are built in a few ms each, a hundred at once", () => {
  const clusters: Cluster[] = [];
  const built = Array.from({ length: 100 }, () => {
    const from = performance.now();
    clusters.push(new Cluster({ fetch: "cache" }));
    return performance.now() - from;
  });
  expect(clusters).toHaveLength(100);
  // The quickest tells what the work is; other tests take their share of the others.
  expect(Math.min(...built)).toBeLessThan(20);
});
