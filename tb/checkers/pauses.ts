import { SplitMix64 } from "../../run/data/random.js";

/**
 * Pauses of one end of a handshake: a valid, ready, request or grant that is held back. Each interface gets a generator of
 * its own, so that its pauses do not depend on what the others do. Pauses come in runs, as those of a busy neighbour do.
 */
export class Pauses {
  private readonly random: SplitMix64;
  private readonly p: number;
  private readonly longest: number;
  private left = 0;

  /**
   * @param p probability that a pause begins in a clock without one, from 0 to 1
   * @param longest clocks of the longest pause
   * @param seed integer from 0 to 2^32 - 1; `stream` tells the generators of a bench apart
   */
  constructor(p: number, longest: number, seed: number, stream = 0) {
    this.p = p;
    this.longest = longest;
    this.random = new SplitMix64(seed, 1024, stream);
  }

  /** Whether the next clock is one of a pause. */
  next(): boolean {
    if (this.left === 0 && this.random.uniform() < this.p) this.left = 1 + this.random.integer(this.longest);
    if (this.left === 0) return false;
    this.left--;
    return true;
  }
}
