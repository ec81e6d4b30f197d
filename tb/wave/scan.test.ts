import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { registersOf, walk, wire, type Probe } from "../../hw/probe.js";
import { CE_MODELS } from "../../hw/redmule/ce-model.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { save } from "../../hw/snapshot.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { readerOf } from "../../wave/reader.js";
import { ChangeScan } from "../../wave/scan.js";
import { drawnJobs, tightBases } from "../redmule/drawn-job.js";

const CLOCKS = 300;

test("what a scan has told is what the probes say, whatever is overwritten", () => {
  const upset = fc.record({
    clock: fc.nat(CLOCKS),
    probe: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    value: fc.nat(2 ** 16 - 1),
  });
  const cases = fc.tuple(
    drawnJobs,
    fc.constantFrom<Profile>("sound", "upstream-51cd064"),
    fc.constantFrom(...CE_MODELS),
    fc.integer({ min: 1, max: 5 }),
    fc.array(upset, { maxLength: 8 }),
  );
  fc.assert(
    fc.property(cases, ([drawn, profile, ce, every, upsets]) => {
      const { bases, end } = tightBases(drawn);
      // Errata need the shape of the reference.
      const shape = profile === "sound" ? drawn.config : { L: drawn.config.L, H: 4, P: 3 };
      const parameters = redmuleParameters({ ...shape, errata: errataOf(profile) });
      const bench = new RedmuleBench(parameters, { base: 0, bytes: Math.ceil(end / 4) * 4 + 4096 }, ce);
      bench.checks = null;
      bench.softClear();
      bench.program(new PlacedJob(bench, drawJob(drawn, drawn.data, drawn.seed), bases).registers);
      const scope = bench.redmule.scope("redmule");
      const probes: Probe[] = [];
      walk(scope, (_path, probe) => void probes.push(probe));
      const registers = probes.filter(({ kind, length }) => kind === "register" && length > 0);
      const scan = new ChangeScan(probes);
      const told = new Uint32Array(scan.elements.length);
      bench.trigger(new StallPattern(drawn.stall, drawn.stallSeed));
      for (let clock = 1; clock < CLOCKS; clock++) {
        for (const upset of upsets.filter((one) => one.clock === clock)) {
          const probe = registers[Math.floor(upset.probe * registers.length)];
          probe.set!(probe.length - 1, upset.value % 2 ** probe.width);
        }
        bench.step();
        if (clock % every !== 0) continue;
        const found = scan.look();
        for (let i = 0; i < found; i++) told[scan.elements[i]] = scan.values[i];
        if (clock % 8 === 0) expect(Buffer.compare(bytesOf(told), bytesOf(asked(probes)))).toBe(0);
      }
      const kept = save(scope);
      const values = registers.flatMap((probe) => Array.from({ length: probe.length }, (_, i) => probe.get(i)));
      expect([...kept]).toEqual(values);
    }),
    { seed: 1, numRuns: 14 },
  );
});

function asked(probes: readonly Probe[]): Uint32Array {
  return Uint32Array.from(
    probes.flatMap((probe) => Array.from({ length: probe.length }, (_, i) => probe.get(i) >>> 0)),
  );
}

function bytesOf({ buffer }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ["made from text", Function],
  ["where none may be made", forbidden],
])("reads by a function %s", (_, make) => {
  vi.stubGlobal("Function", make);
  const owner = { state: 3, width: -1, "odd name": 7 };
  const probes = [
    ...registersOf(owner, { state: 2, width: 32, "odd name": 3 }),
    wire("sum", 32, () => owner.state + 4),
  ];
  const read = readerOf(probes.map((probe) => ({ probe, index: 0 })));
  const values = new Uint32Array(4);
  read(values);
  expect([...values]).toEqual([3, 0xffffffff, 7, 7]);
  owner.state = 1;
  read(values);
  expect([...values]).toEqual([1, 0xffffffff, 7, 5]);
});

function forbidden(): never {
  throw new EvalError("unsafe-eval is not allowed");
}
