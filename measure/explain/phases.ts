import { Account, CLOCK_KINDS, type CeClocks } from "../../hw/redmule/account.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import { SchedulerState } from "../../hw/redmule/scheduler.js";

export type ClockKind = (typeof CLOCK_KINDS)[number];

/** Why a clock went into something else than an advance of the array. */
export const REASONS = [
  "none",
  "streams",
  "first X and Y",
  "first X",
  "first Y",
  "first W",
  "refused",
  "port taken",
  "results",
  "under way",
] as const;
export type Reason = (typeof REASONS)[number];

/** Clocks of a job by what they went into and why; what is not there is 0. */
export type PhaseClocks = Readonly<Partial<Record<ClockKind, Readonly<Partial<Record<Reason, number>>>>>>;

const reason = (name: Reason): number => REASONS.indexOf(name);
const NONE = reason("none");
const STREAMS = reason("streams");
const FIRST_XY = reason("first X and Y");
const FIRST_X = reason("first X");
const FIRST_Y = reason("first Y");
const FIRST_W = reason("first W");
const REFUSED = reason("refused");
const TAKEN = reason("port taken");
const RESULTS = reason("results");
const UNDER_WAY = reason("under way");

const FIRST_LOADS = CLOCK_KINDS.indexOf("first loads");
const STALLS = ["W stall", "X stall", "Y stall"].map((kind) => CLOCK_KINDS.indexOf(kind as ClockKind));
const DRAIN = CLOCK_KINDS.indexOf("drain");

/**
 * Says of each clock of one job what it went into, as `Account` does, and why: sample every clock from the trigger write on,
 * up to the clock before the event. Each clock counts exactly once.
 */
export class Phases {
  private readonly redmule: Redmule;
  private readonly account: Account;
  private readonly counts = new Float64Array(CLOCK_KINDS.length * REASONS.length);
  /** Why the scheduler held the array in the clock before; the data path runs one clock behind. */
  private held = NONE;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
    this.account = new Account(redmule);
  }

  /** Call after everything has settled and before the edge. */
  sample(): void {
    const kind = this.account.sample();
    this.counts[kind * REASONS.length + this.reasonFor(kind)]++;
    this.held = this.holds();
  }

  private reasonFor(kind: number): number {
    if (STALLS.includes(kind)) return this.held;
    if (kind === FIRST_LOADS) return this.loading();
    if (kind !== DRAIN) return NONE;
    return this.refused ? REFUSED : this.redmule.zBuffer.draining ? RESULTS : NONE;
  }

  /** RedMulE asks for its port, and the memory does not grant. */
  private get refused(): boolean {
    const { req, gnt } = this.redmule.tcdm;
    return req === 1 && gnt === 0;
  }

  /** What the first tile lacks. */
  private loading(): number {
    const { scheduler, xBuffer, zBuffer } = this.redmule;
    if (this.refused) return REFUSED;
    if (scheduler.state === SchedulerState.IDLE) return STREAMS;
    if (scheduler.state !== SchedulerState.PRELOAD) return FIRST_W;
    const lacksX = xBuffer.fill.full === 0;
    const lacksY = zBuffer.loaded === 0 && scheduler.config.usesY === 1;
    return lacksX && lacksY ? FIRST_XY : lacksX ? FIRST_X : lacksY ? FIRST_Y : FIRST_W;
  }

  /** Why the operand that the scheduler waits for is missing: the first of W, X and Y. */
  private holds(): number {
    const { scheduler, streamer, zBuffer } = this.redmule;
    const { stallW, stallX } = scheduler;
    if (scheduler.stall === 0) return NONE;
    if (this.refused) return REFUSED;
    const waitsForResults = stallW === 0 && stallX === 0 && (zBuffer.draining | scheduler.yz.zAvailable) === 1;
    if (waitsForResults) return RESULTS;
    const channel = stallW ? streamer.w : stallX ? streamer.x : streamer.y;
    return channel.request === 1 && channel.granted === 0 ? TAKEN : UNDER_WAY;
  }

  /** Clocks by what they went into and why; they add up to the clocks sampled. */
  clocks(): PhaseClocks {
    const byKind = CLOCK_KINDS.map((kind, k): [ClockKind, Partial<Record<Reason, number>>] => {
      const counts = REASONS.map((name, r): [Reason, number] => [name, this.counts[k * REASONS.length + r]]);
      return [kind, Object.fromEntries(counts.filter(([, clocks]) => clocks > 0))];
    });
    return Object.fromEntries(byKind.filter(([, reasons]) => Object.keys(reasons).length > 0));
  }

  /** The CE-clock account of an M x N x K job. */
  finish(m: number, n: number, k: number): CeClocks {
    return this.account.finish(m, n, k);
  }
}
