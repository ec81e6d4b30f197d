import { redmuleOf } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { Outcome } from "../outcome.js";
import { writePlace } from "../data/file-place.js";
import { StallPattern } from "../data/random.js";
import { toHex, withTensors, type Job, type JobPair } from "./job.js";
import { layoutJob, type Layout } from "./layout.js";
import { fillGarbage, PlacedJob } from "./placed-job.js";
import { RedmuleBench, type Observer } from "./redmule-bench.js";

/** What a result line says about a job; its clocks are those up to the first with the event, the trigger write being clock 0. */
export interface JobResult extends Outcome<"ok" | "hang" | "error"> {
  /** That of the job. */
  readonly id: unknown;
  /** Dense Z in hex after the last write has drained, of a hang as it stands in memory; null where it was written to a file. */
  readonly z: string | null;
  /** Why the job did not end, or what is wrong with the line. */
  readonly message?: string;
}

export interface PairResult {
  readonly id?: unknown;
  readonly first: JobResult;
  readonly second: JobResult;
}

/** Bytes of Z whose hex still fits a string. */
const LARGEST_Z = 2 ** 28 - 1024;

/** Watches a run from the trigger on. */
export type Watch = (bench: RedmuleBench) => Observer;

/**
 * A job on a design and a memory of its own: soft clear, programming, trigger, run to the event or deadlock, drain.
 * Everything in memory that belongs to no tensor is garbage, half of it NaNs, the same for the same seed.
 * @throws UsageError for tensors that cannot be placed, before the trigger
 */
export function runJob(job: Job, watch?: Watch): JobResult {
  const layout = layoutOf(job);
  const bench = newBench(job, layout.window.bytes, job.seed);
  bench.softClear();
  return runOn(bench, job, layout, watch);
}

/** Two jobs one after the other: the second is programmed when the first has drained, without soft clear. */
export function runPair({ first, second, id }: JobPair, watchFirst?: Watch, watchSecond?: Watch): PairResult {
  const layouts = [layoutOf(first), layoutOf(second)];
  const bytes = Math.max(...layouts.map(({ window }) => window.bytes));
  const bench = newBench(first, bytes, first.seed);
  bench.softClear();
  const firstResult = runOn(bench, first, layouts[0], watchFirst);
  const secondResult = runOn(bench, second, layouts[1], watchSecond);
  return { ...(id === null ? {} : { id }), first: firstResult, second: secondResult };
}

/**
 * Where the tensors of a job lie.
 * @throws UsageError for tensors that cannot be placed, or a Z that does not fit a result
 */
export function layoutOf(job: Job): Layout {
  const { fmt, m, k, zTo } = job;
  const layout = layoutJob(job, job.misalign, redmuleOf(job.config));
  const bytes = m * k * TENSOR_FORMATS[fmt].bytes;
  if (zTo === null && bytes > LARGEST_Z) {
    throw new UsageError(
      `Z of ${bytes} bytes does not fit a result line: choose m and k for at most ${LARGEST_Z} bytes, or a file by zTo.`,
    );
  }
  return layout;
}

function newBench({ config }: Job, bytes: number, seed: number): RedmuleBench {
  let bench: RedmuleBench;
  try {
    bench = new RedmuleBench(redmuleOf(config), { base: 0, bytes }, config.ce);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `This machine has no room for the design with a memory of ${bytes} bytes: choose smaller sizes or moves of the bases.`,
    );
  }
  fillGarbage(bench.memory.words, seed);
  plantNaNs(bench.memory.words);
  return bench;
}

/** Makes the negative halfwords NaNs in every format, byte by byte too: no product with +0 hides a foreign element. */
function plantNaNs(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    if (words[i] & 0x8000_0000) words[i] |= 0x7ffc_0000;
    if (words[i] & 0x8000) words[i] |= 0x7ffc;
  }
}

function runOn(bench: RedmuleBench, job: Job, { bases }: Layout, watch?: Watch): JobResult {
  const { stall, stallSeed, gap, id, zTo } = job;
  const placed = new PlacedJob(bench, withTensors(job), bases);
  bench.program(placed.registers, gap);
  const observer = watch?.(bench);
  if (observer) bench.observers.push(observer);
  const { cycles, reads, writes, diagnosis } = bench.run(stall > 0 ? new StallPattern(stall, stallSeed) : null);
  bench.drain();
  if (observer) bench.observers.splice(bench.observers.indexOf(observer), 1);
  const mismatches = placed.mismatches();
  const z = placed.z();
  if (zTo !== null) writePlace(zTo, new Uint8Array(z.buffer, z.byteOffset, z.byteLength));
  return {
    ...{ id, status: cycles === null ? "hang" : "ok", cycles, reads, writes },
    z: zTo === null ? toHex(z) : null,
    golden: mismatches === 0 ? "match" : "mismatch",
    mismatches,
    ...(diagnosis === undefined ? {} : { message: diagnosis }),
  };
}
