import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { walk, type Probe } from "../../hw/probe.js";
import { StallPattern } from "../../run/data/random.js";

import { clusterOfDraw } from "./cluster-draw.js";

/** Every register and wire but the words of memories and caches, with its path. */
function signals(cluster: Cluster): { path: string; probe: Probe }[] {
  const found: { path: string; probe: Probe }[] = [];
  walk(cluster.scope("cluster"), (path, probe) => {
    if (probe.length <= 64) found.push({ path: `${path.join(".")}.${probe.name}`, probe });
  });
  return found;
}

property.prop(
  [
    fc.record({
      cores: fc.integer({ min: 1, max: 8 }),
      phases: fc.integer({ min: 1, max: 4 }),
      length: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(1e6),
    }),
    fc.integer({ min: 200, max: 1500 }),
  ],
  { numRuns: 8 },
)("a cluster that leaves idle blocks out equals one that settles all of them in every clock", (draw, clocks) => {
  const [lazy, eager] = [clusterOfDraw(draw), clusterOfDraw(draw)];
  const [ofLazy, ofEager] = [signals(lazy), signals(eager)];
  const stalls = new StallPattern(draw.seed % 3 === 0 ? 0.2 : 0, draw.seed);
  for (let clock = 0; clock < clocks; clock++) {
    eager.wake();
    lazy.stall = eager.stall = stalls.at(clock + 1) ? 1 : 0;
    for (const cluster of [lazy, eager]) cluster.settle();
    for (let s = 0; s < ofLazy.length; s++) {
      const [a, b] = [ofLazy[s].probe, ofEager[s].probe];
      for (let i = 0; i < a.length; i++) {
        if (a.get(i) !== b.get(i)) {
          expect(`${ofLazy[s].path}[${i}] in clock ${clock}: ${a.get(i)}`).toBe(`${b.get(i)}`);
        }
      }
    }
    for (const cluster of [lazy, eager]) cluster.edge();
  }
  expect(
    Buffer.compare(
      lazy.memoryAt(lazy.map.regions[0].base, 0x10000),
      eager.memoryAt(eager.map.regions[0].base, 0x10000),
    ),
  ).toBe(0);
});
