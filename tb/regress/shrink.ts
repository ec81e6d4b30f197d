import { DEFAULT_CE } from "../../hw/redmule/ce-model.js";
import { DEFAULT_PARAMETERS, defaultPort } from "../../hw/redmule/parameters.js";
import type { Design, RegressJob, RegressStep, StormAccess } from "./regress-job.js";

/** What shrinking may cost. The limits count work, not time, so that the result is the same on every machine. */
export interface ShrinkLimits {
  readonly runs: number;
  readonly clocks: number;
}

const LIMITS: ShrinkLimits = { runs: 1500, clocks: 20_000_000 };

/** Seeds of pauses that are tried when a smaller size fails with none of them. */
const PAUSE_SEEDS = [0, 1, 2, 3];

const PLAIN_STEP = {
  accesses: 0,
  clearAfter: null,
  clearFrom: "trigger",
  commit: false,
  wait: 0,
  start: "clear",
  gaps: [0, 0, 0],
  align: 4,
  order: [0, 1, 2],
  data: "norm",
  op: "GEMM",
  fmt: "fp16",
  seed: 0,
} as const satisfies Partial<RegressStep>;

const { L, H, P, port, addressFifo, requestFifo, responseFifo, streamFifo, zStreamFifo, storeFifo } =
  DEFAULT_PARAMETERS;
const DEPTHS = { addressFifo, requestFifo, responseFifo, streamFifo, zStreamFifo, storeFifo };
const PLAIN: Design = { L, H, P, port, ...DEPTHS, ce: DEFAULT_CE };

/** What a run of a candidate tells. */
export interface Trial {
  readonly fails: boolean;
  readonly clocks: number;
}

/**
 * Simplifies a job that fails as long as it fails: fewer jobs, no stalls, smaller sizes, plain settings, the default design.
 * @param attempt runs a candidate
 */
export function shrink(job: RegressJob, attempt: (job: RegressJob) => Trial, limits = LIMITS): RegressJob {
  let { runs, clocks } = limits;
  const fails = (candidate: RegressJob): boolean => {
    if (runs-- <= 0 || clocks <= 0) return false;
    const trial = attempt(candidate);
    clocks -= trial.clocks;
    return trial.fails;
  };
  let best = job;
  for (let before = null as RegressJob | null; best !== before;) {
    before = best;
    for (const pass of PASSES) {
      for (let found: RegressJob | undefined = best; found; found = first(pass(best), fails)) best = found;
    }
  }
  return best;
}

function first<T>(candidates: Iterable<T>, test: (candidate: T) => boolean): T | undefined {
  for (const candidate of candidates) if (test(candidate)) return candidate;
  return undefined;
}

/** Ways to a simpler job, the boldest first; each is gone as far as it leads. */
const PASSES: readonly ((job: RegressJob) => Iterable<RegressJob>)[] = [
  fewer,
  calmer,
  designs,
  (job) => job.steps.flatMap((_, at) => [...smaller(job, at)]),
  (job) => job.steps.flatMap((_, at) => [...plainer(job, at)]),
  plainStorm,
  plainMemory,
];

function* fewer(job: RegressJob): Generator<RegressJob> {
  const { steps, storm } = job;
  for (let cut = storm.length >> 1; cut > 0; cut >>= 1) {
    for (let at = storm.length - cut; at >= 0; at -= cut) {
      if (storm.length > cut) yield { ...job, storm: storm.filter((_, i) => i < at || i >= at + cut) };
    }
  }
  if (steps.length > 1) for (const at of steps.keys()) yield { ...job, steps: steps.filter((_, i) => i !== at) };
}

function* calmer(job: RegressJob): Generator<RegressJob> {
  const { stall } = job;
  if (stall.p > 0) yield { ...job, stall: { p: 0, burst: 1, seed: 0 } };
  if (stall.burst > 1) yield { ...job, stall: { ...stall, burst: 1 } };
}

/** Accesses that follow each other at once, or enable all bytes. */
function* plainStorm(job: RegressJob): Generator<RegressJob> {
  const { storm } = job;
  const withAccess = (at: number, change: Partial<StormAccess>): RegressJob => ({
    ...job,
    storm: storm.map((access, i) => (i === at ? { ...access, ...change } : access)),
  });
  for (const [at, { wait, be, value }] of storm.entries()) {
    if (wait > 0) yield withAccess(at, { wait: 0 });
    if (be !== 0xf) yield withAccess(at, { be: 0xf });
    if (value !== 0) yield withAccess(at, { value: 0 });
  }
}

function* plainMemory(job: RegressJob): Generator<RegressJob> {
  for (const [name, plain] of [
    ["garbage", 0],
    ["base", 0],
  ] as const) {
    if (job[name] !== plain) yield { ...job, [name]: plain };
  }
}

function* designs(job: RegressJob): Generator<RegressJob> {
  const { design } = job;
  const { L, H, P, port } = design;
  const natural = Math.max(64, Math.ceil(defaultPort(H, P) / 32) * 32);
  for (const candidate of [
    PLAIN,
    { ...PLAIN, L, H, P, port },
    { ...design, port: natural },
    { ...design, L: PLAIN.L },
    { ...design, ce: PLAIN.ce },
    ...Object.entries(DEPTHS).map(([name, depth]) => ({ ...design, [name]: depth })),
  ]) {
    if (!same(candidate, design)) yield { ...job, design: candidate };
  }
}

function* smaller(job: RegressJob, at: number): Generator<RegressJob> {
  const { stall } = job;
  for (const name of ["m", "n", "k"] as const) {
    const size = job.steps[at][name];
    for (let cut = size - 1; cut > 0; cut >>= 1) {
      const candidate = withStep(job, at, { [name]: size - cut });
      yield candidate;
      if (stall.p === 0) continue;
      for (const seed of PAUSE_SEEDS) if (seed !== stall.seed) yield { ...candidate, stall: { ...stall, seed } };
    }
  }
}

function* plainer(job: RegressJob, at: number): Generator<RegressJob> {
  const step = job.steps[at];
  for (const [name, plain] of Object.entries(PLAIN_STEP)) {
    if (!same(step[name as keyof typeof PLAIN_STEP], plain)) yield withStep(job, at, { [name]: plain });
  }
}

function withStep(job: RegressJob, at: number, change: Partial<RegressStep>): RegressJob {
  return { ...job, steps: job.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
