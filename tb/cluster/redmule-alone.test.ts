import fc from "fast-check";
import { expect, test } from "vitest";
import { walk, type Probe } from "../../hw/probe.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { busyCluster } from "../../measure/speed/busy-cluster.js";

/** Clocks that are compared, from where every core has fallen asleep on. */
const CLOCKS = 8000;
const ASLEEP = 400;

function probesOf(cluster: Cluster): Probe[] {
  const found: Probe[] = [];
  walk(cluster.scope("cluster"), (path, probe) => found.push({ ...probe, name: [...path, probe.name].join(".") }));
  // Wires of cores that fell asleep do not stand.
  return found.filter(({ name, kind }) => kind === "register" || !/\.core\d/.test(name));
}

function expectEqual(probes: readonly Probe[], others: readonly Probe[], clock: number): void {
  probes.forEach((probe, i) => {
    if (probe.length > 100_000) return;
    probe.refresh?.();
    others[i].refresh?.();
    for (let at = 0; at < probe.length; at++) {
      const [got, wanted] = [probe.get(at), others[i].get(at)];
      if (got !== wanted) expect.fail(`clock ${clock}: ${probe.name}[${at}] is ${got} instead of ${wanted}`);
    }
  });
}

/** What a cluster replays of RedMulE. */
function replayed(cluster: Cluster): number {
  const { lone } = cluster as unknown as { lone: { replay: { replayed: number } | null } };
  return lone.replay?.replayed ?? 0;
}

test("RedMulE alone in a cluster that sleeps is replayed, and every register and wire is as stepped", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 500, max: 3000 }), { minLength: 4, maxLength: 6 }), (stops) => {
      const [fast, slow] = [busyCluster("asleep"), busyCluster("asleep")];
      const [probes, others] = [fast, slow].map(probesOf);
      for (let i = 0; slow.clock < CLOCKS; i++) {
        const end = slow.clock + (i === 0 ? ASLEEP : stops[i % stops.length]);
        while (fast.clock < end) fast.advance(end - fast.clock);
        while (slow.clock < end) slow.step();
        expectEqual(probes, others, slow.clock);
        const { words } = slow.interconnect.tcdm;
        expect(fast.interconnect.tcdm.words.findIndex((word, at) => word !== words[at])).toBe(-1);
      }
      expect(replayed(fast)).toBeGreaterThan(CLOCKS / 4);
    }),
    { numRuns: 2 },
  );
}, 20_000);
