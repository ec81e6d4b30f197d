import { CLOCK_KINDS } from "../hw/redmule/account.js";

/** Channels of the port in the order of their numbers in a log entry. */
export const CHANNELS = ["X", "W", "Y", "Z"] as const;

/** What the page keeps of every clock. */
export interface ClockEntry {
  /** What the clock went into, an index of `CLOCK_KINDS`. */
  readonly kind: number;
  /** RedMulE's request and grant, and the channel that has the port. */
  readonly request: number;
  readonly grant: number;
  readonly channel: number;
  /** Compute elements that work on a step of the job. */
  readonly working: number;
}

/** An entry in 32 bits: kind 3, request 1, grant 1, channel 2, working 25. */
export function packEntry({ kind, request, grant, channel, working }: ClockEntry): number {
  return (kind | (request << 3) | (grant << 4) | (channel << 5) | (working << 7)) >>> 0;
}

/** Sums over the clocks of a job from its trigger on, at any clock of the log. */
export class Tally {
  /** Clocks by kind. */
  readonly kinds = new Float64Array(CLOCK_KINDS.length);
  /** Beats granted by channel. */
  readonly beats = new Float64Array(CHANNELS.length);
  /** Clocks in which RedMulE requested and was not granted. */
  refused = 0;
  /** Sum of the compute elements at work. */
  working = 0;
  /** Clocks that are summed: from 0 up to here, exclusive. */
  clocks = 0;

  /** Sums the first `clocks` entries. */
  to(log: Uint32Array, clocks: number): void {
    if (clocks < this.clocks) this.clear();
    for (; this.clocks < clocks; this.clocks++) this.add(log[this.clocks]);
  }

  private add(entry: number): void {
    const grant = (entry >>> 4) & 1;
    this.kinds[entry & 7]++;
    this.beats[(entry >>> 5) & 3] += grant;
    this.refused += (entry >>> 3) & 1 & ~grant;
    this.working += entry >>> 7;
  }

  private clear(): void {
    this.kinds.fill(0);
    this.beats.fill(0);
    this.refused = this.working = this.clocks = 0;
  }
}

/** A list of words that grows. */
export class Words {
  private room = new Uint32Array(4096);
  length = 0;

  /** The words, and room behind them. */
  get values(): Uint32Array {
    return this.room;
  }

  push(word: number): void {
    if (this.length === this.room.length) this.reserve(1);
    this.room[this.length++] = word;
  }

  append(more: Uint32Array): void {
    if (this.length + more.length > this.room.length) this.reserve(more.length);
    this.room.set(more, this.length);
    this.length += more.length;
  }

  private reserve(more: number): void {
    const grown = new Uint32Array(2 * (this.length + more));
    grown.set(this.room.subarray(0, this.length));
    this.room = grown;
  }
}
