import { describe, expect, test } from "vitest";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { ACQUIRE_BUSY, ACQUIRE_LOCKED, REGISTER } from "../../hw/redmule/registers.js";
import { StallPattern } from "../../run/data/random.js";
import { MemoryScoreboard, PortMonitor } from "./monitors.js";
import { drawJob, PlacedJob, type Bases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

const SHAPES: readonly Shape[] = [
  { op: "GEMM", fmt: "fp16", m: 13, n: 20, k: 18 },
  { op: "MATMUL", fmt: "fp8", m: 3, n: 33, k: 35 },
  { op: "MULMAX", fmt: "bf16", m: 25, n: 3, k: 17 },
];
const PATIENCE = 20000;

/** A bench with several jobs side by side in its memory. */
function setup(shapes: readonly Shape[] = SHAPES) {
  const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: 0x10000 });
  bench.memory.words.fill(0xffffffff);
  let at = 0x100;
  const next = (elements: number): number => (at += 2 * elements + 5) - 2 * elements;
  const jobs = shapes.map((shape, i) => {
    const { m, n, k } = shape;
    const bases: Bases = [next(m * n), next(n * k), next(m * k)];
    return new PlacedJob(bench, drawJob(shape, "norm", i), bases);
  });
  const monitor = PortMonitor.on(bench);
  for (const job of jobs) monitor.expect(job);
  bench.softClear();
  bench.cycle = 0;
  return { bench, jobs, monitor, scoreboard: new MemoryScoreboard(bench) };
}

function submit(bench: RedmuleBench, job: PlacedJob): void {
  job.registers.forEach((value, i) => bench.write(REGISTER.X_ADDR + 4 * i, value));
  bench.write(REGISTER.TRIGGER, 0);
}

function waitForEvent(bench: RedmuleBench): void {
  for (let i = 0; !bench.redmule.event; i++) {
    if (i > PATIENCE) throw new Error("No event.");
    bench.idle(1);
  }
  bench.idle(1);
}

/** ACQUIRE until a context is free. */
function acquire(bench: RedmuleBench): number {
  for (let i = 0; i < PATIENCE; i++) {
    const id = bench.read(REGISTER.ACQUIRE);
    if (id !== ACQUIRE_BUSY) return id;
  }
  throw new Error("No context became free.");
}

describe("job queue", () => {
  test("the end of a job is told to the core of the highest bit of the id that committed it, an id of 0 leaves who it was", () => {
    const { bench, jobs } = setup();
    const { periph } = bench.redmule;
    const told = [0b1, 0b101100, 0, 0, 0x80000000].map((id, i) => {
      acquire(bench);
      jobs[i % jobs.length].registers.forEach((value, j) => bench.write(REGISTER.X_ADDR + 4 * j, value));
      periph.id = id;
      bench.write(REGISTER.TRIGGER, 0);
      periph.id = 1;
      while (!bench.redmule.event) bench.step();
      const { eventCores } = bench.redmule;
      bench.step();
      return Math.clz32(eventCores) ^ 31;
    });
    // Context 0 is committed first, third and fifth.
    expect(told).toEqual([0, 5, 0, 5, 31]);
    expect(bench.redmule.eventCores).toBe(0);
  });

  test.each([0, 0.3, 0.8])("jobs programmed while others run follow each other without soft clear, stalls %d", (p) => {
    const { bench, jobs, monitor, scoreboard } = setup();
    bench.stallBy(p > 0 ? new StallPattern(p, 11) : null);
    let events = 0;
    bench.observers.push(() => (events += bench.redmule.event));
    const ids = jobs.map((job) => {
      const id = acquire(bench);
      submit(bench, job);
      return id;
    });
    for (let i = 0; i < PATIENCE && events < 3; i++) bench.idle(1);
    bench.idle(100);
    monitor.finish();
    expect(events).toBe(3);
    expect(ids).toEqual([ids[0], ids[0] + 1, ids[0] + 2]);
    expect(jobs.map((job) => job.mismatches())).toEqual([0, 0, 0]);
    expect(monitor.complaints).toEqual([]);
    expect(scoreboard.changed(jobs)).toEqual([]);
  });

  test("ACQUIRE answers -2 between an ACQUIRE and its TRIGGER and -1 with two jobs under way", () => {
    const { bench, jobs } = setup();
    const first = bench.read(REGISTER.ACQUIRE);
    expect(bench.read(REGISTER.ACQUIRE)).toBe(ACQUIRE_LOCKED);
    submit(bench, jobs[0]);
    expect(bench.read(REGISTER.ACQUIRE)).toBe(first + 1);
    submit(bench, jobs[1]);
    expect(bench.read(REGISTER.ACQUIRE)).toBe(ACQUIRE_BUSY);
    waitForEvent(bench);
    expect(bench.read(REGISTER.ACQUIRE)).toBe(first + 2);
  });

  test("a context is immutable from its trigger on, whatever is written", () => {
    const { bench, jobs } = setup(SHAPES.slice(0, 2));
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[0]);
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[1]);
    for (let offset = REGISTER.X_ADDR as number; offset <= REGISTER.MACFG; offset += 4) bench.write(offset, 0xffffffff);
    waitForEvent(bench);
    waitForEvent(bench);
    expect(jobs.map((job) => job.mismatches())).toEqual([0, 0]);
  });

  test("a TRIGGER of another value commits only; the next TRIGGER of 0 starts both", () => {
    const { bench, jobs } = setup(SHAPES.slice(0, 2));
    bench.read(REGISTER.ACQUIRE);
    jobs[0].registers.forEach((value, i) => bench.write(REGISTER.X_ADDR + 4 * i, value));
    bench.write(REGISTER.TRIGGER, 1);
    for (let i = 0; i < 300; i++) {
      expect(bench.redmule.busy).toBe(0);
      bench.idle(1);
    }
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[1]);
    waitForEvent(bench);
    waitForEvent(bench);
    expect(jobs.map((job) => job.mismatches())).toEqual([0, 0]);
  });

  test("FINISHED counts ended jobs until it is read, STATUS shows the contexts, RUNNING_JOB the number", () => {
    const { bench, jobs } = setup(SHAPES.slice(0, 2));
    const first = bench.read(REGISTER.ACQUIRE);
    expect(bench.read(REGISTER.STATUS)).toBe(0);
    submit(bench, jobs[0]);
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[1]);
    expect(bench.read(REGISTER.STATUS)).toBe(0x0101);
    expect(bench.read(REGISTER.FINISHED)).toBe(0);
    expect(bench.read(REGISTER.RUNNING_JOB)).toBe(first);
    waitForEvent(bench);
    expect(bench.read(REGISTER.STATUS)).toBe(0x0100);
    expect(bench.read(REGISTER.RUNNING_JOB)).toBe(first + 1);
    waitForEvent(bench);
    expect(bench.read(REGISTER.FINISHED)).toBe(2);
    expect(bench.read(REGISTER.FINISHED)).toBe(0);
    expect(bench.read(REGISTER.STATUS)).toBe(0);
  });
});

/** Clocks from the trigger to the one behind the event of a job on its own. */
function clocksOf(shape: Shape): number {
  const { bench, jobs } = setup([shape]);
  submit(bench, jobs[0]);
  waitForEvent(bench);
  return bench.cycle;
}

test("a soft clear around the end of a job leaves it counted where its event came, and nowhere else", () => {
  const shape: Shape = { op: "GEMM", fmt: "fp16", m: 3, n: 3, k: 3 };
  const length = clocksOf(shape);
  const counts = [];
  for (let at = length - 14; at < length; at++) {
    const { bench, jobs } = setup([shape]);
    let events = 0;
    bench.observers.push(() => (events += bench.redmule.event));
    submit(bench, jobs[0]);
    bench.idle(at - bench.cycle);
    bench.write(REGISTER.SOFT_CLEAR, 1);
    bench.idle(8);
    expect({ at, count: bench.read(REGISTER.RUNNING_JOB) }).toEqual({ at, count: events });
    expect({ at, count: bench.read(REGISTER.FINISHED) }).toEqual({ at, count: events });
    counts.push(events);
  }
  expect(new Set(counts)).toEqual(new Set([0, 1]));
});

test("a soft clear in any clock of a job ends it within 4 clocks; the next job is right", () => {
  const shape: Shape = { op: "GEMM", fmt: "fp16", m: 13, n: 5, k: 17 };
  const length = clocksOf(shape);
  for (let at = 0; at < length; at++) {
    const { bench, jobs } = setup([shape, shape]);
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[0]);
    bench.idle(at);
    bench.write(REGISTER.SOFT_CLEAR, 0);
    bench.idle(4);
    let requests = 0;
    bench.observers.push(() => (requests += bench.redmule.tcdm.req));
    bench.idle(60);
    expect(`cleared after ${at}: ${requests} requests, busy ${bench.redmule.busy}`).toBe(
      `cleared after ${at}: 0 requests, busy 0`,
    );
    bench.read(REGISTER.ACQUIRE);
    submit(bench, jobs[1]);
    waitForEvent(bench);
    expect(`cleared after ${at}: ${jobs[1].mismatches()} wrong`).toBe(`cleared after ${at}: 0 wrong`);
  }
});
