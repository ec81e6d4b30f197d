import { registerArray, registersOf, type Probe, type Scope } from "../probe.js";
import { below, differ } from "../bits.js";
import { pairsOf } from "../words.js";

/** The place behind another one, 0 behind the last of `depth`. */
function behind(place: number, depth: number): number {
  return place + 1 === depth ? 0 : place + 1;
}

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

  /** 1 when the head entry may be popped. */
  get valid(): number {
    return below(0, this.count);
  }

  /** 1 when an entry may be pushed. */
  get ready(): number {
    return below(this.count, this.depth);
  }

  /**
   * The reference FIFO's early-warning flag. It is high with exactly one entry held, whatever the depth, and the request
   * gating of the load channels is built on that.
   */
  get almostFull(): number {
    return differ(this.count, 1) ^ 1;
  }

  /** Index of the head row's first element in `data`. */
  get headOffset(): number {
    return this.head * this.columns;
  }

  get tailOffset(): number {
    return this.tail * this.columns;
  }

  push(): void {
    this.tail = behind(this.tail, this.depth);
    this.count++;
  }

  pop(): void {
    this.head = behind(this.head, this.depth);
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
