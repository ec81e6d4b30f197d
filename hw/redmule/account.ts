import { IDLE } from "./controller.js";
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

const NONE = 0;
const W_STALL = 1;
const X_STALL = 2;
const Y_STALL = 3;

/** Accounts for the CE-clocks of one job: sample every clock from the trigger write on, up to the clock before the event. */
export class Account {
  private readonly redmule: Redmule;
  private tiler = 0;
  private firstLoads = 0;
  private readonly stalls = new Float64Array(4);
  private advances = 0;
  private drain = 0;
  /** Why the scheduler held the array in the clock before; the data path runs one clock behind. */
  private cause = NONE;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
  }

  /** Call after everything has settled and before the edge. */
  sample(): void {
    const { controller, scheduler } = this.redmule;
    if (scheduler.enable) this.advances++;
    else if (this.advances === 0 && controller.state <= IDLE) this.tiler++;
    else if (this.advances === 0) this.firstLoads++;
    else if (this.cause !== NONE) this.stalls[this.cause]++;
    else this.drain++;
    this.cause = scheduler.stallW ? W_STALL : scheduler.stallX ? X_STALL : scheduler.stallY ? Y_STALL : NONE;
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
    // In its last step a CE is done with the last wanted column; the columns behind it are drain, not padding.
    const cut = columns - k;
    const lastRows = m % L || L;
    const lastSteps = n - (steps - H);
    return {
      useful: m * n * k,
      paddingM: (rows - m) * steps * columns - (L - lastRows) * H * cut,
      paddingN: m * (steps - n) * columns - lastRows * (steps - n) * cut,
      paddingK: m * n * cut - lastRows * lastSteps * cut,
      tiler: this.tiler * clock,
      firstLoads: this.firstLoads * clock + skew,
      wStall: this.stalls[W_STALL] * clock,
      xStall: this.stalls[X_STALL] * clock,
      yStall: this.stalls[Y_STALL] * clock,
      drain: (this.drain + this.advances) * clock - rows * steps * columns + clock * cut - skew,
    };
  }
}
