import { ACQUIRE_BUSY, JOB_REGISTERS, REGISTER } from "../../hw/redmule/registers.js";
import { SplitMix64 } from "../../run/data/random.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import type { RegressBench } from "./regress-bench.js";
import type { RegressStep } from "./regress-job.js";

/** What accesses go to: control registers, job registers, any of the words that the port decodes. */
const AREAS = [
  { from: REGISTER.TRIGGER, count: 6 },
  { from: REGISTER.X_ADDR, count: JOB_REGISTERS },
  { from: REGISTER.X_ADDR, count: JOB_REGISTERS },
  { from: 0, count: 64 },
] as const;
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
    disturb(bench, step);
    if (step.clearAfter === null) return;
    awaitClear(bench, step.clearAfter, step);
    bench.softClear(step.seed & 1);
  });
  waitForAll(bench);
  bench.drain();
  for (const register of ["STATUS", "RUNNING_JOB", "FINISHED"] as const) bench.read(REGISTER[register]);
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

/** Reads and writes registers, those of the context that is not committed among them. */
function disturb(bench: RegressBench, { accesses, seed }: RegressStep): void {
  const random = new SplitMix64(seed, 32, ACCESS_STREAM);
  for (let i = 0; i < accesses; i++) {
    bench.idle(random.integer(LONGEST_IDLE));
    const { from, count } = AREAS[random.integer(AREAS.length)];
    const offset = from + 4 * random.integer(count);
    if (random.integer(2) === 0) bench.read(offset);
    else if (mayWrite(bench, offset)) {
      const value = random.integer(2) === 0 ? 0 : random.integer(2 ** 32);
      bench.request(offset, value);
      bench.redmule.periph.be = random.integer(16);
      bench.step();
    }
  }
}

/** Whether a write does not start or end a job. */
function mayWrite(bench: RegressBench, offset: number): boolean {
  return offset !== REGISTER.SOFT_CLEAR && (offset !== REGISTER.TRIGGER || bench.full);
}

/** Waits until the step's clear is due, or until its job has ended. */
function awaitClear(bench: RegressBench, clearAfter: number, { clearFrom }: RegressStep): void {
  const ends = bench.ended + bench.underWay.length;
  while (clearFrom === "last beat" && bench.ended < ends && !bench.lastBeat) bench.step();
  for (let clock = 0; clock < clearAfter && bench.ended < ends; clock++) bench.step();
}
