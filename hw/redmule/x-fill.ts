import { below, differ } from "../bits.js";
import { register, type Probe, registersOf } from "../probe.js";

/** What decides about the X pad and the copies out of it sees in a clock. */
export class XFillInputs {
  /** The job ends in this clock. */
  finished = 0;
  /** The scheduler begins to load the first chunk. */
  start = 0;
  /** The first chunk is complete and the array starts: begin to copy. */
  padSetup = 0;
  /** The array takes the next column; the last of a group of H. */
  shift = 0;
  groupEnds = 0;
  /** A row waits at the stream. */
  xValid = 0;
  /** Every chunk of the job has been copied. */
  xDone = 0;
  /** Rows of the chunk in the pad, and its columns rounded up to a multiple of H. */
  width = 0;
  slots = 0;
}

/** Control of the X pad and of the copies into the operand buffer. */
export interface XFill {
  readonly inputs: XFillInputs;
  /** Rows in the pad. */
  readonly row: number;
  /** Pad column that a copy takes, counted in the chunk and in the pad. */
  readonly copied: number;
  readonly padRead: number;
  /** Wires: the chunk is complete; a column is copied; the last column has been taken; a row is loaded. */
  readonly full: number;
  readonly writes: number;
  readonly empty: number;
  readonly load: number;
  readonly state: number;
  settleFull(): void;
  /** 1 when the array has to wait with the last column of a group: the columns behind it are not in sight. */
  starves(): number;
  settle(): void;
  /** Nothing changes at the edge of this clock. */
  readonly idle: boolean;
  edge(): void;
  reset(): void;
  probes(): Probe[];
}

export const XState = { PRELOAD: 0, FAST_FILL: 1, WAIT_FIRST_READ: 2, WAIT_SHIFT: 3, FILL: 4, PAD_EMPTY: 5 } as const;
export type XState = (typeof XState)[keyof typeof XState];
export const X_STATES = Object.keys(XState);

/**
 * Fill control by credits: the buffer owes itself `due` columns. The start gives 2H; from the second group on every column
 * that the array takes gives one more. While the pad holds a complete chunk, a column is copied in every clock with a credit.
 */
export class CreditXFill implements XFill {
  readonly inputs = new XFillInputs();

  // Registers.
  row = 0;
  /** The pad holds a complete chunk, `copied` columns of which are in the buffer. */
  valid = 0;
  copied = 0;
  due = 0;
  /** Columns in the buffer that the array has not taken. */
  ahead = 0;
  /** The array has taken its first group. */
  primed = 0;
  started = 0;

  // Wires.
  full = 0;
  writes = 0;
  empty = 0;
  load = 0;
  private credit = 0;

  private readonly H: number;
  private readonly D: number;

  /** @param D columns of a full chunk */
  constructor(H: number, D: number) {
    this.H = H;
    this.D = D;
  }

  get padRead(): number {
    return this.copied;
  }

  /** The reference's name for what the control does. */
  get state(): number {
    if (!this.started) return XState.PRELOAD;
    if (!this.valid) return XState.PAD_EMPTY;
    if (this.copied >= this.inputs.slots) return XState.WAIT_SHIFT;
    if (this.due > 0) return XState.FAST_FILL;
    return this.primed ? XState.FILL : XState.WAIT_FIRST_READ;
  }

  settleFull(): void {
    this.full = this.valid | (differ(this.row, this.inputs.width) ^ 1);
  }

  starves(): number {
    const { valid, ahead } = this;
    const { groupEnds, xDone, width, slots } = this.inputs;
    // Like the reference, the last column of a group waits for a full chunk behind it: one column earlier than it must.
    const early = groupEnds & (differ(slots, this.D) ^ 1) & below(ahead, 2) & (valid ^ 1) & differ(this.row, width);
    const copies = valid & below(this.copied, slots) & below(0, this.due);
    return (xDone ^ 1) & (early | ((differ(ahead, 0) | copies) ^ 1));
  }

  settle(): void {
    const { inputs, valid } = this;
    this.credit = inputs.shift & this.primed;
    this.writes = valid & below(this.copied, inputs.slots) & below(0, this.due + this.credit);
    this.empty = inputs.shift & valid & (below(this.copied + this.writes, inputs.slots) ^ 1);
    this.load = (valid ^ 1) & differ(this.row, inputs.width) & inputs.xValid;
  }

  get idle(): boolean {
    const { shift, padSetup, width } = this.inputs;
    const completes = (this.valid | differ(this.row, width)) ^ 1;
    return (this.writes | this.load | shift | padSetup | completes) === 0;
  }

  edge(): void {
    const { inputs } = this;
    if (this.load) this.row++;
    else if (this.empty) {
      this.valid = this.copied = 0;
    } else if (!this.valid && this.row === inputs.width && inputs.width !== 0) {
      this.valid = 1;
      this.row = 0;
    } else this.copied += this.writes;
    this.due += this.credit - this.writes + (inputs.padSetup !== 0 ? 2 * this.H : 0);
    this.ahead += this.writes - inputs.shift;
    this.started |= inputs.padSetup;
    this.primed |= inputs.shift & inputs.groupEnds;
  }

  reset(): void {
    this.row = this.valid = this.copied = this.due = this.ahead = this.primed = this.started = 0;
  }

  probes(): Probe[] {
    return [
      ...registersOf(this, { row: 13, valid: 1, copied: 13, due: 13 }),
      register(
        "ahead",
        13,
        () => this.ahead & 0x1fff,
        (v) => (this.ahead = (v << 19) >> 19),
      ),
      ...registersOf(this, { primed: 1, started: 1 }),
    ];
  }
}
