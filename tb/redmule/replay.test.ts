import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { walk, type Probe } from "../../hw/probe.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { designs, shapes, tightBases, type DrawnJob } from "./drawn-job.js";

/** Clocks that are compared at most. */
const CLOCKS = 6000;

/** A register bit that is flipped through its probe, by share of the probes and of the bits. */
interface Upset {
  readonly probe: number;
  readonly bit: number;
}

/** Clocks asked for at once, and what is overwritten behind them. */
interface Stop {
  readonly clocks: number;
  readonly upset: Upset | null;
}

let replayed = 0;

afterAll(() => expect(replayed).toBeGreaterThan(10_000));

/** A design that is programmed for a job, with so many of it triggered one behind the other. */
function started(config: DrawnJob["config"], shape: Shape, seed: number, jobs: number): RedmuleBench {
  const drawn = {
    ...shape,
    config,
    data: "norm",
    seed,
    stall: 0,
    stallSeed: 0,
    order: [2, 0, 1],
    gaps: [3, 1, 5],
  } as const;
  const { bases, end } = tightBases(drawn);
  const bench = new RedmuleBench(redmuleParameters(config), { base: 0, bytes: Math.ceil(end / 4) * 4 + 4096 });
  bench.checks = null;
  const placed = new PlacedJob(bench, drawJob(shape, "norm", seed), bases);
  bench.softClear();
  bench.program(placed.registers);
  if (jobs > 0) bench.trigger();
  for (let job = 1; job < jobs; job++) {
    bench.program(placed.registers);
    bench.write(REGISTER.TRIGGER, 0);
  }
  return bench;
}

/** Every probe of a design and its memory. */
function probesOf({ redmule, memory }: RedmuleBench): Probe[] {
  const found: Probe[] = [];
  for (const scope of [redmule.scope("redmule"), memory.scope("memory")]) {
    walk(scope, (path, probe) => found.push({ ...probe, name: [...path, probe.name].join(".") }));
  }
  return found;
}

function expectEqual(probes: readonly Probe[], others: readonly Probe[], clock: number): void {
  probes.forEach((probe, i) => {
    probe.refresh?.();
    others[i].refresh?.();
    for (let at = 0; at < probe.length; at++) {
      const [got, wanted] = [probe.get(at), others[i].get(at)];
      if (got !== wanted) expect.fail(`clock ${clock}: ${probe.name}[${at}] is ${got} instead of ${wanted}`);
    }
  });
}

function flip(registers: readonly Probe[], upset: Upset): void {
  const probe = registers[Math.floor(upset.probe * registers.length)];
  probe.set!(0, (probe.get(0) ^ (1 << Math.floor(upset.bit * probe.width))) >>> 0);
}

/** Runs a design that replays beside one that is stepped and compares all there is at every stop. */
function compare(benches: readonly [RedmuleBench, RedmuleBench], stops: readonly Stop[], jobs: number): void {
  const [fast, slow] = benches;
  const [probes, others] = benches.map(probesOf);
  const registers = [probes, others].map((list) =>
    list.filter(({ name, length, set }) => set !== undefined && length === 1 && !name.startsWith("memory")),
  );
  for (let i = 0; slow.cycle < CLOCKS && slow.redmule.registers.counters.finished < jobs; i++) {
    const { clocks, upset } = stops[i % stops.length];
    fast.advance(clocks);
    for (let clock = 0; clock < clocks; clock++) slow.step();
    expectEqual(probes, others, slow.cycle);
    if (upset !== null) for (const list of registers) flip(list, upset);
  }
  replayed += fast.replay!.replayed;
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const upset = fc.record({ probe: share, bit: share });
const stopsOf = (upsets: fc.Arbitrary<Upset | null>): fc.Arbitrary<Stop[]> =>
  fc.array(fc.record({ clocks: fc.integer({ min: 1, max: 1500 }), upset: upsets }), { minLength: 3, maxLength: 8 });
/** Small tiles in long jobs. */
const small = designs.map((config) => ({ ...config, L: Math.min(config.L, 5), H: Math.min(config.H, 3) }));
const setups = fc.record({
  config: small.filter(({ H, P, port }) => port % 32 === 0 && H * (P + 1) <= 16),
  shape: shapes.map((shape) => ({ ...shape, n: 2 * shape.n })),
  seed: fc.nat(1e6),
  jobs: fc.integer({ min: 1, max: 2 }),
});

function property(upsets: fc.Arbitrary<Upset | null>, numRuns: number): void {
  fc.assert(
    fc.property(setups, stopsOf(upsets), ({ config, shape, seed, jobs }, stops) => {
      const bench = (): RedmuleBench => started(config, shape, seed, jobs);
      compare([bench(), bench()], stops, jobs);
    }),
    { numRuns },
  );
}

test("a design that replays stretches equals one that is stepped, in every register, wire and word of memory", () => {
  property(fc.constant(null), 16);
}, 20_000);

test("the same with registers overwritten between stretches", () => {
  property(fc.option(upset), 24);
}, 20_000);

test("most clocks of a long job of the default design are replayed, and it ends as it does stepped", () => {
  const shape = { op: "GEMM", fmt: "fp16", m: 36, n: 192, k: 96 } as const;
  const [fast, slow] = [0, 1].map(() => started(redmuleParameters(), shape, 1, 0));
  slow.observers.push(() => undefined);
  const [result, wanted] = [fast.run(), slow.run()];
  expect(result).toEqual(wanted);
  expect(fast.cycle).toBe(slow.cycle);
  expectEqual(probesOf(fast), probesOf(slow), slow.cycle);
  expect(fast.replay!.replayed).toBeGreaterThan(result.cycles! / 2);
});

test("nothing is replayed where somebody looks, the memory refuses or an erratum is on", () => {
  const shape = { op: "GEMM", fmt: "fp16", m: 24, n: 96, k: 64 } as const;
  const observed = started(redmuleParameters(), shape, 1, 1);
  observed.observers.push(() => undefined);
  observed.advance(3000);
  const stalled = started(redmuleParameters(), shape, 1, 1);
  stalled.stallBy(new StallPattern(0.1, 1));
  stalled.advance(3000);
  expect([observed, stalled].map(({ replay }) => replay!.replayed)).toEqual([0, 0]);
  const p = redmuleParameters({ errata: errataOf("sound", ["E3"]) });
  expect(new RedmuleBench(p, { base: 0, bytes: 4096 }).replay).toBe(null);
});

/** Objects with words below a design, by name of their class, that no replay covers. */
function uncovered(bench: RedmuleBench): string[] {
  const covered = new Set<unknown>(bench.replay!.controlled);
  const seen = new Set<object>();
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    const fields = Object.values(value);
    const hasWords = fields.some((field) => typeof field === "number" || typeof field === "boolean");
    if (hasWords && !Array.isArray(value) && !covered.has(value)) found.add(value.constructor.name);
    fields.forEach(visit);
  };
  visit(bench.redmule);
  return [...found].sort();
}

test("every object with words is covered, or stands still while a job computes, or holds data and derived values alone", () => {
  const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: 4096 });
  expect(uncovered(bench)).toEqual([
    ...["BufferOperands", "CastIn", "CastOut", "Controller", "EventTarget", "JobConfig", "JobCounters", "JobStorage"],
    ...["NarrowPort", "Object", "RegisterFile", "SeqMultiplier", "SimdArray", "SoftClear", "Tiler", "Work"],
  ]);
});
