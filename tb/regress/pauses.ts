import { DrawnAhead, DrawnPauses, SplitMix64 } from "../../run/data/random.js";

/** Pauses whose lengths are geometrically distributed around a mean. */
export class BurstPauses extends DrawnPauses {
  private readonly seed: number;
  private readonly enter: number;
  private readonly leave: number;
  private random: DrawnAhead;
  private current = 0;

  /**
   * @param p share of the clocks in which the memory refuses, below 1
   * @param burst mean length of a pause in clocks
   */
  constructor(p: number, burst: number, seed: number) {
    super(p);
    this.seed = seed;
    this.leave = 1 / burst;
    this.enter = Math.min(1, (p * this.leave) / (1 - p));
    this.random = new DrawnAhead(new SplitMix64(seed));
  }

  protected start(): void {
    this.random = new DrawnAhead(new SplitMix64(this.seed));
    this.current = 0;
  }

  protected next(): number {
    const u = this.random.uniform();
    this.current = (this.current !== 0 ? u >= this.leave : u < this.enter) ? 1 : 0;
    return this.current;
  }
}
