import { F16_TO_F64 } from "../fpu/fast.js";
import { register, registerArray, wire, type Block, type Scope } from "../probe.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";

export const X_STATES = ["PRELOAD", "FAST_FILL", "WAIT_FIRST_READ", "WAIT_SHIFT", "FILL", "PAD_EMPTY"] as const;
const PRELOAD = 0;
const FAST_FILL = 1;
const WAIT_FIRST_READ = 2;
const WAIT_SHIFT = 3;
const FILL = 4;
const PAD_EMPTY = 5;

/**
 * X operands: a pad of L x D elements filled a row a clock from the stream, and a buffer of 2H columns that feeds the array.
 * A column is copied from the pad for every column the array takes; columns missed while the pad refills are caught up one a
 * clock.
 */
export class XBuffer implements Block {
  // Input wires.
  clear = 0;
  /** A row is taken from the stream into the pad. */
  load = 0;
  source: Uint16Array = new Uint16Array(0);
  sourceOffset = 0;
  /** The first chunk is complete: begin to copy. */
  padSetup = 0;
  /** The array takes the next column. */
  shift = 0;
  resetRow = 0;
  /** Rows of the chunk, its columns, and its columns rounded up to a multiple of H. */
  width = 0;
  height = 0;
  slots = 0;

  // Registers.
  state = PRELOAD;
  row = 0;
  padColumn = 0;
  padRead = 0;
  padCount = 0;
  missed = 0;
  firstBlock = 0;
  refilling = 1;
  readColumn = 0;
  readHalf = 0;
  writeColumn = 0;
  writeHalf = 0;
  readonly pad: Uint16Array;
  readonly buffer: Uint16Array;
  /** Half of the buffer that each CE reads. */
  readonly readHalves: Uint8Array;

  // Wires.
  full = 0;
  empty = 0;
  writes = 0;
  private next = PRELOAD;

  /** Values of the operand columns, CE h at [h * L .. h * L + L): decoded once when a column changes. Derived, no register. */
  readonly operands: Float64Array;
  private stale = true;

  private readonly L: number;
  private readonly H: number;
  private readonly D: number;

  constructor(p: RedmuleParameters) {
    this.L = p.L;
    this.H = p.H;
    this.D = tileColumns(p);
    this.pad = new Uint16Array(p.L * this.D);
    this.buffer = new Uint16Array(2 * p.H * p.L);
    this.readHalves = new Uint8Array(p.H);
    this.operands = new Float64Array(p.H * p.L);
  }

  /** The pad holds every row of its chunk. */
  settleFull(): void {
    this.full = this.row === this.width ? 1 : 0;
  }

  settle(): void {
    this.empty = this.padCount >= this.slots && this.shift ? 1 : 0;
    this.writes =
      (this.state === FAST_FILL || (this.state === FILL && this.shift)) && !this.refilling ? 1 : 0;
    this.next = this.nextState();
    if (this.stale) this.decodeAll();
  }

  private nextState(): number {
    switch (this.state) {
      case PRELOAD:
        return this.padSetup ? FAST_FILL : PRELOAD;
      case FAST_FILL: {
        const drained = this.padCount === this.slots;
        if (this.padColumn !== this.missed - 1 || (this.shift && !this.firstBlock && !drained)) return FAST_FILL;
        if (drained) return this.full ? WAIT_FIRST_READ : PAD_EMPTY;
        return this.firstBlock ? WAIT_FIRST_READ : FILL;
      }
      case WAIT_FIRST_READ:
        if (this.readColumn !== this.H - 1 || !this.shift) return WAIT_FIRST_READ;
        return this.empty ? PAD_EMPTY : FILL;
      case WAIT_SHIFT:
        return this.shift ? PAD_EMPTY : WAIT_SHIFT;
      case FILL:
        return this.empty && !this.full ? PAD_EMPTY : FILL;
      default:
        if (!this.full) return PAD_EMPTY;
        return this.missed !== 0 || this.shift ? FAST_FILL : FILL;
    }
  }

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    const { H, empty, shift, writes } = this;
    const nextColumn = this.padColumn < this.slots - 1 ? this.padColumn + 1 : 0;
    const firstEnds = this.padColumn === 2 * H - 1;

    if (writes) this.writeColumnFromPad();
    if (this.load) this.loadRow();
    if (writes || this.padSetup) this.padRead = this.padSetup ? 0 : nextColumn;
    if (writes) this.padColumn = nextColumn;

    if (firstEnds) this.firstBlock = 0;
    else if (this.padSetup) this.firstBlock = 1;
    if (this.full) this.refilling = 0;
    else if (empty) this.refilling = 1;

    if (empty) this.missed = 0;
    else if ((this.state === PAD_EMPTY || (this.state === FAST_FILL && !this.firstBlock)) && shift) this.missed++;
    else if (this.padSetup) this.missed = 2 * H;
    if (empty) this.padCount = 1;
    else if (writes || this.padSetup) this.padCount++;

    if (this.resetRow) this.row = 0;
    else if (this.load) this.row++;
    if (shift) this.readNextColumn();
    this.state = this.next;
  }

  private loadRow(): void {
    const base = this.row * this.D;
    for (let d = 0; d < this.D; d++) this.pad[base + d] = this.source[this.sourceOffset + d];
  }

  private writeColumnFromPad(): void {
    const { L, D, H, pad, buffer, padRead } = this;
    const column = this.writeColumn;
    const base = (this.writeHalf * H + column) * L;
    const wanted = this.padCount <= this.height;
    for (let l = 0; l < L; l++) buffer[base + l] = wanted ? pad[l * D + padRead] : 0;
    if (this.readHalves[column] === this.writeHalf) this.decode(column);
    this.writeColumn = column === H - 1 ? 0 : column + 1;
    if (column === H - 1) this.writeHalf ^= 1;
  }

  private readNextColumn(): void {
    const column = this.readColumn;
    this.readHalves[column] = this.readHalf;
    this.decode(column);
    this.readColumn = column === this.H - 1 ? 0 : column + 1;
    if (column === this.H - 1) this.readHalf ^= 1;
  }

  private decode(column: number): void {
    const { L, buffer, operands } = this;
    const base = (this.readHalves[column] * this.H + column) * L;
    for (let l = 0; l < L; l++) operands[column * L + l] = F16_TO_F64[buffer[base + l]];
  }

  private decodeAll(): void {
    for (let h = 0; h < this.H; h++) this.decode(h);
    this.stale = false;
  }

  /** FP16 operand of CE (l, h). */
  operandBits(l: number, h: number): number {
    return this.buffer[(this.readHalves[h] * this.H + h) * this.L + l];
  }

  reset(): void {
    this.state = PRELOAD;
    this.row = this.padColumn = this.padRead = this.padCount = this.missed = this.firstBlock = 0;
    this.refilling = 1;
    this.readColumn = this.readHalf = this.writeColumn = this.writeHalf = 0;
    this.pad.fill(0);
    this.buffer.fill(0);
    this.readHalves.fill(0);
    this.stale = true;
  }

  scope(name: string): Scope {
    const watched = <T extends Uint8Array | Uint16Array>(n: string, width: number, values: T) => ({
      ...registerArray(n, width, values, width === 16 ? { format: "fp16" } : {}),
      set: (i: number, v: number) => {
        values[i] = v;
        this.stale = true;
      },
    });
    return {
      name,
      probes: [
        register("state", 3, () => this.state, (v) => (this.state = v), { states: X_STATES }),
        register("row", 13, () => this.row, (v) => (this.row = v)),
        register("pad_column", 13, () => this.padColumn, (v) => (this.padColumn = v)),
        register("pad_read", 13, () => this.padRead, (v) => (this.padRead = v)),
        register("pad_count", 14, () => this.padCount, (v) => (this.padCount = v)),
        register("missed", 14, () => this.missed, (v) => (this.missed = v)),
        register("first_block", 1, () => this.firstBlock, (v) => (this.firstBlock = v)),
        register("refilling", 1, () => this.refilling, (v) => (this.refilling = v)),
        register("read_column", 12, () => this.readColumn, (v) => (this.readColumn = v)),
        register("read_half", 1, () => this.readHalf, (v) => (this.readHalf = v)),
        register("write_column", 12, () => this.writeColumn, (v) => (this.writeColumn = v)),
        register("write_half", 1, () => this.writeHalf, (v) => (this.writeHalf = v)),
        registerArray("pad", 16, this.pad, { format: "fp16" }),
        watched("buffer", 16, this.buffer),
        watched("read_halves", 1, this.readHalves),
        wire("full", 1, () => this.full),
        wire("empty", 1, () => this.empty),
        wire("writes", 1, () => this.writes),
        wire("load", 1, () => this.load),
        wire("shift", 1, () => this.shift),
      ],
      children: [],
    };
  }
}
