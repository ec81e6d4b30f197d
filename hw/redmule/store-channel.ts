import { registerArray, registersOf, versioned, wideRegistersOf, wire, type Block, type Scope } from "../probe.js";
import { below } from "../bits.js";
import { AddressGenerator, LAST_BEAT, TAG_BEAT_SHIFT, TAG_BYTES } from "./address-generator.js";
import type { CastOut } from "./cast-out.js";
import { FifoControl } from "./fifo.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";
import { StreamState, STREAM_STATES } from "./stream-state.js";

/**
 * Store channel of Z: FIFO of array rows, cast, realignment and byte strobes, store FIFO. A row may take several beats of
 * the port; it leaves the row FIFO with its last beat.
 */
export class StoreChannel implements Block {
  // Input wires.
  start = 0;
  clear = 0;
  granted = 0;
  /** The Z buffer pushes a row of `height` elements in this clock, element i at `source[sourceOffset + i * sourceStride]`. */
  push = 0;
  source: Uint16Array = new Uint16Array(0);
  sourceOffset = 0;
  sourceStride = 1;
  height = 0;

  // Registers.
  state: StreamState = StreamState.IDLE;
  beatCount = 0;
  done = 0;
  readonly rows: FifoControl;
  private readonly rowHeight: Uint16Array;
  readonly stores: FifoControl;
  readonly storeAddress: Uint32Array;
  private readonly storeData: Uint32Array;
  private readonly storeEnable: Uint8Array;

  // Wires.
  request = 0;
  sends = 0;
  private ends = 0;
  /** Nothing is under way before a row is pushed or the stream starts: see docs/architecture.md. */
  idle = 0;
  /** Counts settle steps and edges: while it stands, every register and wire does. */
  steps = 0;

  readonly generator: AddressGenerator;
  private readonly cast: CastOut;
  private readonly bytes: number;
  private readonly words: number;
  private readonly narrowCount: boolean;
  private readonly slots: boolean;
  private readonly waitsForGrant: boolean;
  private readonly image: Uint8Array;

  constructor(p: RedmuleParameters, cast: CastOut) {
    this.cast = cast;
    this.bytes = beatBytes(p);
    this.words = p.port / 32;
    this.generator = new AddressGenerator(p.addressFifo, this.bytes);
    this.rows = new FifoControl(p.zStreamFifo, tileColumns(p));
    this.rowHeight = new Uint16Array(p.zStreamFifo);
    this.stores = new FifoControl(p.storeFifo);
    this.storeAddress = new Uint32Array(p.storeFifo);
    this.storeData = new Uint32Array(p.storeFifo * this.words);
    this.storeEnable = new Uint8Array(p.storeFifo * this.words);
    // E11: beats are counted in 16 bits.
    this.narrowCount = p.errata.E11;
    this.slots = p.errata.E12;
    // E3: done follows the last beat into the store FIFO, granted or not.
    this.waitsForGrant = !p.errata.E3;
    this.image = new Uint8Array(4 * this.words);
  }

  get ready(): boolean {
    return this.state === StreamState.IDLE;
  }

  get address(): number {
    return this.storeAddress[this.stores.head];
  }

  /** Puts the head beat's data and byte enables on the port. */
  drive(wdata: Uint32Array, be: Uint8Array): void {
    const from = this.stores.head * this.words;
    for (let i = 0; i < this.words; i++) {
      wdata[i] = this.storeData[from + i];
      be[i] = this.storeEnable[from + i];
    }
  }

  settleRequest(): void {
    this.steps++;
    this.request = this.stores.valid;
    const runs = below(StreamState.IDLE, this.state);
    this.sends = runs & this.rows.valid & this.generator.addressValid & this.stores.ready;
  }

  /** After the grant: whether the stream ends. */
  settleGrant(): void {
    const drained = !this.waitsForGrant || this.stores.count === this.granted;
    this.ends = this.state === StreamState.DONE && drained && this.beatCount === this.generator.shape.total ? 1 : 0;
  }

  edge(): void {
    this.steps++;
    if (this.clear) {
      this.clearAll();
      return;
    }
    const { request, sends, push, start, ends, done } = this;
    if (this.granted !== 0) this.stores.pop();
    if (sends) this.send();
    if (push) this.pushRow();
    if (this.state !== StreamState.IDLE || start || done) this.edgeState();
    const moves = request | sends | push | start | ends | done;
    // A generator whose FIFO is full can do nothing by itself.
    this.idle = moves === 0 && (this.state === StreamState.IDLE || this.generator.addressFree === 0) ? 1 : 0;
  }

  private edgeState(): void {
    const { generator } = this;
    generator.pop = this.sends;
    generator.enable = this.state !== StreamState.IDLE || this.start ? 1 : 0;
    generator.start = this.start;
    generator.clear = this.ends;
    this.done = this.ends;
    if (this.ends) {
      this.state = StreamState.IDLE;
      this.beatCount = 0;
    } else if (this.state === StreamState.IDLE && this.start) this.state = StreamState.WORKING;
    else if (this.state === StreamState.WORKING && generator.done) this.state = StreamState.DONE;
    generator.edge();
  }

  pushRow(): void {
    const { rows } = this;
    let from = this.sourceOffset;
    for (let i = 0; i < rows.columns; i++) {
      rows.data[rows.tailOffset + i] = this.source[from];
      from += this.sourceStride;
    }
    this.rowHeight[rows.tail] = this.height;
    rows.push();
  }

  /** Casts and realigns one beat of the head row into the store FIFO. */
  send(): void {
    const { rows, generator, stores } = this;
    const { tag, address } = generator;
    const before = (tag >>> TAG_BEAT_SHIFT) * this.bytes;
    const size = this.cast.lanes ? 2 : this.cast.elementBytes;
    const strobed = this.rowHeight[rows.head] * size - before;
    const wanted = tag & TAG_BYTES;
    const shift = address & 3;
    if (this.cast.lanes) this.fillLanes(shift);
    else this.fillDense(shift, before);
    // E12: the strobes follow the columns alone, whatever the row has left.
    const count = this.slots || strobed < wanted ? strobed : wanted;
    this.writeBeat(stores.tail * this.words, shift, count);
    this.storeAddress[stores.tail] = address & ~3;
    stores.push();
    this.beatCount++;
    if (this.narrowCount) this.beatCount &= 0xffff;
    if (tag & LAST_BEAT) rows.pop();
  }

  /** Bytes of the head row from byte `before` on, cast and shifted to their place in the port words. */
  private fillDense(shift: number, before: number): void {
    const { rows, image, cast } = this;
    const { table } = cast;
    const from = rows.headOffset;
    const size = cast.elementBytes;
    image.fill(0);
    for (let at = 0; at < this.bytes; at += size) {
      const column = (before + at) / size;
      if (column >= rows.columns) break;
      const bits = rows.data[from + column];
      const element = table === null ? bits : table[bits];
      image[shift + at] = element;
      if (size === 2) image[shift + at + 1] = element >>> 8;
    }
  }

  /** E12, E13: the cast stands after the realignment; D shifted FP16 lanes become the low bytes of the slot, zeros follow. */
  private fillLanes(shift: number): void {
    const { rows, image, cast } = this;
    const table = cast.table!;
    const from = rows.headOffset;
    const rowByte = (i: number): number => (i < 0 ? 0 : (rows.data[from + (i >> 1)] >>> (8 * (i & 1))) & 0xff);
    image.fill(0);
    for (let lane = 0; lane < rows.columns; lane++) {
      image[lane] = table[rowByte(2 * lane - shift) | (rowByte(2 * lane + 1 - shift) << 8)];
    }
  }

  private writeBeat(base: number, shift: number, count: number): void {
    for (let i = 0; i < this.words; i++) {
      let data = 0;
      let enable = 0;
      for (let b = 0; b < 4; b++) {
        const at = 4 * i + b;
        data |= this.image[at] << (8 * b);
        if (at >= shift && at < shift + count) enable |= 1 << b;
      }
      this.storeData[base + i] = data;
      this.storeEnable[base + i] = enable;
    }
  }

  private clearAll(): void {
    this.state = StreamState.IDLE;
    this.beatCount = this.done = this.idle = 0;
    this.steps++;
    this.generator.reset();
    this.rows.clear();
    this.rowHeight.fill(0);
    this.stores.clear();
    this.storeAddress.fill(0);
    this.storeData.fill(0);
    this.storeEnable.fill(0);
  }

  reset(): void {
    this.clearAll();
  }

  /** Registers were overwritten. */
  wake(): void {
    this.idle = 0;
    this.steps++;
  }

  scope(name: string): Scope {
    const scope: Scope = {
      name,
      probes: [
        ...registersOf(this, { state: 2 }, { state: { states: STREAM_STATES } }),
        ...wideRegistersOf(this, ["beatCount"]),
        ...registersOf(this, { done: 1 }),
        registerArray("row_height", 16, this.rowHeight),
        wire("request", 1, () => this.request),
        wire("granted", 1, () => this.granted),
      ],
      children: [
        this.generator.scope("address_generator"),
        this.rows.scope("row_fifo"),
        {
          name: "store_fifo",
          probes: [
            ...this.stores.probes(),
            registerArray("address", 32, this.storeAddress),
            registerArray("data", 32, this.storeData),
            registerArray("enable", 4, this.storeEnable),
          ],
          children: [],
        },
      ],
    };
    return versioned(scope, () => this.steps);
  }
}
