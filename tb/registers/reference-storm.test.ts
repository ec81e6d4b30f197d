import { describe, expect, test } from "vitest";
import { ReferenceModel, type PortAccess } from "../../golden/registers/reference-model.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../../run/data/random.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { fillGarbage } from "../../run/redmule/placed-job.js";
import { drawReferenceStorm } from "./draw-reference-storm.js";
import { SCRIPT_ARRAYS } from "./register-script.js";

const STORMS = 12;
const SETTLE_CLOCKS = 10;
/** The first clock of the bench in which its memory may refuse. */
const STALLS = [0, 0.3] as const;

function benchOf(array: string, ce: CeModel, seed: number): RedmuleBench {
  const p = redmuleParameters({ ...SCRIPT_ARRAYS[array], errata: errataOf("upstream-51cd064") });
  const bench = new RedmuleBench(p, { base: 0, bytes: 0x10000 }, ce);
  // With registers that change in flight the reference asks for rows of no bytes.
  bench.checks = null;
  fillGarbage(bench.memory.words, seed);
  bench.idle(SETTLE_CLOCKS);
  bench.cycle = 0;
  const p1 = STALLS[seed % STALLS.length];
  const random = new SplitMix64(seed);
  if (p1 > 0) bench.stallBy({ p: p1, at: () => random.uniform() < p1 });
  return bench;
}

/** Puts the accesses on the port, one a clock, and calls `look` when each clock has settled. */
function drive(bench: RedmuleBench, storm: readonly (PortAccess | null)[], look: (access: PortAccess | null) => void) {
  const { periph } = bench.redmule;
  let access: PortAccess | null = null;
  bench.observers.push(() => look(access));
  for (access of storm) {
    if (access !== null) {
      Object.assign(periph, { req: 1, write: access.write ? 1 : 0, addr: access.addr, be: access.be });
      periph.wdata = access.data;
    }
    bench.step();
  }
}

interface Seen {
  mismatch: string | undefined;
  reads: number;
  jobs: number;
  starts: number;
}

function judge(array: string, seed: number): Seen {
  const bench = benchOf(array, "simd", seed);
  const { redmule } = bench;
  const { periph, controller, registers } = redmule;
  const model = new ReferenceModel();
  const seen: Seen = { mismatch: undefined, reads: 0, jobs: 0, starts: 0 };
  let [busyBefore, starting] = [false, Infinity];
  drive(bench, drawReferenceStorm(new SplitMix64(seed)), (access) => {
    const ends = (controller.finished & registers.working) === 1;
    const busy = redmule.busy === 1 || controller.finished === 1;
    const { valid, data, event } = model.step(access, ends, busy);
    const wrong: string[] = [];
    if ((periph.rvalid === 1) !== valid) wrong.push(`rvalid ${periph.rvalid}`);
    if (data !== undefined && periph.rdata !== data)
      wrong.push(`${periph.rdata.toString(16)}, not ${data.toString(16)}`);
    if ((redmule.event === 1) !== event) wrong.push(`event ${redmule.event}`);
    const begins = busy && !busyBefore;
    if (begins !== (starting === bench.cycle)) wrong.push(begins ? `starts, not in ${starting}` : "does not start");
    if (wrong.length > 0) seen.mismatch ??= `seed ${seed}, clock ${bench.cycle}: ${wrong.join(", ")}`;
    if (data !== undefined) seen.reads++;
    if (event) seen.jobs++;
    if (begins) seen.starts++;
    busyBefore = busy;
    starting = busy ? Infinity : model.starting;
  });
  return seen;
}

describe.each(Object.keys(SCRIPT_ARRAYS))("storms at the registers of the reference design, %s", (array) => {
  test("answers, events and starts are those of the protocol", () => {
    let [reads, jobs, starts] = [0, 0, 0];
    for (let seed = 1; seed <= STORMS; seed++) {
      const seen = judge(array, seed);
      expect(seen.mismatch).toBeUndefined();
      reads += seen.reads;
      jobs += seen.jobs;
      starts += seen.starts;
    }
    expect(reads).toBeGreaterThan(100 * STORMS);
    expect(starts).toBeGreaterThan(2 * STORMS);
    expect(jobs).toBeGreaterThan(STORMS);
  });

  test("all forms of the array give the same clocks and the same memory", () => {
    for (let seed = 1; seed <= 3; seed++) {
      const traces = (["staged", "fast", "simd"] as const).map((ce) => {
        const bench = benchOf(array, ce, seed);
        const { tcdm } = bench.redmule;
        const lines: string[] = [];
        drive(bench, drawReferenceStorm(new SplitMix64(seed)), () => {
          lines.push(tcdm.req === 0 ? "" : `${tcdm.write} ${tcdm.addr} ${tcdm.write ? tcdm.wdata.join() : ""}`);
        });
        return [...lines, bench.memory.words.join()].join("\n");
      });
      expect(traces[1] === traces[0]).toBe(true);
      expect(traces[2] === traces[0]).toBe(true);
    }
  });
});
