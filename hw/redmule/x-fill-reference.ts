import { type Probe, registersOf } from "../probe.js";
import { XState, X_STATES, XFillInputs, type XFill } from "./x-fill.js";

function counterMask(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) + 1) - 1;
}

/**
 * E6: fill control of the reference design. It forgets at the end of a chunk how many columns the buffer still lacks, and
 * that the pad has run empty when the array ends a group in the same clock; chunks of up to 2H columns go wrong.
 */
export class ReferenceXFill implements XFill {
  readonly inputs = new XFillInputs();

  // Registers.
  state: XState = XState.PRELOAD;
  row = 0;
  padColumn = 0;
  padRead = 0;
  padCount = 0;
  missed = 0;
  firstBlock = 0;
  refilling = 1;
  arrayColumn = 0;
  reload = 0;
  emptied = 0;
  refill = 0;

  // Wires.
  full = 0;
  empty = 0;
  writes = 0;
  load = 0;
  private reloads = 0;
  private next: XState = XState.PRELOAD;

  private readonly H: number;
  private readonly rowMask: number;
  private readonly padMask: number;
  private readonly missedMask: number;

  /** Rows (of L), pad columns (of D) and missed columns (of 2H) are counted in one bit more than their numbers need. */
  constructor(L: number, H: number, D: number) {
    this.H = H;
    this.rowMask = counterMask(L);
    this.padMask = counterMask(D);
    this.missedMask = counterMask(2 * H);
  }

  get idle(): boolean {
    const { shift, padSetup, finished } = this.inputs;
    if ((this.writes | this.load | shift | padSetup | finished) !== 0 || this.next !== this.state) return false;
    if (this.firstBlock && this.padColumn === 2 * this.H - 1) return false;
    const settled = this.full ? this.refilling : this.emptied;
    return settled === 0 && (this.reloads ? this.reload === 1 : !this.full || this.reload === 0);
  }

  get copied(): number {
    return this.padCount - 1;
  }

  settleFull(): void {
    this.full = this.row === this.inputs.width ? 1 : 0;
  }

  starves(): number {
    return !this.full && this.refill === 1 && this.inputs.groupEnds === 1 && !this.inputs.xDone ? 1 : 0;
  }

  settle(): void {
    const { shift, start, xValid, slots } = this.inputs;
    this.empty = this.padCount >= slots && shift ? 1 : 0;
    this.writes = (this.state === XState.FAST_FILL || (this.state === XState.FILL && shift)) && !this.refilling ? 1 : 0;
    this.reloads = start || this.empty || (this.emptied && !this.full) ? 1 : 0;
    this.load = this.reload && !(this.full && !this.reloads) && xValid ? 1 : 0;
    this.next = this.nextState();
  }

  private nextState(): XState {
    const { shift, padSetup, slots } = this.inputs;
    switch (this.state) {
      case XState.PRELOAD:
        return padSetup ? XState.FAST_FILL : XState.PRELOAD;
      case XState.FAST_FILL: {
        const drained = this.padCount === slots;
        if (this.padColumn !== this.missed - 1 || (shift && !this.firstBlock && !drained)) return XState.FAST_FILL;
        if (drained) return this.full ? XState.WAIT_FIRST_READ : XState.PAD_EMPTY;
        return this.firstBlock ? XState.WAIT_FIRST_READ : XState.FILL;
      }
      case XState.WAIT_FIRST_READ:
        if (this.arrayColumn !== this.H - 1 || !shift) return XState.WAIT_FIRST_READ;
        return this.empty ? XState.PAD_EMPTY : XState.FILL;
      case XState.WAIT_SHIFT:
        return shift ? XState.PAD_EMPTY : XState.WAIT_SHIFT;
      case XState.FILL:
        return this.empty && !this.full ? XState.PAD_EMPTY : XState.FILL;
      default:
        if (!this.full) return XState.PAD_EMPTY;
        return this.missed !== 0 || shift ? XState.FAST_FILL : XState.FILL;
    }
  }

  edge(): void {
    const { H, empty, writes, full } = this;
    const { shift, padSetup, slots, groupEnds } = this.inputs;
    const nextColumn = this.padColumn < slots - 1 ? this.padColumn + 1 : 0;
    const firstEnds = this.padColumn === 2 * H - 1;
    const acknowledged = shift && groupEnds && full;

    if (writes || padSetup) this.padRead = padSetup ? 0 : nextColumn;
    if (writes) this.padColumn = nextColumn;
    if (empty) this.missed = 0;
    else if ((this.state === XState.PAD_EMPTY || (this.state === XState.FAST_FILL && !this.firstBlock)) && shift)
      this.missed = (this.missed + 1) & this.missedMask;
    else if (padSetup) this.missed = 2 * H;
    if (firstEnds) this.firstBlock = 0;
    else if (padSetup) this.firstBlock = 1;
    if (full) this.refilling = 0;
    else if (empty) this.refilling = 1;
    if (empty) this.padCount = 1;
    else if (writes || padSetup) this.padCount = (this.padCount + 1) & this.padMask;

    if (acknowledged) this.row = 0;
    else if (this.load) this.row = (this.row + 1) & this.rowMask;
    if (shift) this.arrayColumn = this.arrayColumn === H - 1 ? 0 : this.arrayColumn + 1;
    if (full && !this.reloads) this.reload = 0;
    else if (this.reloads) this.reload = 1;
    if (!full) this.emptied = 0;
    else if (empty) this.emptied = 1;
    if (acknowledged) this.refill = 0;
    else if (empty) this.refill = 1;
    this.state = this.next;
    // The end of a job resets the scheduler's side of the handshake only.
    if (this.inputs.finished) this.reload = this.emptied = this.refill = 0;
  }

  reset(): void {
    this.state = XState.PRELOAD;
    this.row = this.padColumn = this.padRead = this.padCount = this.missed = this.firstBlock = 0;
    this.refilling = 1;
    this.arrayColumn = this.reload = this.emptied = this.refill = 0;
  }

  probes(): Probe[] {
    return [
      ...registersOf(
        this,
        {
          state: 3,
          row: 13,
          padColumn: 13,
          padRead: 13,
          padCount: 14,
          missed: 14,
          firstBlock: 1,
          refilling: 1,
          arrayColumn: 12,
          reload: 1,
          emptied: 1,
          refill: 1,
        },
        { state: { states: X_STATES } },
      ),
    ];
  }
}
