import type { Limit } from "./limits.js";

/** A control state, with the stretches that are known to begin in it. */
export interface State {
  readonly words: Float64Array;
  readonly stretches: Stretch[];
}

/** A stretch of clocks: where it leads, and what it moves on the way. */
export interface Stretch {
  readonly clocks: number;
  readonly code: Int32Array;
  /** What is left of each counter to its limit, at most `reach`, with which the stretch begins. */
  readonly left: Float64Array;
  /** A limit that is further away is out of sight. */
  readonly reach: Float64Array;
  /** By how much less is left behind it. */
  readonly spent: Float64Array;
  /** By how much words move that no move of data keeps. */
  readonly moved: Float64Array;
  /** Bytes from the first chunk of X that is to be fetched to the one behind the stretch. */
  readonly forth: number;
  readonly end: State;
}

/** Whether a stretch runs as it was recorded when so much is left of the counters. */
export function fits({ left, reach }: Stretch, now: Float64Array): boolean {
  for (let i = 0; i < left.length; i++) {
    const seen = now[i] < reach[i] ? now[i] : reach[i];
    if (seen !== left[i]) return false;
  }
  return true;
}

/** Follows the counters with a limit through the clocks of a stretch. */
export class Reach {
  private readonly limits: readonly Limit[];
  private readonly first: Float64Array;
  private readonly last: Float64Array;
  private readonly reach: Float64Array;

  constructor(limits: readonly Limit[]) {
    this.limits = limits;
    [this.first, this.last, this.reach] = Array.from({ length: 3 }, () => new Float64Array(limits.length));
  }

  begin(): void {
    const { limits, first, last, reach } = this;
    for (let i = 0; i < limits.length; i++) {
      first[i] = limits[i].left();
      last[i] = limits[i].owner[limits[i].name] as number;
    }
    reach.fill(1);
  }

  /** A clock later: one that has begun anew has met its limit. */
  clock(): void {
    const { limits, last, reach } = this;
    for (let i = 0; i < limits.length; i++) {
      const value = limits[i].owner[limits[i].name] as number;
      if (value < last[i]) reach[i] = Infinity;
      else reach[i] += value - last[i];
      last[i] = value;
    }
  }

  end(): Pick<Stretch, "left" | "reach" | "spent"> {
    const { first, reach, limits } = this;
    return {
      left: first.map((left, i) => Math.min(left, reach[i])),
      reach: reach.slice(),
      spent: first.map((left, i) => left - limits[i].left()),
    };
  }
}
