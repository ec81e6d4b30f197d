import { CE_CLOCK_NAMES, type CeClocks } from "../../hw/redmule/account.js";
import type { WorkClocks } from "../../run/cluster/tiled-bench.js";
import type { PhaseClocks } from "./phases.js";

/** CE-clocks by category; with the tensors in L2 there are also clocks without a job in RedMulE. */
export type JobAccount = Readonly<CeClocks> & { readonly idle: number };

/** The categories of an account in the order of a job, with the names used in reports. */
export const CATEGORY_NAMES: Readonly<Record<keyof JobAccount, string>> = { ...CE_CLOCK_NAMES, idle: "without a job" };
export type Category = keyof JobAccount;
export const CATEGORIES = Object.keys(CATEGORY_NAMES) as Category[];

/** A job that has ended, and where its clocks went. */
export interface Explained {
  /** Where it comes from: a file and a line, or the command line. */
  readonly label: string;
  /** Rows of X and Z, columns of X and rows of W, columns of W and Z. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** The array: rows, compute elements in a row, pipeline registers. */
  readonly L: number;
  readonly H: number;
  readonly P: number;
  /** Everything else that it was asked for, by the names of the options or fields. */
  readonly settings: Readonly<Record<string, string>>;
  /** Clocks from the trigger to the event. */
  readonly cycles: number;
  /** CE-clocks; the sum is cycles x L x H. Null for a tiled run, of which only `work` is known. */
  readonly account: JobAccount | null;
  /** Clocks by their reasons, where the job has been watched. */
  readonly phases: PhaseClocks | null;
  /** Of a tiled run: clocks in which RedMulE, the DMA, both or neither worked; the sum is cycles. */
  readonly work: WorkClocks | null;
}

/** Whole clocks by category. */
export type Clocks = Readonly<Record<Category, number>>;

/**
 * CE-clocks in clocks of all L x H compute elements. Parts of a clock are rounded so that the sum is exactly `cycles`: down, and
 * what is left goes to the largest remainders.
 */
export function wholeClocks(account: JobAccount, cycles: number, perClock: number): Clocks {
  const exact = CATEGORIES.map((category) => account[category] / perClock);
  const whole = exact.map(Math.floor);
  const left = cycles - whole.reduce((sum, clocks) => sum + clocks, 0);
  const byRemainder = exact
    .map((clocks, i) => ({ i, rest: clocks - whole[i] }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) whole[i]++;
  return Object.fromEntries(CATEGORIES.map((category, i) => [category, whole[i]])) as Record<Category, number>;
}

/** The clocks of a job whose account is known. */
export function clocksOf({ account, cycles, L, H }: Explained & { readonly account: JobAccount }): Clocks {
  return wholeClocks(account, cycles, L * H);
}
