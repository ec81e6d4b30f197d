import { registerArray, type Scope } from "../probe.js";
import { pairsOf } from "../words.js";
import { FifoControl } from "./fifo.js";

/** FIFO of array rows: D FP16 elements an entry. */
export class RowFifo extends FifoControl {
  readonly columns: number;
  readonly data: Uint16Array;
  /** `data` two elements in a word, see `pairsOf`. */
  readonly pairs: Uint32Array;

  constructor(depth: number, columns: number) {
    super(depth);
    this.columns = columns;
    this.data = new Uint16Array(depth * columns);
    this.pairs = pairsOf(this.data, columns);
  }

  /** Index of the head row's first element in `data`. */
  get headOffset(): number {
    return this.head * this.columns;
  }

  get tailOffset(): number {
    return this.tail * this.columns;
  }

  override clear(): void {
    super.clear();
    this.data.fill(0);
  }

  scope(name: string): Scope {
    return { name, probes: [...this.probes(), registerArray("data", 16, this.data, { format: "fp16" })], children: [] };
  }
}
