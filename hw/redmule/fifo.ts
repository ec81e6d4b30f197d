import { type Probe, registersOf } from "../probe.js";

/**
 * Pointers and occupancy of a FIFO; the entries lie in typed arrays of its owner, `depth` entries long. An entry is pushed
 * at `tail` and read at `head`.
 */
export class FifoControl {
  readonly depth: number;
  // Registers.
  head = 0;
  tail = 0;
  count = 0;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** The head entry may be popped. */
  get valid(): boolean {
    return this.count > 0;
  }

  /** An entry may be pushed. */
  get ready(): boolean {
    return this.count < this.depth;
  }

  /**
   * The reference FIFO's early-warning flag. It is high with exactly one entry held, whatever the depth, and the request
   * gating of the load channels is built on that.
   */
  get almostFull(): boolean {
    return this.count === 1;
  }

  push(): void {
    this.tail = this.tail + 1 === this.depth ? 0 : this.tail + 1;
    this.count++;
  }

  pop(): void {
    this.head = this.head + 1 === this.depth ? 0 : this.head + 1;
    this.count--;
  }

  clear(): void {
    this.head = this.tail = this.count = 0;
  }

  probes(): Probe[] {
    return registersOf(this, { head: 12, tail: 12, count: 13 });
  }
}
