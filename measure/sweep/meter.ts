import type { Tcdm } from "../../hw/cluster/tcdm/tcdm.js";
import { Account, CE_CLOCK_NAMES, type CeClocks } from "../../hw/redmule/account.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { PointResult } from "./record.js";

const CATEGORIES = Object.keys(CE_CLOCK_NAMES) as (keyof CeClocks)[];

/** What a meter has counted over one job or several. */
export interface Counts extends Pick<PointResult, "stalls" | "reads" | "writes"> {
  readonly account: CeClocks;
}

/** Watches RedMulE at one job, from the clock of the trigger on up to the clock before the event. */
export class JobMeter {
  private readonly redmule: Redmule;
  private readonly account: Account;
  private reads = 0;
  private writes = 0;
  private denied = 0;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
    this.account = new Account(redmule);
  }

  /** Call after everything has settled and before the edge. */
  sample(): void {
    const { tcdm } = this.redmule;
    this.account.sample();
    const granted = tcdm.req & tcdm.gnt;
    this.denied += tcdm.req - granted;
    this.writes += granted & tcdm.write;
    this.reads += granted & (tcdm.write ^ 1);
  }

  /** What an M x N x K job has cost. */
  finish(m: number, n: number, k: number): Counts {
    const { L, H } = this.redmule.parameters;
    const account = this.account.finish(m, n, k);
    const clocks = (ce: number): number => ce / (L * H);
    const { wStall, xStall, yStall } = account;
    const stalls = { w: clocks(wStall), x: clocks(xStall), y: clocks(yStall), port: this.denied };
    return { account, stalls, reads: this.reads, writes: this.writes };
  }
}

/** The counts of jobs together. */
export function sumOf(jobs: readonly Counts[]): Counts {
  const sum = (value: (counts: Counts) => number): number => jobs.reduce((total, counts) => total + value(counts), 0);
  return {
    account: Object.fromEntries(
      CATEGORIES.map((name) => [name, sum(({ account }) => account[name])]),
    ) as unknown as CeClocks,
    stalls: {
      ...{ w: sum(({ stalls }) => stalls.w), x: sum(({ stalls }) => stalls.x) },
      ...{ y: sum(({ stalls }) => stalls.y), port: sum(({ stalls }) => stalls.port) },
    },
    reads: sum(({ reads }) => reads),
    writes: sum(({ writes }) => writes),
  };
}

/** Banks that are accessed in this clock, by whomever. */
export function busyBanks({ select, gnt }: Tcdm): number {
  const { narrow, wide } = select;
  let count = 0;
  for (let e = 0; e < gnt.length; e++) count += ones((narrow[e] | wide[e]) & gnt[e]);
  return count;
}

/** Number of ones in a word. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
