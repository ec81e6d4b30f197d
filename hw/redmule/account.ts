import { ControllerState } from "./controller.js";
import { tileColumns } from "./parameters.js";
import type { Redmule } from "./redmule.js";

/** Where every CE-clock of a job went. One clock has L x H of them. */
export interface CeClocks {
  /** Steps of the job: M x N x K. */
  useful: number;
  /** CEs of rows beyond M, of steps beyond N in the other rows, of columns beyond K in the rest. */
  paddingM: number;
  paddingN: number;
  paddingK: number;
  /** From the trigger until the job leaves IDLE: the queue and the tiler. */
  tiler: number;
  /** Until a CE sees its first operands: the loads of the first tile, and the skew along a row. */
  firstLoads: number;
  /** The array stands because a W row, an X chunk, a Y tile (or room for the results) is missing; the first in this order. */
  wStall: number;
  xStall: number;
  yStall: number;
  /** From a CE's last step to the event: results leaving the row, write back. */
  drain: number;
}

/** The categories in the order of a job, with the names used in reports. */
export const CE_CLOCK_NAMES: Readonly<Record<keyof CeClocks, string>> = {
  useful: "useful",
  paddingM: "padding of M",
  paddingN: "padding of N",
  paddingK: "padding of K",
  tiler: "tiler",
  firstLoads: "first loads",
  wStall: "W stall",
  xStall: "X stall",
  yStall: "Y stall",
  drain: "drain",
};

/** What one clock of the array goes into; see `CeClocks`, where advances become steps and padding. */
export const CLOCK_KINDS = ["advance", "tiler", "first loads", "W stall", "X stall", "Y stall", "drain"] as const;
const ADVANCE = 0;
const TILER = 1;
const FIRST_LOADS = 2;
const W_STALL = 3;
const X_STALL = 4;
const Y_STALL = 5;
const DRAIN = 6;

/** Accounts for the CE-clocks of one job: sample every clock from the trigger write on, up to the clock before the event. */
export class Account {
  private readonly redmule: Redmule;
  private readonly clocks = new Float64Array(CLOCK_KINDS.length);
  /** Why the scheduler held the array in the clock before, or DRAIN; the data path runs one clock behind. */
  private cause = DRAIN;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
  }

  /** Call after everything has settled and before the edge. @returns what the clock went into, an index of `CLOCK_KINDS` */
  sample(): number {
    const { scheduler } = this.redmule;
    const kind = this.kind();
    this.clocks[kind]++;
    this.cause = scheduler.stallW ? W_STALL : scheduler.stallX ? X_STALL : scheduler.stallY ? Y_STALL : DRAIN;
    return kind;
  }

  private kind(): number {
    const { controller, scheduler } = this.redmule;
    if (scheduler.enable) return ADVANCE;
    if (this.clocks[ADVANCE] > 0) return this.cause;
    return controller.state <= ControllerState.IDLE ? TILER : FIRST_LOADS;
  }

  /** The account of an M x N x K job; the categories add up to cycles x L x H. */
  finish(m: number, n: number, k: number): CeClocks {
    const p = this.redmule.parameters;
    const { L, H, P } = p;
    const D = tileColumns(p);
    const rows = Math.ceil(m / L) * L;
    const columns = Math.ceil(k / D) * D;
    const steps = Math.ceil(n / H) * H;
    const skew = (L * (P + 1) * H * (H - 1)) / 2;
    const clock = L * H;
    const { clocks } = this;
    // In its last step a CE is done with the last wanted column; the columns behind it are drain, not padding.
    const cut = columns - k;
    const lastRows = m % L || L;
    const lastSteps = n - (steps - H);
    return {
      useful: m * n * k,
      paddingM: (rows - m) * steps * columns - (L - lastRows) * H * cut,
      paddingN: m * (steps - n) * columns - lastRows * (steps - n) * cut,
      paddingK: m * n * cut - lastRows * lastSteps * cut,
      tiler: clocks[TILER] * clock,
      firstLoads: clocks[FIRST_LOADS] * clock + skew,
      wStall: clocks[W_STALL] * clock,
      xStall: clocks[X_STALL] * clock,
      yStall: clocks[Y_STALL] * clock,
      drain: (clocks[DRAIN] + clocks[ADVANCE]) * clock - rows * steps * columns + clock * cut - skew,
    };
  }
}
