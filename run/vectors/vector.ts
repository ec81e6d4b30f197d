import { redmuleOf } from "../../hw/config.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import type { Tensor } from "../../golden/gemm/job.js";
import { StallPattern } from "../data/random.js";
import { withTensors, type Job } from "../redmule/job.js";
import { checkPlaces, checkShape, tensorBytes, type Stretch } from "../redmule/layout.js";
import { fillGarbage, PlacedJob, type Bases } from "../redmule/placed-job.js";
import { RedmuleBench, type RunResult } from "../redmule/redmule-bench.js";

/** Memory in front of the first tensor and behind each, which the errata of the reference may read and write. */
const MARGIN = 0x1000;
const ALIGNMENT = 64;

/** One clock or more on the peripheral port: an access, back to back with the one before, or clocks without any. */
export type PortStep =
  { readonly write: number; readonly data: number } | { readonly read: number } | { readonly idle: number };

/** A job as stimulus and answer: what stands in the memory, what is written to the registers, and what comes of it. */
export interface Vector {
  readonly job: Job;
  readonly bases: Bases;
  readonly window: Stretch;
  /** Words of the memory before the first access, and after the last write of the job. */
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** The accesses of the driver; the last one is the write of TRIGGER, whose clock is clock 0. */
  readonly steps: readonly PortStep[];
  /** Clocks from 1 on in which the memory refuses every request, up to the event. */
  readonly refused: readonly number[];
  readonly result: RunResult;
  /** Clocks that were looked at for an event. */
  readonly clocks: number;
  /** Words outside the memory that the design has accessed; they read as `FOREIGN_WORD`. */
  readonly foreign: number;
  /** X, W, Y where the job has one, and Z after the job, dense. */
  readonly tensors: Readonly<Record<"x" | "w" | "z", Tensor>> & { readonly y: Tensor | undefined };
}

/** Clocks that the driver waits behind a soft clear. */
const CLEAR_CLOCKS = 8;

/** Tensors one behind the other in a memory from `base` on, moved by what the job says. */
function placesOf(job: Job, base: number): { bases: Bases; window: Stretch } {
  const bytes = tensorBytes(job, redmuleOf(job.config));
  let at = base + MARGIN;
  const place = (i: number): number => {
    const from = at + job.misalign[i];
    at = Math.ceil((from + bytes[i] + MARGIN) / ALIGNMENT) * ALIGNMENT;
    return from;
  };
  const bases: Bases = [place(0), place(1), place(2)];
  const window = { base, bytes: at - base };
  checkShape(job);
  const space = { base, bytes: 2 ** 32 - base };
  checkPlaces([...bases], bytes, space, "choose smaller sizes or a smaller --base");
  checkPlaces([base, base, at - 4], [0, 0, 4], space, "choose smaller sizes or a smaller --base");
  return { bases, window };
}

/**
 * Runs a job in a memory that begins at `base`, and keeps what a bench of the RTL needs to do the same.
 * @throws UsageError for tensors that do not fit below 4 GiB
 */
export function vectorOf(job: Job, base: number): Vector {
  const { bases, window } = placesOf(job, base);
  const bench = new RedmuleBench(redmuleOf(job.config), window, job.config.ce);
  fillGarbage(bench.memory.words, job.seed);
  const placed = new PlacedJob(bench, withTensors(job), bases);
  const before = bench.memory.words.slice();
  const steps = programOf(placed.registers, job.gap);
  bench.softClear();
  bench.program(placed.registers, job.gap);
  const refused: number[] = [];
  const pattern = job.stall > 0 ? new StallPattern(job.stall, job.stallSeed) : null;
  bench.observers.push((clock) => {
    if (bench.memory.stall !== 0) refused.push(clock);
  });
  const result = bench.run(pattern);
  const clocks = bench.cycle;
  bench.drain();
  const { x, w, y } = placed.job;
  return {
    ...{ job, bases, window, before, after: bench.memory.words, steps, refused, result, clocks },
    foreign: bench.memory.foreign,
    tensors: { x, w, y, z: placed.z() },
  };
}

/** What `RegisterDriver` does: soft clear, ACQUIRE, the job registers, and TRIGGER after the gap. */
function programOf(registers: readonly number[], gap: number): PortStep[] {
  return [
    { write: REGISTER.SOFT_CLEAR, data: 0 },
    { idle: CLEAR_CLOCKS },
    { read: REGISTER.ACQUIRE },
    ...registers.map((data, i) => ({ write: REGISTER.X_ADDR + 4 * i, data: data >>> 0 })),
    ...(gap > 0 ? [{ idle: gap }] : []),
    { write: REGISTER.TRIGGER, data: 0 },
  ];
}
