import fc from "fast-check";
import { expect, test } from "vitest";
import { walk, type Probe } from "../../hw/probe.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { save } from "../../hw/snapshot.js";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import { drawnJobs, shapes, tightBases, type DrawnJob } from "./drawn-job.js";
import { drawJob, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** Clocks from the trigger that are compared, and how often every register is. */
const CLOCKS = 900;
const EVERY = 16;

/** A control register bit that is flipped through its probe, by share of the probes and of the bits. */
interface Upset {
  readonly clock: number;
  readonly probe: number;
  readonly bit: number;
}

function started(drawn: DrawnJob, profile: Profile): { bench: RedmuleBench; stall: StallPattern } {
  const { bases, end } = tightBases(drawn);
  const parameters = redmuleParameters({ ...drawn.config, errata: errataOf(profile) });
  const bench = new RedmuleBench(parameters, { base: 0, bytes: Math.ceil(end / 4) * 4 + 4096 });
  const placed = new PlacedJob(bench, drawJob(drawn, drawn.data, drawn.seed), bases);
  bench.softClear();
  bench.program(placed.registers);
  return { bench, stall: new StallPattern(drawn.stall, drawn.stallSeed) };
}

function flip(registers: readonly Probe[], upset: Upset): void {
  const probe = registers[Math.floor(upset.probe * registers.length)];
  probe.set!(0, (probe.get(0) ^ (1 << Math.floor(upset.bit * probe.width))) >>> 0);
}

/** Settles a clock without its edge, as a cluster does before it lets somebody else settle and clock it. */
function settle({ memory, redmule }: RedmuleBench): void {
  memory.settleResponse();
  redmule.settleResponse();
  redmule.settleRequest();
}

/**
 * Runs a design beside one that is woken in every clock, so that it skips nothing; both see the same upsets. Of the first some clocks are
 * settled twice, which changes nothing either.
 */
function compare(drawn: DrawnJob, profile: Profile, upsets: readonly Upset[]): void {
  const designs = [started(drawn, profile), started(drawn, profile)];
  const scopes = designs.map(({ bench }) => bench.redmule.scope("redmule"));
  const registers = scopes.map((scope) => {
    const found: Probe[] = [];
    walk(scope, (_path, probe) => probe.kind === "register" && probe.length === 1 && found.push(probe));
    return found;
  });
  for (const { bench, stall } of designs) {
    if (upsets.length > 0) bench.checks = null;
    bench.trigger(stall);
  }
  const random = new SplitMix64(drawn.seed);
  for (let clock = 1; clock < CLOCKS; clock++) {
    for (const upset of upsets) if (upset.clock === clock) for (const found of registers) flip(found, upset);
    designs[1].bench.redmule.wake();
    if (random.integer(2) === 0) settle(designs[0].bench);
    for (const { bench } of designs) bench.step();
    const [one, other] = designs.map(({ bench }) => bench.redmule);
    const seen = [one, other].map(({ tcdm, event }) => [
      tcdm.req,
      tcdm.req && tcdm.addr,
      tcdm.req && tcdm.write,
      event,
    ]);
    if (String(seen[0]) !== String(seen[1])) expect.fail(`clock ${clock}: ${seen[0]} instead of ${seen[1]}`);
    if (clock % EVERY === 0) expect(save(scopes[0]), `registers after clock ${clock}`).toEqual(save(scopes[1]));
  }
}

const upset: fc.Arbitrary<Upset> = fc.record({
  clock: fc.integer({ min: 1, max: 500 }),
  probe: fc.double({ min: 0, max: 0.999, noNaN: true }),
  bit: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

test("a design that skips what stands still equals one that skips nothing", () => {
  fc.assert(
    fc.property(drawnJobs, (drawn) => compare(drawn, "sound", [])),
    { numRuns: 60 },
  );
});

test("the same under the upstream profile", () => {
  const jobs = fc.tuple(drawnJobs, shapes).map(([drawn, shape]) => ({
    ...drawn,
    ...shape,
    config: redmuleParameters({ L: 12, H: 4, P: 3 }),
  }));
  fc.assert(
    fc.property(jobs, (drawn) => compare(drawn, "upstream-51cd064", [])),
    { numRuns: 30 },
  );
});

test("a register that is overwritten through its probe takes effect whatever stood still", () => {
  fc.assert(
    fc.property(drawnJobs, fc.array(upset, { minLength: 20, maxLength: 40 }), (drawn, upsets) =>
      compare(drawn, "sound", upsets),
    ),
    { numRuns: 60 },
  );
});
