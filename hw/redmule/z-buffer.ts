import { registerArray, wire, type Block, type Scope, registersOf } from "../probe.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";

export const ZState = { EMPTY: 0, LOADED: 1, PUSHED: 2 } as const;
export type ZState = (typeof ZState)[keyof typeof ZState];
export const Z_STATES = Object.keys(ZState);

const INFINITY = 0x7c00;
const NAN = 0x7e00;

/**
 * D x L elements shared by Y and Z: Y arrives row by row (EMPTY), is pushed into the array column by column while results of
 * the tile before fill the same columns one clock behind (LOADED), then the rows drain (PUSHED).
 */
export class ZBuffer implements Block {
  // Input wires.
  clear = 0;
  /** A Y row waits at the stream; the Z stream takes a row. */
  yValid = 0;
  zReady = 0;
  ySource: Uint16Array = new Uint16Array(0);
  ySourceOffset = 0;
  /** A Y column is pushed into the array; a column of results leaves it. */
  pushY = 0;
  fill = 0;
  firstLoad = 0;
  yWidth = 0;
  yHeight = 0;
  zWidth = 0;
  zHeight = 0;
  /** Y is read from memory; without it every tile starts from +0. */
  usesY = 0;
  /** A job runs. */
  active = 0;
  /** Results of this clock, a column of L elements, written by the engine. */
  readonly results: Uint16Array;

  // Registers.
  state: ZState = ZState.EMPTY;
  /** Result column to fill, Y column to push, Y row to load, Z row to store. */
  fillColumn = 0;
  pushColumn = 0;
  loadRow = 0;
  storeRow = 0;
  /** Row and column that the outputs show. */
  readRow = 0;
  readColumn = 0;
  readonly data: Uint16Array;

  // Wires.
  loaded = 0;
  empty = 0;
  yReady = 0;
  zValid = 0;
  /** The buffer drains. */
  draining = 0;
  loads = 0;
  private stores = 0;
  private next: ZState = ZState.EMPTY;

  private readonly L: number;
  private readonly D: number;
  private readonly rowMask: number;
  private readonly waitsForY: boolean;

  constructor(p: RedmuleParameters) {
    this.L = p.L;
    this.D = tileColumns(p);
    this.rowMask = 2 ** Math.max(1, Math.ceil(Math.log2(p.L))) - 1;
    this.results = new Uint16Array(p.L);
    this.data = new Uint16Array(p.L * this.D);
    // E1: a tile without Y waits for one all the same.
    this.waitsForY = p.errata.E1;
  }

  /** Nothing is stored or waiting to be loaded: before a column is pushed or filled the wires keep their values. */
  get idle(): boolean {
    return (
      this.state === ZState.LOADED ||
      (this.state === ZState.EMPTY && !this.yValid && (this.usesY === 1 || !this.active))
    );
  }

  /** Every row of the next tile's Y is here, from registers and the stream. */
  settleLoaded(): void {
    const lastRow = this.loadRow === this.yWidth - 1;
    this.draining = this.state === ZState.PUSHED ? 1 : 0;
    this.loaded = this.state === ZState.LOADED || (this.state === ZState.EMPTY && lastRow && this.yValid) ? 1 : 0;
  }

  settle(): void {
    const { state } = this;
    const open = state === ZState.EMPTY && !this.fill && this.pushColumn === 0 && this.fillColumn === 0;
    this.loads = open && this.yValid ? 1 : 0;
    this.yReady = this.loads;
    this.stores = state === ZState.PUSHED && this.zReady ? 1 : 0;
    this.zValid = this.stores;
    const lastStored = this.stores === 1 && this.storeRow === this.zWidth - 1;
    const lastPushed = this.pushY === 1 && this.pushColumn === this.yHeight - 1;
    const lastFilled = this.fill === 1 && this.fillColumn === this.zHeight - 1;
    this.empty = lastStored || (state === ZState.LOADED && lastPushed && this.firstLoad) ? 1 : 0;

    let next = state;
    if (state === ZState.EMPTY) {
      if (this.loads && this.loadRow === this.yWidth - 1) next = ZState.LOADED;
      else if (open && this.active && !this.usesY && !this.waitsForY) next = ZState.LOADED;
      if (lastFilled) next = ZState.PUSHED;
    } else if (state === ZState.LOADED) {
      if (lastPushed && !this.fill) next = ZState.EMPTY;
      if (lastFilled) next = ZState.PUSHED;
    } else if (lastStored) next = ZState.EMPTY;
    this.next = next;
  }

  /** First element of the Y column that the array may take, index in `data` (column-major, stride 1 over rows). */
  get yColumn(): number {
    return this.readColumn * this.L;
  }

  /** Encoding of a Y element for the array, +0 for a tile without Y; of a NaN, no payload travels. */
  yBits(index: number): number {
    const bits = this.usesY || this.waitsForY ? this.data[index] : 0;
    return (bits & 0x7fff) > INFINITY ? NAN : bits;
  }

  /** First element of the Z row on the output, index in `data`; its columns lie L apart. */
  get zRow(): number {
    return this.readRow;
  }

  edge(): void {
    if (this.clear) {
      this.reset();
      return;
    }
    if ((this.pushY | this.loads | this.fill | this.stores) === 0 && this.next === this.state) return;
    const { D } = this;
    if (this.pushY) {
      this.readColumn = this.pushColumn;
      this.pushColumn = this.pushColumn === this.yHeight - 1 ? 0 : (this.pushColumn + 1) % D;
    }
    if (this.loads) {
      this.moveRow(this.ySourceOffset, this.loadRow);
      this.loadRow = this.loadRow === this.yWidth - 1 ? 0 : (this.loadRow + 1) & this.rowMask;
    }
    if (this.fill) {
      this.moveResults(this.fillColumn);
      this.fillColumn = this.fillColumn === this.zHeight - 1 ? 0 : (this.fillColumn + 1) % D;
    }
    if (this.stores) {
      this.storeRow = this.storeRow === this.zWidth - 1 ? 0 : (this.storeRow + 1) & this.rowMask;
      this.readRow = this.storeRow;
    }
    this.state = this.next;
  }

  /** A row of the source from index `offset` on into a row. */
  moveRow(offset: number, row: number): void {
    const { L, D, data, ySource } = this;
    for (let d = 0; d < D && row < L; d++) data[d * L + row] = ySource[offset + d];
  }

  /** The results of this clock into a column. */
  moveResults(column: number): void {
    const { L, data, results } = this;
    const base = column * L;
    for (let l = 0; l < L; l++) data[base + l] = results[l];
  }

  reset(): void {
    this.state = ZState.EMPTY;
    this.fillColumn = this.pushColumn = this.loadRow = this.storeRow = this.readRow = this.readColumn = 0;
    this.data.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(
          this,
          { state: 2, fillColumn: 12, pushColumn: 12, loadRow: 12, storeRow: 12, readRow: 12, readColumn: 12 },
          { state: { states: Z_STATES } },
        ),
        registerArray("data", 16, this.data, { format: "fp16" }),
        wire("loaded", 1, () => this.loaded),
        wire("empty", 1, () => this.empty),
        wire("fill", 1, () => this.fill),
        wire("push_y", 1, () => this.pushY),
        wire("y_ready", 1, () => this.yReady),
        wire("z_valid", 1, () => this.zValid),
      ],
      children: [],
    };
  }
}
