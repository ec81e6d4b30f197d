import { registerArray, wire, type Block, type Scope, registersOf } from "../probe.js";
import { operandStore } from "./array.js";
import { copyWords, pairsOf } from "../words.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { ReferenceXFill } from "./x-fill-reference.js";
import { CreditXFill, X_STATES, type XFill } from "./x-fill.js";

/**
 * X operands: a pad of L x D elements filled a row a clock from the stream, and a buffer of 2H columns that feeds the array.
 * A column is copied from the pad for every column the array takes; columns missed while the pad refills are caught up one a
 * clock.
 */
export class XBuffer implements Block {
  // Input wires.
  clear = 0;
  private from: Uint16Array = new Uint16Array(0);
  sourceOffset = 0;
  /** Columns of the chunk; the rest of its slots read +0. */
  height = 0;

  // Registers.
  readColumn = 0;
  readHalf = 0;
  writeColumn = 0;
  writeHalf = 0;
  readonly pad: Uint16Array;
  readonly buffer: Uint16Array;
  /** Half of the buffer that each CE reads. */
  readonly readHalves: Uint8Array;
  readonly fill: XFill;

  /** Nothing moved at the last edge: the wires stay as they are until an input changes. */
  idle = 0;

  /** Tells the array which columns have changed: it decodes each once. Derived, no register. */
  private readonly stale: Uint8Array;

  /** Pad and source, two elements in a word: see `pairsOf`. */
  private readonly pairs: Uint32Array;
  private fromPairs: Uint32Array = new Uint32Array(0);

  private readonly L: number;
  private readonly H: number;
  private readonly D: number;
  private readonly rowMask: number;

  constructor(p: RedmuleParameters, { x, halves, stale } = operandStore(p)) {
    this.stale = stale;
    this.L = p.L;
    this.H = p.H;
    this.D = tileColumns(p);
    this.rowMask = 2 ** Math.ceil(Math.log2(p.L)) - 1;
    this.pad = new Uint16Array(p.L * this.D);
    this.pairs = pairsOf(this.pad, this.D);
    this.buffer = x;
    this.readHalves = halves;
    // E6: chunks of up to 2H columns are not counted right.
    this.fill = p.errata.E6 ? new ReferenceXFill(p.L, p.H, this.D) : new CreditXFill(p.H, this.D);
  }

  get source(): Uint16Array {
    return this.from;
  }

  set source(rows: Uint16Array) {
    this.from = rows;
    this.fromPairs = pairsOf(rows, this.D);
  }

  settle(): void {
    this.fill.settle();
  }

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    const { fill } = this;
    this.idle = fill.idle ? 1 : 0;
    if (this.idle !== 0) return;
    if (fill.writes) this.copyColumn();
    if (fill.load) this.loadRow();
    if (fill.inputs.shift) this.readNextColumn();
    fill.edge();
  }

  /** What the array sees changes at the edge of this clock. */
  get turns(): boolean {
    const { fill, writeColumn } = this;
    if ((fill.inputs.shift | this.clear) !== 0) return true;
    return fill.writes !== 0 && this.readHalves[writeColumn] === this.writeHalf;
  }

  private loadRow(): void {
    this.moveRow(this.sourceOffset, this.padRow);
  }

  /** The pad's row to load. The row number wraps as the pad's address does; only the reference's control (E6) counts that far. */
  get padRow(): number {
    return this.fill.row & this.rowMask;
  }

  /** A row of the source from index `offset` on into a row of the pad. */
  moveRow(offset: number, row: number): void {
    const base = row * this.D;
    if (this.pairs.length > 0) copyWords(this.fromPairs, offset >> 1, this.pairs, base >> 1, this.D >> 1);
    else for (let d = 0; d < this.D; d++) this.pad[base + d] = this.from[offset + d];
  }

  private copyColumn(): void {
    const { H, fill } = this;
    const column = this.writeColumn;
    this.moveColumn(fill.copied < this.height ? fill.padRead : -1, column, this.writeHalf);
    this.writeColumn = column === H - 1 ? 0 : column + 1;
    if (column === H - 1) this.writeHalf ^= 1;
  }

  /** A column of the pad, or +0 for -1, into a column of a half of the buffer. */
  moveColumn(from: number, column: number, half: number): void {
    const { L, D, pad, buffer } = this;
    const base = (half * this.H + column) * L;
    if (from >= 0) {
      for (let l = 0, at = from; l < L; l++, at += D) buffer[base + l] = pad[at];
    } else for (let l = 0; l < L; l++) buffer[base + l] = 0;
    if (this.readHalves[column] === half) this.stale[column] = 1;
  }

  private readNextColumn(): void {
    const column = this.readColumn;
    this.turn(column, this.readHalf);
    this.readColumn = column === this.H - 1 ? 0 : column + 1;
    if (column === this.H - 1) this.readHalf ^= 1;
  }

  /** Column `column` of the array reads the other half. */
  turn(column: number, half: number): void {
    this.readHalves[column] = half;
    this.stale[column] = 1;
  }

  /** FP16 operand of CE (l, h). */
  operandBits(l: number, h: number): number {
    return this.buffer[(this.readHalves[h] * this.H + h) * this.L + l];
  }

  reset(): void {
    this.fill.reset();
    this.readColumn = this.readHalf = this.writeColumn = this.writeHalf = 0;
    this.pad.fill(0);
    this.buffer.fill(0);
    this.readHalves.fill(0);
    this.wake();
  }

  /** Registers were overwritten: what the array has decoded does not hold. */
  wake(): void {
    this.idle = 0;
    this.stale.fill(1);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...this.fill.probes(),
        ...registersOf(this, { readColumn: 12, readHalf: 1, writeColumn: 12, writeHalf: 1 }),
        registerArray("pad", 16, this.pad, { format: "fp16" }),
        registerArray("buffer", 16, this.buffer, { format: "fp16" }),
        registerArray("read_halves", 1, this.readHalves),
        wire("x_state", 3, () => this.fill.state, { states: X_STATES }),
        wire("full", 1, () => this.fill.full),
        wire("empty", 1, () => this.fill.empty),
        wire("writes", 1, () => this.fill.writes),
        wire("load", 1, () => this.fill.load),
        wire("shift", 1, () => this.fill.inputs.shift),
      ],
      children: [],
    };
  }
}
