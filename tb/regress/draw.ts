import { DEFAULT_CE, type CeModel } from "../../hw/redmule/ce-model.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { DEFAULT_PARAMETERS, defaultPort, tileColumns } from "../../hw/redmule/parameters.js";
import { DATA_CLASSES } from "../../run/data/tensors.js";
import { kindOf, SHAPE, type ShapeKind } from "../coverage/shape-coverage.js";
import { offers, sizesOf } from "../coverage/steer.js";
import { SplitMix64 } from "../../run/data/random.js";
import { drawStorm } from "./draw-storm.js";
import { drawTiming } from "./timing.js";
import type { Design, RegressJob, RegressStep } from "./regress-job.js";

/** Largest M, N and K of the jobs that are not long. */
export const LARGEST = 128;
/** One sequence of about so many is one long job, with more beats of Z than 16 bits count. A prime: shards share them. */
const LONG_EVERY = 499;
/** One case of so many is a storm of register accesses. */
const STORM_EVERY = 8;
/** One in so many is a timed job. */
const TIMING_EVERY = 8;
/** One sequence of about so many has the compute elements of platforms without vector instructions. */
const FAST_EVERY = 11;
const LONG_BEATS = { least: 2 ** 16, most: 2 ** 16 + 2 ** 12 };
/** Clocks times compute elements up to which the register-transfer array may be drawn: it costs as much per element. */
const STAGED_WORK = 150_000;

/** One sequence of so many ends with a job of the next bin of the shape cross, in an order that mixes its axes. */
const STEERED_EVERY = 3;
const STRIDE = 1237;

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
/** Classes that rarely hide an error behind a NaN or an infinity stand more often. */
const DATA = [...DATA_CLASSES, "special", "norm", "norm", "norm", "norm", "unit", "unit", "neg", "small"] as const;
const ORDERS: readonly RegressStep["order"][] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
/** Compute elements in a row of drawn arrays. Short rows stand seldom: they take most of the clocks. */
const CHAINS = [1, 2, 2, 3, 4, 4, 4, 5, 8, 8] as const;
const STALLS = [0, 0, 0, 0, 0, 0, 0.02, 0.05, 0.1, 0.1, 0.3, 0.3, 0.5, 0.5, 0.7, 0.9] as const;
/** Of the long stalls, short sequences (by their clocks without stalls) have more, and long ones, where they cost most, few. */
const LONG_STALLS = [0.5, 0.7, 0.9] as const;
const SHORT_CLOCKS = 500;
const LONG_CLOCKS = 10_000;
const BASES = [0, 0, 0x1000_0000, 0x1c01_0000, 0x7fff_f000] as const;

/** Draws from a generator. */
class Draw extends SplitMix64 {
  pick<T>(list: readonly T[]): T {
    return list[this.integer(list.length)];
  }

  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** A whole number whose logarithm is evenly spread. */
  log(least: number, most: number): number {
    return Math.floor(least * ((most + 1) / least) ** this.uniform());
  }
}

/** The port of a row, or a narrower or wider one, in bits. */
function drawPort(random: Draw, natural: number): number {
  if (random.chance(0.7)) return natural;
  return 32 * (2 + random.integer(random.chance(0.3) ? natural / 32 - 1 : 13));
}

function drawAnyDesign(random: Draw): Design {
  const { L, H, P, addressFifo, requestFifo, responseFifo, streamFifo, zStreamFifo, storeFifo } = DEFAULT_PARAMETERS;
  const usual = random.chance(0.2);
  const array = usual
    ? { L, H, P }
    : {
        L: random.chance(0.2) ? random.log(1, 8) : 4 + random.integer(13),
        H: random.pick(CHAINS),
        P: random.integer(5),
      };
  const depth = random.chance(0.5) ? (value: number) => value : () => 2 + random.integer(5);
  const natural = Math.max(64, Math.ceil(defaultPort(array.H, array.P) / 32) * 32);
  return {
    ...array,
    port: drawPort(random, natural),
    addressFifo: depth(addressFifo),
    requestFifo: depth(requestFifo),
    responseFifo: depth(responseFifo),
    streamFifo: depth(streamFifo),
    zStreamFifo: depth(zStreamFifo),
    storeFifo: depth(storeFifo),
    ce: DEFAULT_CE,
  };
}

/** A design that has jobs of a kind. */
function drawDesign(random: Draw, reference: boolean, kind: ShapeKind | null): Design {
  for (;;) {
    const drawn = drawAnyDesign(random);
    const design = reference ? asReference(drawn) : drawn;
    if (kind === null || offers(design, kind)) return design;
  }
}

/** The nearest design for which the reference RTL exists: errata need its shapes. */
function asReference(design: Design): Design {
  const H = Math.max(2, 2 ** Math.round(Math.log2(design.H)));
  const P = Math.max(1, design.P);
  return { ...design, H, P, port: defaultPort(H, P) };
}

function drawStall(random: Draw, clocks: number): RegressJob["stall"] {
  const drawn = random.pick(clocks <= SHORT_CLOCKS && random.chance(0.4) ? LONG_STALLS : STALLS);
  const p = clocks > LONG_CLOCKS ? Math.min(drawn, LONG_STALLS[0]) : drawn;
  return { p, burst: p > 0 && random.chance(0.3) ? random.log(2, 16) : 1, seed: random.integer(1e6) };
}

/** Rows of Z by the thousand, in few long ones or many short ones; each takes a beat a tile. */
function longSizes(random: Draw, design: Design): Pick<RegressStep, "m" | "n" | "k"> {
  const D = tileColumns(design);
  const rows = random.log(LONG_BEATS.least, LONG_BEATS.most);
  const columns = random.log(2, Math.floor(0xffff / D));
  return { m: Math.ceil(rows / columns), n: 1, k: columns * D - random.integer(D) };
}

/** What all kinds of jobs have. */
type Frame = Pick<RegressJob, "design" | "base" | "garbage">;

/** A storm instead of a sequence, on an array that costs little a clock. */
function stormJob(random: Draw, frame: Frame): RegressJob {
  const design = { ...frame.design, ce: random.chance(0.2) ? ("staged" as const) : frame.design.ce };
  const stall = drawStall(random, LONG_CLOCKS);
  return { ...frame, design, stall, steps: [], storm: drawStorm(random, frame.base), timing: null };
}

/** A job alone on an ideal memory, of whose clocks a bound is known. */
function timingJob(random: Draw, frame: Frame): RegressJob {
  const { design } = frame;
  const stall = { p: 0, burst: 1, seed: 0 };
  return { ...frame, design, stall, steps: [], storm: [], timing: drawTiming(random) };
}

/** A single job that counts further than 16 bits, on a small array, which takes it cheaply. */
function longJob(random: Draw, frame: Frame, reference: boolean): RegressJob {
  const { design } = frame;
  const small = { ...design, L: Math.max(design.L, 8), H: 2, P: 1, port: Math.max(96, design.port) };
  const narrow = reference ? asReference(small) : small;
  const step: RegressStep = { ...drawStep(random, 0, longSizes(random, narrow)), clearAfter: null };
  const stall = drawStall(random, LONG_CLOCKS);
  return {
    ...frame,
    design: narrow,
    stall: { ...stall, p: Math.min(stall.p, 0.1) },
    steps: [step],
    storm: [],
    timing: null,
  };
}

/** Special values keep their kind up to the result only where there is no sum. */
function drawData(random: Draw, n: number): Pick<RegressStep, "data" | "n"> {
  const data = random.pick(DATA);
  return { data, n: data === "special" && random.chance(0.6) ? 1 : n };
}

/** Some jobs are cleared: after a time of any length, while the first tile begins, or while the job that runs ends. */
function drawClear(random: Draw): Pick<RegressStep, "clearAfter" | "clearFrom"> {
  if (!random.chance(0.06)) return { clearAfter: null, clearFrom: "trigger" };
  const when = random.integer(3);
  if (when === 0) return { clearAfter: random.log(1, 2000) - 1, clearFrom: "trigger" };
  if (when === 1) return { clearAfter: 30 + random.integer(60), clearFrom: "trigger" };
  return { clearAfter: random.integer(6), clearFrom: "last beat" };
}

function drawStep(random: Draw, index: number, sizes: Pick<RegressStep, "m" | "n" | "k">): RegressStep {
  const moves = (): number => (random.chance(0.5) ? 0 : random.integer(72));
  return {
    op: random.pick(OPERATIONS),
    fmt: random.pick(FORMATS),
    ...sizes,
    ...drawData(random, sizes.n),
    seed: random.integer(1e6),
    order: random.pick(ORDERS),
    gaps: [moves(), moves(), moves()],
    align: random.pick([1, 2, 4, 32, 64]),
    start: index === 0 ? random.pick(["clear", "event"]) : random.pick(["clear", "event", "queue", "queue"]),
    wait: random.chance(0.5) ? 0 : random.integer(60),
    commit: false,
    accesses: random.chance(0.2) ? random.log(1, 16) : 0,
    ...drawClear(random),
  };
}

function drawSizes(random: Draw): Pick<RegressStep, "m" | "n" | "k"> {
  return { m: random.log(1, LARGEST), n: random.log(1, LARGEST), k: random.log(1, LARGEST) };
}

/** Bin of the shape cross that the sequence of a seed ends in; null leaves its jobs alone. */
function steered(seed: number): ShapeKind | null {
  if (seed % STEERED_EVERY !== 0) return null;
  return kindOf((((seed / STEERED_EVERY) % SHAPE.size) * STRIDE) % SHAPE.size);
}

/** The last job of a sequence becomes one of a kind, and is not cleared. */
function steer(random: Draw, steps: RegressStep[], design: Design, kind: ShapeKind): void {
  const { op, fmt } = kind;
  const last = steps.length - 1;
  steps[last] = { ...steps[last], op, fmt, ...sizesOf(random, design, kind), clearAfter: null };
}

/** Some jobs that a queued one follows are committed only. */
function commitSome(random: Draw, steps: readonly RegressStep[]): RegressStep[] {
  return steps.map((step, i) => {
    const commit = steps[i + 1]?.start === "queue" && step.clearAfter === null && random.chance(0.15);
    return commit ? { ...step, commit } : step;
  });
}

/** Clocks times compute elements that a sequence takes about. */
function work({ L, H }: Design, steps: readonly RegressStep[]): number {
  return steps.reduce((sum, { m, n, k }) => sum + (m + L) * (n + H) * (k + H), 0);
}

/**
 * The job of a seed, the same on every machine.
 * @param seed a whole number from 0 to 2^48 - 1
 * @param reference draw only designs for which the reference RTL exists, as errata need them
 */
export function drawRegressJob(seed: number, reference = false): RegressJob {
  const random = new Draw(seed);
  const kind = steered(seed);
  const design = drawDesign(random, reference, kind);
  const frame = {
    design,
    base: random.pick(BASES),
    garbage: random.chance(0.5) ? 0 : 1 + random.integer(1e6),
  };
  if (kind === null && seed % LONG_EVERY === 0) return longJob(random, frame, reference);
  if (kind === null && !reference && seed % TIMING_EVERY === TIMING_EVERY - 3) return timingJob(random, frame);
  if (kind === null && seed % STORM_EVERY === STORM_EVERY - 1) return stormJob(random, frame);
  const count = random.pick([1, 1, 1, 1, 2, 2, 3, 4]);
  const steps = Array.from({ length: count }, (_, i) => drawStep(random, i, drawSizes(random)));
  if (kind !== null) steer(random, steps, design, kind);
  const size = work(design, steps);
  const stall = drawStall(random, size / (design.L * design.H));
  const staged = random.chance(0.1) && size <= STAGED_WORK;
  const ce: CeModel = staged ? "staged" : seed % FAST_EVERY === 0 ? "fast" : DEFAULT_CE;
  const whole = { ...design, ce };
  return { ...frame, stall, design: whole, steps: commitSome(random, steps), storm: [], timing: null };
}
