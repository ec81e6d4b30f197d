import { errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { redmuleParameters, tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { SplitMix64 } from "../../run/data/random.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { layoutJob } from "../../run/redmule/layout.js";
import { drawJob, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { Finding } from "./finding.js";

/** A GEMM in FP16 on an ideal memory, of whose clocks a bound is known. */
export interface TimingJob {
  /** Place of the array in `TIMED`. */
  readonly array: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** An array, and the clocks that a job takes beyond those of its steps, T Npad (P + 1): least and most, of the staged model. */
interface Timed {
  readonly L: number;
  readonly H: number;
  readonly P: number;
  /** The reference design, whose clocks follow a law; else the sound one. */
  readonly reference: boolean;
  readonly least: number;
  readonly most: number;
}

/** Bounds of the sound designs: those of 1200 jobs of `drawTiming` each, and a few clocks. `tb/regress/timing.test.ts` holds them up. */
export const TIMED: readonly Timed[] = [
  { L: 12, H: 4, P: 3, reference: true, least: 0, most: 0 },
  { L: 12, H: 8, P: 3, reference: true, least: 0, most: 0 },
  { L: 12, H: 4, P: 3, reference: false, least: 48, most: 112 },
  { L: 12, H: 8, P: 3, reference: false, least: 48, most: 128 },
  { L: 8, H: 4, P: 3, reference: false, least: 48, most: 97 },
  { L: 4, H: 4, P: 1, reference: false, least: 48, most: 77 },
  { L: 16, H: 8, P: 3, reference: false, least: 48, most: 144 },
  { L: 5, H: 3, P: 3, reference: false, least: 48, most: 81 },
];

/** Clock of the first LOAD_W by M, 1 to 11, and of a single tile with M = 12, of the reference design. */
const FIRST_LOAD_W = [63, 64, 66, 67, 67, 67, 67, 68, 69, 70, 72, 73];
/** The same for several tiles with M = 12 and more. */
const FIRST_LOAD_W_TILES = 75;

interface Counts {
  readonly tiles: number;
  /** Clocks in which the array steps. */
  readonly steps: number;
}

function countsOf({ m, n, k }: TimingJob, { L, H, P }: Pick<RedmuleParameters, "L" | "H" | "P">): Counts {
  const tiles = Math.ceil(m / L) * Math.ceil(k / tileColumns({ H, P }));
  return { tiles, steps: tiles * Math.ceil(n / H) * H * (P + 1) };
}

/**
 * Fewest and most clocks from trigger to event. The law of the reference design holds for N >= 13 with N mod 16 in 0, 5 to 15 and
 * K > 2; 6 of the 2198 recorded jobs took a clock more.
 */
export function boundsOf(job: TimingJob): readonly [least: number, most: number] {
  const timed = TIMED[job.array];
  const { L, H, P } = timed;
  const { tiles, steps } = countsOf(job, timed);
  if (!timed.reference) return [steps + timed.least, steps + timed.most];
  const D = tileColumns({ H, P });
  const first = job.m < L ? FIRST_LOAD_W[job.m - 1] : tiles > 1 ? FIRST_LOAD_W_TILES : FIRST_LOAD_W[L - 1];
  const clocks = first + steps - (P + 1) + 1 + (P + 1) + (job.k % D || D) + L + 4;
  return [clocks, clocks + 1];
}

/** A job of at most 2 x 2 tiles; with P = 3 N is not just beyond a chunk of X, where the reference's law does not hold. */
export function drawTiming(random: SplitMix64): TimingJob {
  const array = random.integer(TIMED.length);
  const { L, H, P } = TIMED[array];
  const chunk = 4 * H;
  const n = chunk * (1 + random.integer(2)) + H + 1 + random.integer(chunk - H);
  return { array, m: 1 + random.integer(2 * L), n, k: 3 + random.integer(2 * tileColumns({ H, P }) - 2) };
}

/** A timed job in a few words. */
export function describeTiming({ array, m, n, k }: TimingJob): string {
  const { L, H, P, reference } = TIMED[array];
  return `timed GEMM fp16 ${m}x${n}x${k} on ${L}x${H}x${P}${reference ? " as the reference" : ""}`;
}

/** The bench of a job, programmed up to the trigger. */
export function timingBench(job: TimingJob, ce: CeModel, errata: readonly Erratum[] = []): RedmuleBench {
  const { L, H, P, reference } = TIMED[job.array];
  const p = redmuleParameters({ L, H, P, errata: errataOf(reference ? "upstream-51cd064" : "sound", errata) });
  const { m, n, k } = job;
  const shape = { op: "GEMM", fmt: "fp16", m, n, k } as const;
  const { bases, window } = layoutJob(shape, [0, 0, 0], p);
  const bench = new RedmuleBench(p, window, ce);
  const placed = new PlacedJob(bench, drawJob(shape, "norm", 1), bases);
  bench.softClear();
  bench.program(placed.registers);
  return bench;
}

/**
 * Runs a job and compares its clocks.
 * @throws Finding when they are fewer or more than known, naming both
 */
export function judgeTiming(job: TimingJob, bench: RedmuleBench): void {
  const [least, most] = boundsOf(job);
  const { cycles, diagnosis } = bench.run();
  if (cycles === null) throw new Finding("hang", diagnosis ?? "The job has not ended.");
  if (cycles >= least && cycles <= most) return;
  throw new Finding(
    "timing",
    `${describeTiming(job)} takes ${cycles} clocks, not ${least} to ${most}: its timing has changed by ${cycles > most ? `+${cycles - most}` : cycles - least}, at the latest since clock ${Math.min(cycles, most) + 1}.`,
  );
}
