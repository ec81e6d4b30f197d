import { registerArray, registersOf, type Probe, type Scope } from "../probe.js";
import { pairsOf } from "../words.js";

const NO_ROWS = new Uint16Array(0);
const NO_PAIRS = new Uint32Array(0);

/**
 * Pointers and occupancy of a FIFO: an entry is pushed at `tail` and read at `head`. A FIFO of array rows holds D FP16 elements an
 * entry; entries of other kinds lie in typed arrays of the owner, `depth` entries long. One class for both, for code that meets
 * two classes is slower for either.
 */
export class FifoControl {
  readonly depth: number;
  /** Elements of a row; 0 for entries of other kinds. */
  readonly columns: number;
  readonly data: Uint16Array;
  /** `data` two elements in a word, see `pairsOf`. */
  readonly pairs: Uint32Array;
  // Registers.
  head = 0;
  tail = 0;
  count = 0;

  constructor(depth: number, columns = 0) {
    this.depth = depth;
    this.columns = columns;
    this.data = columns === 0 ? NO_ROWS : new Uint16Array(depth * columns);
    this.pairs = columns === 0 ? NO_PAIRS : pairsOf(this.data, columns);
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

  /** Index of the head row's first element in `data`. */
  get headOffset(): number {
    return this.head * this.columns;
  }

  get tailOffset(): number {
    return this.tail * this.columns;
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
    if (this.columns !== 0) this.data.fill(0);
  }

  probes(): Probe[] {
    return registersOf(this, { head: 12, tail: 12, count: 13 });
  }

  /** Of a FIFO of rows. */
  scope(name: string): Scope {
    return { name, probes: [...this.probes(), registerArray("data", 16, this.data, { format: "fp16" })], children: [] };
  }
}
