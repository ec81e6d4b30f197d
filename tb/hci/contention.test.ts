import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { NarrowPort } from "../../hw/ports.js";
import { walk, type Probe, type Scope } from "../../hw/probe.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { ContentionRun, measureContention } from "../../run/load/contention-run.js";
import { modelMeans, recordedSettings, settingName, type RecordedSetting } from "./contention-table.js";
import { LoadGenerators } from "../../run/load/load-generators.js";

const packed = new URL("../reference/contention/contention.csv.gz", import.meta.url);
const settings = recordedSettings(gunzipSync(readFileSync(packed)).toString());

describe("contention between RedMulE and eight random masters", () => {
  test("the table has its settings", () => expect(settings.length).toBeGreaterThan(150));

  const idle = settings.filter(({ setting }) => setting.p === 0);
  test.each(idle.map((row) => [settingName(row.setting), row] as const))("%s: equal to the record", (_name, row) => {
    const { cycles, wideGrants, wideDenied, coreGrants } = modelMeans(row, 1);
    expect({ cycles, wideGrants, wideDenied, coreGrants }).toEqual({
      ...{ cycles: row.recorded.cycles, wideGrants: row.recorded.wideGrants },
      ...{ wideDenied: 0, coreGrants: 0 },
    });
  });

  // A single run of the others differs from its mean by more than a few seeds can even out.
  const steady = ({ setting }: RecordedSetting) => setting.p > 0 && setting.m === 64 && setting.maxStall % 10 !== 0;
  const chosen = settings.filter(steady);
  test.each(chosen.map((row) => [settingName(row.setting), row] as const))(
    "%s: the recorded cycles and waits",
    (_name, row) => {
      const { recorded } = row;
      const mean = modelMeans(row, 2);
      expect(Math.abs(mean.cycles / recorded.cycles - 1)).toBeLessThan(0.03);
      expect(Math.abs(mean.coreGrants / recorded.coreGrants - 1)).toBeLessThan(0.06);
      expect(Math.abs(mean.averageWait - recorded.averageWait)).toBeLessThan(0.02 + 0.1 * recorded.averageWait);
    },
  );

  test("masters that go first keep RedMulE from its banks without a guard", () => {
    const shape = { m: 24, n: 32, k: 32, invertPrio: 0, p: 1 };
    const unguarded = measureContention({ ...shape, maxStall: 0 }, 1, 20_000);
    const guarded = measureContention({ ...shape, maxStall: 1 }, 1, 20_000);
    expect(unguarded.cycles).toBeNull();
    expect(guarded.cycles).toBeLessThan(2000);
  });
});

/** Every register and wire of a design. */
function allOf(scope: Scope): string[] {
  const told: string[] = [];
  walk(scope, (path, probe) => {
    for (let i = 0; i < probe.length; i++) told.push(`${path.join(".")}.${probe.name}[${i}] ${probe.get(i)}`);
  });
  return told;
}

function probesOf(scope: Scope): Probe[] {
  const found: Probe[] = [];
  walk(scope, (path, probe) => found.push({ ...probe, name: [...path, probe.name].join(".") }));
  return found;
}

/** Names of registers and wires that are not equal. */
function differences(probes: readonly Probe[], others: readonly Probe[]): string[] {
  const differs = (probe: Probe, i: number): boolean => {
    probe.refresh?.();
    others[i].refresh?.();
    for (let at = 0; at < probe.length; at++) if (probe.get(at) !== others[i].get(at)) return true;
    return false;
  };
  return probes.filter(differs).map(({ name }) => name);
}

describe("a run that nobody looks at", () => {
  test.each([
    [{ invertPrio: 1, maxStall: 0, p: 0.2 }, 150],
    [{ invertPrio: 1, maxStall: 0, p: 0.7 }, Infinity],
    [{ invertPrio: 0, maxStall: 3, p: 0.6 }, Infinity],
    [{ invertPrio: 0, maxStall: 1, p: 1 }, Infinity],
  ])("%j: ends in the same registers and wires as one that is seen, after at most %d clocks", (sharing, limit) => {
    const [seen, alone] = [0, 1].map(() => new ContentionRun({ m: 16, n: 16, k: 16, ...sharing }, 3));
    seen.design.observers.push(() => undefined);
    seen.design.checks = alone.design.checks = null;
    expect(alone.run(limit)).toBe(seen.run(limit));
    expect(alone.design.cycle).toBe(seen.design.cycle);
    expect(allOf(alone.design.scope("design"))).toEqual(allOf(seen.design.scope("design")));
  });

  test("replays stretches of RedMulE, and what is left is as stepped", () => {
    let replayed = 0;
    const sizes = fc.constantFrom({ H: 2, m: 49, n: 62, k: 30 }, { H: 4, m: 49, n: 70, k: 46 });
    const limits = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 2, maxLength: 5 });
    const all = fc.property(sizes, fc.constantFrom(0.2, 1), fc.nat(), limits, ({ H, ...size }, p, seed, spans) => {
      const setting = { ...size, p, invertPrio: 1, maxStall: 0 };
      const design = { redmule: redmuleParameters({ H }) };
      const [seen, alone] = [0, 1].map(() => new ContentionRun(setting, seed, design));
      seen.design.observers.push(() => undefined);
      seen.design.checks = alone.design.checks = null;
      const [probes, others] = [alone, seen].map((run) => probesOf(run.design.scope("design")));
      let limit = 0;
      for (const span of [...spans, Infinity]) {
        limit += span;
        expect(alone.run(limit)).toBe(seen.run(limit));
        expect(alone.design.cycle).toBe(seen.design.cycle);
        expect(differences(probes, others)).toEqual([]);
        if (seen.design.redmule.event !== 0) break;
      }
      replayed += alone.replay!.replayed;
    });
    fc.assert(all, { numRuns: 6 });
    expect(replayed).toBeGreaterThan(2000);
  });
});

describe("load generators", () => {
  property.prop([fc.nat(), fc.double({ min: 0.05, max: 1, noNaN: true }), fc.integer({ min: 1, max: 16 })])(
    "hold a denied request, begin with their probability and write behind the given address",
    (seed, p, count) => {
      const [bytes, writeFrom, clocks] = [4096, 1024, 400];
      const ports = Array.from({ length: count }, () => new NarrowPort());
      const masters = new LoadGenerators(ports, { p, seed, bytes, writeFrom });
      let [free, begun, moved, misplaced] = [0, 0, 0, 0];
      for (let clock = 0; clock < clocks; clock++) {
        const before = ports.map((port) => ({ ...port }));
        masters.drive();
        for (const [m, port] of ports.entries()) {
          const { req, gnt, addr, write, wdata } = before[m];
          if (req > gnt) {
            if (port.req !== 1 || port.addr !== addr || port.write !== write || port.wdata !== wdata) moved++;
          } else {
            free++;
            begun += port.req;
          }
          if (port.addr % 4 !== 0 || port.addr >= bytes || (port.write === 1 && port.addr < writeFrom)) misplaced++;
          port.gnt = port.req & (clock + m) & 1;
        }
      }
      expect({ moved, misplaced }).toEqual({ moved: 0, misplaced: 0 });
      // Six standard deviations.
      expect(Math.abs(begun - p * free)).toBeLessThan(6 * Math.sqrt(free * p * (1 - p)) + 1);
    },
  );

  test("begin nothing without load, and refuse what is no probability", () => {
    const port = new NarrowPort();
    const load = { seed: 1, bytes: 4096, writeFrom: 0 };
    const masters = new LoadGenerators([port], { ...load, p: 0 });
    for (let clock = 0; clock < 1000; clock++) {
      masters.drive();
      expect(port.req).toBe(0);
    }
    expect(() => new LoadGenerators([port], { ...load, p: 1.5 })).toThrow(/load of 1.5 .* from 0 to 1/);
  });
});

describe("masters without vector instructions", () => {
  const writeFrom = 0x1_0000;
  const sizes = fc.constantFrom(0x2_0000, 0x4_4440, 0x1000_0000);
  property.prop([fc.integer({ min: 1, max: 32 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), sizes])(
    "request as those with them",
    (count, p, seed, bytes) => {
      const pair = [true, false].map((vectors) => {
        const ports = Array.from({ length: count }, () => new NarrowPort());
        return { ports, load: new LoadGenerators(ports, { p, seed, bytes, writeFrom }, undefined, vectors) };
      });
      for (let clock = 0; clock < 40; clock++) {
        for (const { load } of pair) load.drive();
        const [vector, scalar] = pair.map(({ load }) => allOf(load.scope("masters")));
        expect(scalar).toEqual(vector);
        for (const { ports } of pair)
          ports.forEach((port, m) => (port.gnt = port.req & ((seed >>> ((clock + m) % 31)) & 1)));
      }
    },
  );
});
