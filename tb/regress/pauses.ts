import { SplitMix64 } from "../../run/data/random.js";
import type { Pauses } from "../../run/redmule/redmule-bench.js";

/** Pauses whose lengths are geometrically distributed around a mean. */
export class BurstPauses implements Pauses {
  readonly p: number;
  private readonly enter: number;
  private readonly leave: number;
  private readonly random: SplitMix64;
  private clock = 0;
  private current = false;

  /**
   * @param p share of the clocks in which the memory refuses, below 1
   * @param burst mean length of a pause in clocks
   */
  constructor(p: number, burst: number, seed: number) {
    this.p = p;
    this.leave = 1 / burst;
    this.enter = Math.min(1, (p * this.leave) / (1 - p));
    this.random = new SplitMix64(seed);
  }

  at(clock: number): boolean {
    while (this.clock < clock) {
      this.clock++;
      const u = this.random.uniform();
      this.current = this.current ? u >= this.leave : u < this.enter;
    }
    return this.current;
  }
}
