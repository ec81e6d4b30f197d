import { fc, test as property } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { walk } from "../../hw/probe.js";
import { STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { WORK_NAMES } from "../../hw/cluster/core/use.js";
import { SplitMix64 } from "../../run/data/random.js";
import { CoreStatistics } from "../../run/programs/core-statistics.js";
import { KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";
import { onAttach } from "../../run/attach.js";
import { WORTH } from "../../hw/cluster/replay/tail.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { checkersOf } from "../checkers/attach.js";
import { clusterOfDraw } from "./cluster-draw.js";

/** Data that stand on a wire until the next come, whether anybody looks at them or not. */
const HELD =
  /\.(result|retired_value|retired_pc|retired_word|retired_rd|wdata|addr|be|write|value|target|word|winner|offset)$/;

/** The first register or wire in which two clusters differ, with both values; null for none. */
function difference(one: Cluster, other: Cluster): string | null {
  const found: string[] = [];
  const probes: { path: string; get: (i: number) => number; length: number }[] = [];
  walk(one.scope("cluster"), (path, probe) => {
    const name = `${path.join(".")}.${probe.name}`;
    const get = (i: number): number => probe.get(i);
    probes.push({ path: name, get, length: probe.kind === "wire" && HELD.test(name) ? 0 : probe.length });
  });
  let at = 0;
  walk(other.scope("cluster"), (_path, probe) => {
    const { path, get, length } = probes[at++];
    for (let i = 0; i < length; i++) {
      if (get(i) !== probe.get(i)) found.push(`${path}[${i}]: ${get(i)}, not ${probe.get(i)}`);
    }
  });
  return found.length === 0 ? null : found.slice(0, 8).join("; ");
}

property.prop(
  [
    fc.record({
      cores: fc.integer({ min: 1, max: 8 }),
      phases: fc.integer({ min: 1, max: 4 }),
      length: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(1e6),
    }),
    fc.constantFrom(20, 300, 3000),
    // From the first visit on, or as usual.
    fc.constantFrom(1, 16),
  ],
  { numRuns: 8 },
)(
  "a cluster that replays what it has seen equals one that is stepped, in everything, at random clocks",
  (draw, slice, visits) => {
    WORTH.visits = visits;
    const [stepped, ahead] = [clusterOfDraw(draw), clusterOfDraw(draw)];
    const random = new SplitMix64(draw.seed, 3);
    const statistics = stepped.cores.map((core) => new CoreStatistics(core));
    stepped.observers.push(() => statistics.forEach((core) => core.sample()));
    while (stepped.clock < 3000) {
      const until = stepped.clock + 1 + random.integer(slice);
      while (stepped.clock < until) stepped.step();
      while (ahead.clock < until) ahead.advance(until - ahead.clock);
      expect(`clock ${until}: ${difference(ahead, stepped)}`).toBe(`clock ${until}: null`);
    }
    statistics.forEach((core, i) => {
      const { clocks, instructions, uses } = ahead.totalsOf(i);
      const report = core.report();
      expect([clocks, instructions]).toEqual([report.clocks, report.instructions]);
      const used = { ...report.lost, ...report.work };
      expect([...uses]).toEqual([...STALL_NAMES, ...WORK_NAMES].map((name) => used[name] ?? 0));
    });
  },
);

describe("a program that nobody observes", () => {
  beforeAll(() => onAttach(() => null));
  afterAll(() => onAttach(checkersOf));

  test.each(["cache", "ideal"] as const)("is replayed, to the same result (%s)", (fetch) => {
    const product = drawProduct("fp32", { m: 16, n: 24, k: 16 }, { data: "norm", seed: 1, withY: true });
    const [replayed, stepped] = [0, 1].map((observers) => {
      const bench = new KernelBench(new Cluster({ fetch }), product, { kernel: "fp32_2x2" });
      if (observers > 0) bench.call.cluster.observers.push(() => undefined);
      bench.advance();
      return bench;
    });
    expect(replayed.result).toEqual(stepped.result);
    expect(replayed.result.mismatches).toBe(0);
    expect(replayed.call.run.result).toEqual(stepped.call.run.result);
    expect(difference(replayed.call.cluster, stepped.call.cluster)).toBeNull();
    expect(replayed.call.cluster.totalsOf(1).clocks).toBe(replayed.call.cluster.clock);
    expect(stepped.call.cluster.totalsOf(1).clocks).toBe(0);
  });
});
