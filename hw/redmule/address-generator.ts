import { registerArray, registersOf, wideRegistersOf, type Block, type Scope } from "../probe.js";
import { FifoControl } from "./fifo.js";

/** What a stream walks over: beats of a row, rows (d0), tiles or rows of tiles (d1, d2). Lengths in counts, strides in bytes. */
export class StreamShape {
  base = 0;
  /** Beats of the whole stream. */
  total = 0;
  d0Length = 1;
  d0Stride = 0;
  d1Length = 1;
  d1Stride = 0;
  d2Length = 1;
  d2Stride = 0;
  /** d0 length in the last d2 step. */
  d0Last = 1;
  /** Wanted bytes of a row, and of a row in the last d1 step. */
  rowBytes = 0;
  rowBytesLast = 0;
}

const DIMENSIONS = 3;

/** Marks the last beat of a row in a beat tag; the bits below count the wanted bytes, the bits above number the beat. */
export const LAST_BEAT = 1 << 15;
export const TAG_BYTES = LAST_BEAT - 1;
export const TAG_BEAT_SHIFT = 16;

/**
 * One address a clock into a 2-entry FIFO. Counts beats of a row, then d0, d1 and d2, and adds up their strides from a base.
 * Each address carries a tag: the bytes wanted of the beat, its number in the row and whether it is the row's last.
 */
export class AddressGenerator implements Block {
  // Input wires.
  /** The stream runs or starts in this clock; it starts. */
  enable = 0;
  start = 0;
  /** The stream ends: back to the first address. */
  clear = 0;
  /** The head address is taken. */
  pop = 0;
  readonly shape = new StreamShape();

  // Registers: steps counted and bytes added up in every dimension, beats counted in all.
  beat = 0;
  d0 = 0;
  d1 = 1;
  d2 = 1;
  readonly offsets = new Uint32Array(DIMENSIONS);
  counted = 0;
  valid = 0;
  readonly fifo: FifoControl;
  readonly fifoAddress: Uint32Array;
  readonly fifoTag: Uint32Array;
  private readonly beatBytes: number;

  constructor(depth: number, beatBytes: number) {
    this.fifo = new FifoControl(depth);
    this.fifoAddress = new Uint32Array(depth);
    this.fifoTag = new Uint32Array(depth);
    this.beatBytes = beatBytes;
  }

  get addressValid(): number {
    return this.fifo.valid;
  }

  get address(): number {
    return this.fifoAddress[this.fifo.head];
  }

  get tag(): number {
    return this.fifoTag[this.fifo.head];
  }

  /** Every address has been generated and taken into the FIFO. */
  get done(): boolean {
    return this.fifo.ready !== 0 && this.counted >= this.shape.total;
  }

  edge(): void {
    const { fifo, shape, pop } = this;
    const { ready } = fifo;
    if ((ready | pop | this.clear | this.start) === 0) return;
    const pops = pop & fifo.valid;
    if ((this.valid & ready) !== 0) this.push();
    if (pops !== 0) fifo.pop();
    if (this.clear) {
      this.resetCounters();
      return;
    }
    if (this.enable && ready) {
      if (this.counted < shape.total) {
        this.advance();
        this.counted++;
        this.valid = 1;
      } else this.valid = 0;
    }
    // The first row has no offset.
    if (this.start) this.offsets[0] = 0;
  }

  private get rowBytes(): number {
    return this.d1 === this.shape.d1Length ? this.shape.rowBytesLast : this.shape.rowBytes;
  }

  private push(): void {
    const { fifo, shape, offsets } = this;
    const before = this.beat * this.beatBytes;
    const left = this.rowBytes - before;
    const wanted = left < this.beatBytes ? left : this.beatBytes;
    this.fifoAddress[fifo.tail] = shape.base + offsets[2] + offsets[1] + offsets[0] + before;
    this.fifoTag[fifo.tail] = wanted | (left <= this.beatBytes ? LAST_BEAT : 0) | (this.beat << TAG_BEAT_SHIFT);
    fifo.push();
  }

  private advance(): void {
    const { shape, offsets } = this;
    if (this.d0 > 0 && (this.beat + 1) * this.beatBytes < this.rowBytes) {
      this.beat++;
      return;
    }
    this.beat = 0;
    const rows = this.d2 === shape.d2Length ? shape.d0Last : shape.d0Length;
    if (this.d0 < rows) {
      this.d0++;
      offsets[0] += shape.d0Stride;
      return;
    }
    this.d0 = 1;
    offsets[0] = 0;
    if (this.d1 < shape.d1Length) {
      this.d1++;
      offsets[1] += shape.d1Stride;
      return;
    }
    this.d1 = 1;
    offsets[1] = 0;
    this.d2++;
    offsets[2] += shape.d2Stride;
  }

  /** The next address could go into the FIFO. */
  get addressFree(): number {
    return this.fifo.ready;
  }

  private resetCounters(): void {
    this.beat = this.d0 = this.counted = this.valid = 0;
    this.d1 = this.d2 = 1;
    this.offsets.fill(0);
  }

  reset(): void {
    this.resetCounters();
    this.fifo.clear();
    this.fifoAddress.fill(0);
    this.fifoTag.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { beat: 16, d0: 17, d1: 17, d2: 17 }),
        registerArray("offset", 32, this.offsets),
        ...wideRegistersOf(this, ["counted"]),
        ...registersOf(this, { valid: 1 }),
      ],
      children: [
        {
          name: "address_fifo",
          probes: [
            ...this.fifo.probes(),
            registerArray("address", 32, this.fifoAddress),
            registerArray("tag", 32, this.fifoTag),
          ],
          children: [],
        },
      ],
    };
  }
}
