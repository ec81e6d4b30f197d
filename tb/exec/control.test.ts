import { expect, test } from "vitest";
import { CONTROL_WORDS, isMoment, readControl } from "../../hw/cluster/replay/control.js";
import { CachedSide } from "../../hw/cluster/replay/fetch-side.js";
import type { DataDemux } from "../../hw/cluster/demux.js";
import { walk, type Probe } from "../../hw/probe.js";
import { clusterOfDraw } from "./cluster-draw.js";

/** Data that a replay keeps up to date where they stand. */
const LIVE = [
  "ex.a",
  "ex.b",
  "ex.c",
  "float.value",
  "float.value_flags",
  "wb.address",
  "wb.base",
  "registers.x",
  "registers.f",
];
/** What the core is told when the pipeline takes over, or what a stall or an instruction of the pipeline alone changes. */
const TOLD = ["csr.fs", "csr.fflags", "csr.counters.low", "csr.counters.high", "private.hits"];
/** What stands still from moment to moment, or has to, for `isMoment` to hold. */
const STILL = [
  "csr",
  "float.division",
  "ex.multiplier",
  "ex.divider",
  "ex.csr_value",
  "mac_load",
  "wb.first_word",
  "if.prefetch.held_address",
  "private.store",
  "private.misses",
  "private.wait",
  "private.row",
];
/** Words of the prefetch buffer: control while they wait, and kept up to date in any case. */
const SHELF = ["word0", "word1", "error0", "error1"].map((name) => `if.prefetch.${name}`);
/** What keeps a clock boundary from being a moment. */
const HINDERS = ["fetch_enabled", "was_busy", "dozing", "controller.state", "ex.second", "ex.csr_held", "wb.refused"];
HINDERS.push("wb.first", "if.prefetch.held", "private.flush_pending", "id.fetch_fault", "missed");

test("every register of a core is a control word, data that replays keep, or still", () => {
  const cluster = clusterOfDraw({ cores: 1, phases: 2, length: 20, seed: 4 });
  const [core] = cluster.cores;
  const demux = (cluster as unknown as { demuxes: DataDemux[] }).demuxes[0];
  const side = new CachedSide(cluster.icache!, 0);
  const place = demux.placeOf("tcdm");
  const registers = new Map<string, Probe>();
  const take = (scope: ReturnType<typeof core.scope>, prefix: string): void =>
    walk(scope, (path, probe) => {
      if (probe.kind === "register") registers.set(prefix + [...path.slice(1), probe.name].join("."), probe);
    });
  take(core.scope("core"), "");
  take(demux.scope("demux"), "");
  take(cluster.icache!.privates[0].scope("private"), "private.");
  const steering = new Set<string>();
  const [before, after] = [new Int32Array(CONTROL_WORDS), new Int32Array(CONTROL_WORDS)];
  for (let clock = 0; clock < 800; clock++) {
    cluster.step();
    if (!isMoment(core, demux, side, place)) continue;
    readControl(core, demux, side, before);
    const instructions = [core.id.instruction, core.ex.instruction] as const;
    for (const [name, probe] of registers) {
      if (steering.has(name)) continue;
      for (let i = 0; i < Math.min(probe.length, 4); i++) {
        const value = probe.get(i);
        probe.set!(i, value ^ 1);
        const changes = !isMoment(core, demux, side, place);
        if (!changes) readControl(core, demux, side, after);
        if (changes || before.some((word, k) => word !== after[k])) steering.add(name);
        probe.set!(i, value);
        [core.id.instruction, core.ex.instruction] = instructions;
      }
    }
  }
  const others = [...registers.keys()].filter((name) => !steering.has(name));
  const known = [...LIVE, ...SHELF, ...TOLD, ...STILL];
  expect(others.filter((name) => !known.some((entry) => name === entry || name.startsWith(`${entry}.`)))).toEqual([]);
  expect(LIVE.filter((name) => steering.has(name))).toEqual([]);
  expect(HINDERS.filter((name) => !steering.has(name))).toEqual([]);
});
