import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { DEFAULT_PARAMETERS, defaultPort, tileColumns } from "../../hw/redmule/parameters.js";
import { DATA_CLASSES } from "../data.js";
import { steeredSizes } from "../coverage/steer.js";
import { SplitMix64 } from "../random.js";
import type { Design, RegressJob, RegressStep } from "./regress-job.js";

/** Largest M, N and K of the jobs that are not long. */
export const LARGEST = 128;
/** One sequence of so many is one long job, whose beats come near to or exceed what 16 bits count. */
const LONG_ONE_IN = 500;
const LONG_BEATS = { least: 2 ** 13, most: 2 ** 17 + 2 ** 15 };
/** Clocks times compute elements up to which the register-transfer array may be drawn: it costs as much per element. */
const STAGED_WORK = 150_000;

/** Share of the jobs whose sizes are steered by the coverage. */
const STEERED = 0.2;

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
/** Classes that rarely hide an error behind a NaN or an infinity stand more often. */
const DATA = [...DATA_CLASSES, "norm", "norm", "norm", "norm", "unit", "unit", "neg", "small"] as const;
const ORDERS: readonly RegressStep["order"][] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
/** Compute elements in a row of drawn arrays. Short rows and long stalls stand seldom: they take most of the clocks. */
const CHAINS = [1, 2, 2, 3, 4, 4, 4, 5, 8, 8] as const;
const STALLS = [0, 0, 0, 0, 0, 0, 0.02, 0.05, 0.1, 0.1, 0.3, 0.3, 0.5, 0.5, 0.7, 0.9] as const;
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

function drawDesign(random: Draw): Design {
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
    port: random.chance(0.7) ? natural : 32 * (2 + random.integer(13)),
    addressFifo: depth(addressFifo),
    requestFifo: depth(requestFifo),
    responseFifo: depth(responseFifo),
    streamFifo: depth(streamFifo),
    zStreamFifo: depth(zStreamFifo),
    storeFifo: depth(storeFifo),
    ce: "fast",
  };
}

/** The nearest design for which the reference RTL exists: errata need its shapes. */
function asReference(design: Design): Design {
  const H = Math.max(2, 2 ** Math.round(Math.log2(design.H)));
  const P = Math.max(1, design.P);
  return { ...design, H, P, port: defaultPort(H, P) };
}

function drawStall(random: Draw): RegressJob["stall"] {
  const p = random.pick(STALLS);
  return { p, burst: p > 0 && random.chance(0.3) ? random.log(2, 16) : 1, seed: random.integer(1e6) };
}

/** Beats of Z by the thousand, in few long rows or many short ones. */
function longSizes(random: Draw, design: Design): Pick<RegressStep, "m" | "n" | "k"> {
  const D = tileColumns(design);
  const beats = random.log(LONG_BEATS.least, LONG_BEATS.most);
  const columns = random.log(1, Math.floor(0xffff / D));
  const m = Math.min(0xffff, Math.max(1, Math.round(beats / columns)));
  return { m, n: random.log(1, 3), k: columns * D - random.integer(D) };
}

function drawStep(random: Draw, index: number, sizes: Pick<RegressStep, "m" | "n" | "k">): RegressStep {
  const moves = (): number => (random.chance(0.5) ? 0 : random.integer(72));
  return {
    op: random.pick(OPERATIONS),
    fmt: random.pick(FORMATS),
    ...sizes,
    data: random.pick(DATA),
    seed: random.integer(1e6),
    order: random.pick(ORDERS),
    gaps: [moves(), moves(), moves()],
    align: random.pick([1, 2, 4, 32, 64]),
    start: index === 0 ? random.pick(["clear", "event"]) : random.pick(["clear", "event", "queue", "queue"]),
    wait: random.chance(0.5) ? 0 : random.integer(60),
    commit: false,
    accesses: random.chance(0.2) ? random.log(1, 16) : 0,
    clearAfter: random.chance(0.06) ? random.log(1, 2000) - 1 : null,
  };
}

/** Of the sizes some are steered, so that a long regression meets every combination of leftovers and tile counts. */
function drawSizes(random: Draw, design: Design): Pick<RegressStep, "m" | "n" | "k"> {
  if (random.chance(STEERED)) return steeredSizes(random, design);
  return { m: random.log(1, LARGEST), n: random.log(1, LARGEST), k: random.log(1, LARGEST) };
}

/** Some jobs that a queued one follows are committed only. */
function commitSome(random: Draw, steps: readonly RegressStep[]): RegressStep[] {
  return steps.map((step, i) => {
    const commit = steps[i + 1]?.start === "queue" && step.clearAfter === null && random.chance(0.15);
    return commit ? { ...step, commit } : step;
  });
}

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
  const drawn = drawDesign(random);
  const design = reference ? asReference(drawn) : drawn;
  const stall = drawStall(random);
  const base = random.pick(BASES);
  const garbage = random.chance(0.5) ? 0 : 1 + random.integer(1e6);
  if (random.integer(LONG_ONE_IN) === 0) {
    const small = { ...design, L: Math.max(design.L, 8), H: 2, P: 1, port: Math.max(96, design.port) };
    const narrow = reference ? asReference(small) : small;
    const step: RegressStep = { ...drawStep(random, 0, longSizes(random, narrow)), clearAfter: null };
    return { design: narrow, stall: { ...stall, p: Math.min(stall.p, 0.1) }, base, garbage, steps: [step] };
  }
  const count = random.pick([1, 1, 1, 1, 2, 2, 3, 4]);
  const steps = Array.from({ length: count }, (_, i) => drawStep(random, i, drawSizes(random, design)));
  const staged = random.chance(0.1) && work(design, steps) <= STAGED_WORK;
  const whole = staged ? { ...design, ce: "staged" as const } : design;
  return { design: whole, stall, base, garbage, steps: commitSome(random, steps) };
}
