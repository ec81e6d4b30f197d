import { registerArray, wire, type Block, type Scope, registersOf } from "../probe.js";
import { operandStore } from "./array.js";
import { copyWords, pairsOf } from "../words.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";

/**
 * H rows of D elements. A W row is loaded into row n mod H; CE h reads, in phase t, element t mod (P+1) of group
 * (t / (P+1) - h) mod H, so that neighbouring CEs are skewed by P+1 clocks.
 */
export class WBuffer implements Block {
  // Input wires.
  load = 0;
  shift = 0;
  clear = 0;
  /** Valid elements of the row and rows of the group; the rest loads as +0. */
  width = 0;
  height = 0;
  /** The row to load; a stream without a row shows +0. */
  sourceValid = 0;
  private from: Uint16Array = new Uint16Array(0);
  sourceOffset = 0;
  /** The row to load is a step of the job, not padding. */
  step = 0;

  // Registers.
  row = 0;
  element = 0;
  group = 0;
  elementRead = 0;
  groupRead = 0;
  readonly data: Uint16Array;
  /** 1 when the row holds a step of the job: padding leaves accumulators untouched. */
  readonly steps: Uint8Array;

  /** `data` and the source, two elements in a word: see `pairsOf`. */
  private readonly pairs: Uint32Array;
  private fromPairs: Uint32Array = new Uint32Array(0);

  private readonly H: number;
  private readonly D: number;
  private readonly E: number;

  constructor(p: RedmuleParameters, { w, steps } = operandStore(p)) {
    this.H = p.H;
    this.D = tileColumns(p);
    this.E = p.P + 1;
    this.data = w;
    this.pairs = pairsOf(w, this.D);
    this.steps = steps;
  }

  get source(): Uint16Array {
    return this.from;
  }

  set source(rows: Uint16Array) {
    this.from = rows;
    this.fromPairs = pairsOf(rows, this.D);
  }

  /** Index in `data` of the element that CE h reads. */
  elementOf(h: number): number {
    let group = this.groupRead - h;
    if (group < 0) group += this.H;
    return h * this.D + group * this.E + this.elementRead;
  }

  /** FP16 operand of column h; +0 where an overwritten register leads out of the buffer. */
  operandBits(h: number): number {
    return this.data[this.elementOf(h)] | 0;
  }

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    if (this.load) this.loadRow();
    if (!this.shift) return;
    this.elementRead = this.element;
    this.groupRead = this.group;
    if (this.element === this.E - 1) {
      this.element = 0;
      this.group = this.group === this.H - 1 ? 0 : this.group + 1;
    } else this.element++;
  }

  /** Elements of the row to load that are not padding. */
  get validElements(): number {
    return this.sourceValid && this.row < this.height ? Math.min(this.width, this.D) : 0;
  }

  private loadRow(): void {
    this.moveRow(this.sourceOffset, this.row, this.validElements, this.step);
    this.row = this.row === this.H - 1 ? 0 : this.row + 1;
  }

  /** `valid` elements of the source from index `offset` on into a row, which is a step of the job or padding. */
  moveRow(offset: number, row: number, valid: number, step: number): void {
    const { D, data, from } = this;
    const base = row * D;
    if (valid === D && this.pairs.length > 0) copyWords(this.fromPairs, offset >> 1, this.pairs, base >> 1, D >> 1);
    else for (let d = 0; d < valid; d++) data[base + d] = from[offset + d];
    for (let d = valid; d < D; d++) data[base + d] = 0;
    this.steps[row] = step;
  }

  reset(): void {
    this.row = this.element = this.group = this.elementRead = this.groupRead = 0;
    this.data.fill(0);
    this.steps.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { row: 12, element: 12, group: 12, elementRead: 12, groupRead: 12 }),
        registerArray("data", 16, this.data, { format: "fp16" }),
        registerArray("steps", 1, this.steps),
        wire("load", 1, () => this.load),
        wire("shift", 1, () => this.shift),
      ],
      children: [],
    };
  }
}
