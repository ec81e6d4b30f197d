import { ACQUIRE_BUSY, JOB_REGISTERS, REGISTER } from "../../hw/redmule/registers.js";
import { SplitMix64 } from "../random.js";
import type { PlacedJob } from "../redmule/placed-job.js";
import type { RegressBench } from "./regress-bench.js";
import type { RegressStep } from "./regress-job.js";

/** Registers that may be read at any time; a read of FINISHED clears it. */
const READABLE = [REGISTER.STATUS, REGISTER.FINISHED, REGISTER.RUNNING_JOB] as const;
const LONGEST_IDLE = 40;
/** Tells the draws of the accesses from those of the tensors, which have the same seed. */
const ACCESS_STREAM = 31;

/**
 * Programs, starts, disturbs and ends the jobs of a sequence on a bench, as their steps say.
 * @throws Finding at the first thing that is wrong
 */
export function driveSequence(bench: RegressBench, steps: readonly RegressStep[], placed: readonly PlacedJob[]): void {
  steps.forEach((step, i) => {
    begin(bench, step);
    const next = steps[i + 1] as RegressStep | undefined;
    program(bench, step, placed[i], !step.commit || next?.start !== "queue" || bench.dormant);
    const endsBefore = bench.ended + bench.underWay.length;
    disturb(bench, step);
    if (step.clearAfter === null) return;
    for (let clock = 0; clock < step.clearAfter && bench.ended < endsBefore; clock++) bench.idle(1);
    bench.softClear(step.seed & 1);
  });
  waitForAll(bench);
  bench.drain();
  // Nothing is under way: the model answers 0.
  bench.read(REGISTER.STATUS);
}

function begin(bench: RegressBench, { start, seed }: RegressStep): void {
  if (start === "queue") return;
  waitForAll(bench);
  if (start === "clear") bench.softClear(seed & 1);
}

/** Up to the clock of the last event, in which the next access may already come. */
function waitForAll(bench: RegressBench): void {
  while (bench.underWay.length > bench.redmule.event) bench.step();
}

function program(bench: RegressBench, { wait }: RegressStep, placed: PlacedJob, starts: boolean): void {
  bench.monitor.expect(placed);
  while (bench.read(REGISTER.ACQUIRE) === ACQUIRE_BUSY) bench.idle(3);
  placed.registers.forEach((value, i) => bench.write(REGISTER.X_ADDR + 4 * i, value));
  bench.idle(wait);
  bench.commit(placed, starts);
}

/** Reads registers, and writes those of the context that is not committed. */
function disturb(bench: RegressBench, { accesses, seed }: RegressStep): void {
  const random = new SplitMix64(seed, 32, ACCESS_STREAM);
  for (let i = 0; i < accesses; i++) {
    bench.idle(random.integer(LONGEST_IDLE));
    const offset = REGISTER.X_ADDR + 4 * random.integer(JOB_REGISTERS);
    if (random.integer(3) === 0) bench.read(READABLE[random.integer(READABLE.length)]);
    else if (random.integer(3) === 0) bench.read(offset);
    else {
      bench.request(offset, random.integer(2 ** 32));
      bench.redmule.periph.be = random.integer(16);
      bench.step();
    }
  }
}
