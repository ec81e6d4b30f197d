import { describe, expect, test } from "vitest";
import { errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { drawJob, PlacedJob, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

const SHAPE: Shape = { op: "GEMM", fmt: "fp16", m: 12, n: 16, k: 16 };
const OTHER: Shape = { op: "GEMM", fmt: "fp16", m: 5, n: 30, k: 7 };
/** Clocks in which every job of these tests has ended. */
const PATIENCE = 1000;

function benchOf(errata: readonly Erratum[]): RedmuleBench {
  const bench = new RedmuleBench(redmuleParameters({ errata: errataOf("sound", errata) }), { base: 0, bytes: 0x8000 });
  bench.softClear();
  return bench;
}

function place(bench: RedmuleBench, shape: Shape, at: number): PlacedJob {
  return new PlacedJob(bench, drawJob(shape, "norm", at), [at, at + 0x400, at + 0x800]);
}

function write(bench: RedmuleBench, { registers }: PlacedJob): void {
  registers.forEach((value, i) => bench.write(REGISTER.X_ADDR + 4 * i, value));
}

/** Clocks to the event, PATIENCE when it does not come. */
function clocks(bench: RedmuleBench): number {
  for (let clock = 0; clock < PATIENCE; clock++) {
    if (bench.redmule.event) return clock;
    bench.step();
  }
  return PATIENCE;
}

function ends(bench: RedmuleBench): boolean {
  return clocks(bench) < PATIENCE;
}

/** For each erratum of the registers what a script shows, and what it shows on the sound design. */
const CASES: readonly (readonly [Erratum, string, (bench: RedmuleBench) => unknown, unknown])[] = [
  [
    "E16",
    "a job register reads as it was written, in its own context alone",
    (bench) => {
      bench.write(REGISTER.X_ADDR, 0x1234);
      bench.write(0x98, 0x5678);
      return [REGISTER.X_ADDR, 0x38, 0x98, 0x140, 0x240].map((offset) => bench.read(offset));
    },
    [0x1234, 0, 0, 0x1234, 0],
  ],
  [
    "E4",
    "FINISHED counts until it is accessed, whatever its address lines show",
    (bench) => {
      write(bench, place(bench, SHAPE, 0x1000));
      bench.write(REGISTER.TRIGGER, 0);
      clocks(bench);
      bench.step();
      bench.redmule.periph.addr = REGISTER.FINISHED;
      bench.step();
      return bench.read(REGISTER.FINISHED);
    },
    1,
  ],
  [
    "E17",
    "bytes that are not enabled keep their value",
    (bench) => {
      bench.write(REGISTER.MCFG1, 0x11223344);
      bench.request(REGISTER.MCFG1, 0xaabbccdd);
      bench.redmule.periph.be = 0b0101;
      bench.step();
      return bench.redmule.registers.storage.read(REGISTER.MCFG1, 0);
    },
    0x11bb33dd,
  ],
  [
    "E18",
    "RUNNING_JOB counts with STATUS",
    (bench) => {
      write(bench, place(bench, SHAPE, 0x1000));
      bench.write(REGISTER.TRIGGER, 0);
      clocks(bench);
      return [bench.read(REGISTER.RUNNING_JOB), bench.read(REGISTER.STATUS)];
    },
    [1, 0],
  ],
  [
    "E19",
    "a lock that is taken during a clear is held",
    (bench) => {
      bench.write(REGISTER.SOFT_CLEAR, 0);
      return [bench.read(REGISTER.ACQUIRE), bench.read(REGISTER.ACQUIRE), bench.read(REGISTER.ACQUIRE)];
    },
    [0, 0xfffffffe, 0xfffffffe],
  ],
  [
    "E20",
    "the later of two writes of 0x54 is tiled",
    (bench) => {
      write(bench, place(bench, OTHER, 0x1000));
      const job = place(bench, SHAPE, 0x3000);
      write(bench, job);
      bench.write(REGISTER.TRIGGER, 0);
      return ends(bench) && job.mismatches() === 0;
    },
    true,
  ],
  [
    "E21",
    "a job is what stood in its registers when it was committed",
    (bench) => {
      const jobs = [place(bench, SHAPE, 0x1000), place(bench, SHAPE, 0x3000)];
      for (const job of jobs) {
        write(bench, job);
        bench.write(REGISTER.TRIGGER, 0);
      }
      for (const offset of [REGISTER.X_ADDR, REGISTER.W_ADDR, REGISTER.Z_ADDR]) bench.write(offset, 0x5000);
      bench.write(REGISTER.TRIGGER, 0);
      return jobs.map((job) => {
        const ended = ends(bench);
        bench.step();
        return ended && job.mismatches() === 0;
      });
    },
    [true, true],
  ],
  [
    "E22",
    "a job without steps is Y, one without rows or columns ends at once",
    (bench) =>
      [{ n: 0 }, { n: 0, m: 30, k: 40 }, { n: 0, op: "MATMUL" as const }, { m: 0 }, { k: 0 }].map((zero) => {
        const job = place(bench, { ...SHAPE, ...zero }, 0x1000);
        bench.program(job.registers, 40);
        bench.trigger();
        const ended = ends(bench);
        return ended && job.mismatches() === 0;
      }),
    [true, true, true, true, true],
  ],
  [
    "E23",
    "nothing outside the memory is touched, and the job ends",
    (bench) => {
      const [x, w, , ...words] = place(bench, SHAPE, 0x1000).registers;
      bench.program([x, w, 0x7ff0, ...words]);
      bench.trigger();
      const ended = ends(bench);
      bench.drain();
      return [ended, bench.memory.foreign, bench.redmule.streamer.faulted];
    },
    [true, 0, 0],
  ],
];

describe("each erratum of the registers alone", () => {
  test.each(CASES)("%s: %s", (erratum, _what, script, right) => {
    expect(script(benchOf([]))).toEqual(right);
    expect(script(benchOf([erratum]))).not.toEqual(right);
  });
});

test("a job without steps leaves nothing behind, on an array of single elements, too", () => {
  const shape: Shape = { op: "GEMM", fmt: "fp16", m: 12, n: 0, k: 3 };
  for (const [H, P] of [
    [1, 0],
    [1, 2],
    [2, 1],
  ]) {
    const bench = new RedmuleBench(redmuleParameters({ H, P, port: 64 }), { base: 0, bytes: 0x8000 });
    bench.softClear();
    const jobs = [place(bench, shape, 0x1000), place(bench, { ...shape, n: 5 }, 0x3000)];
    for (const job of jobs) {
      write(bench, job);
      bench.write(REGISTER.TRIGGER, 0);
    }
    for (const job of jobs) {
      expect([ends(bench), job.mismatches()]).toEqual([true, 0]);
      bench.step();
    }
  }
});

test("0x54 may be written in the first clock after the reset", () => {
  const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: 0x8000 });
  bench.write(REGISTER.MACFG, 0x480);
  bench.write(REGISTER.TRIGGER, 0);
  expect(ends(bench)).toBe(true);
});

test("a commit of another value than 0 waits for a trigger, though a job runs", () => {
  const bench = benchOf([]);
  const jobs = [0x1000, 0x2000, 0x3000].map((at) => place(bench, SHAPE, at));
  write(bench, jobs[0]);
  bench.write(REGISTER.TRIGGER, 0);
  write(bench, jobs[1]);
  bench.write(REGISTER.TRIGGER, 1);
  expect(ends(bench)).toBe(true);
  bench.step();
  expect(ends(bench)).toBe(false);
  write(bench, jobs[2]);
  bench.write(REGISTER.TRIGGER, 0);
  for (const job of jobs.slice(1)) {
    expect(ends(bench)).toBe(true);
    expect(job.mismatches()).toBe(0);
    bench.step();
  }
});

test("an access in any clock of a clear is granted behind it and acts on what it left", () => {
  for (const value of [0, 1]) {
    for (let wait = 0; wait < 6; wait++) {
      const bench = benchOf([]);
      bench.read(REGISTER.ACQUIRE);
      bench.write(REGISTER.X_ADDR, 0x777);
      bench.cycle = 0;
      bench.write(REGISTER.SOFT_CLEAR, value);
      bench.idle(wait);
      const number = bench.read(REGISTER.ACQUIRE);
      expect({ wait, value, clock: bench.cycle }).toEqual({ wait, value, clock: Math.max(6, wait + 2) });
      expect(number).toBe(value === 0 ? 0 : 1);
      expect(bench.read(REGISTER.ACQUIRE)).toBe(0xfffffffe);
      expect(bench.read(REGISTER.X_ADDR)).toBe(value === 0 ? 0 : 0x777);
    }
  }
});

test("a bus error tells the first wanted byte outside, whichever stream meets it, and leaves the memory as it was", () => {
  for (const [register, address, first] of [
    [0, 0x7fc0, 0x8000],
    [1, 0xfffffff0, 0xfffffff0],
    [2, 0x8001, 0x8001],
  ] as const) {
    const bench = benchOf([]);
    const job = place(bench, SHAPE, 0x1000);
    const registers = [...job.registers];
    registers[register] = address;
    const before = bench.memory.words.slice();
    const seen: number[] = [];
    bench.observers.push(() => {
      if (bench.redmule.streamer.outside) seen.push(bench.redmule.streamer.outsideAddress);
    });
    registers.forEach((value, i) => bench.write(REGISTER.X_ADDR + 4 * i, value));
    bench.write(REGISTER.TRIGGER, 0);
    expect(ends(bench)).toBe(true);
    bench.drain();
    expect(seen).toEqual([first]);
    expect(bench.memory.words).toEqual(before);
    write(bench, job);
    bench.write(REGISTER.TRIGGER, 0);
    expect([ends(bench), job.mismatches()]).toEqual([true, 0]);
  }
});
