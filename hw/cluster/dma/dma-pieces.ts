import { registerArray, registersOf, type Block, type Scope } from "../../probe.js";
import type { DmaTransfer } from "./dma-transfer.js";

/** Bit of a piece's tag: it is the last one of its command. */
const LAST = 1 << 12;

/**
 * The pieces of a direction that are under way, oldest first. Stages walk over them one behind the other; a place is free
 * again behind the last stage.
 */
export class DmaPieces implements Block {
  readonly depth: number;
  readonly stages: readonly PieceStage[];
  /** Byte addresses in both memories, and lengths. */
  readonly l2: Uint32Array;
  readonly tcdm: Uint32Array;
  readonly bytes: Uint32Array;
  /** Of each piece, the accesses that the lower and the upper TCDM port have got when it is over. */
  readonly lowEnd: Uint32Array;
  readonly highEnd: Uint32Array;
  private readonly tags: Uint32Array;
  /** Input of the edge: a piece is added. */
  adds = 0;
  // Register.
  tail = 0;

  private readonly transfer: DmaTransfer;

  /** @param sides the addresses by which each stage walks, in order */
  constructor(transfer: DmaTransfer, depth: number, sides: readonly ("l2" | "tcdm")[]) {
    this.transfer = transfer;
    this.depth = depth;
    this.l2 = new Uint32Array(depth);
    this.tcdm = new Uint32Array(depth);
    this.bytes = new Uint32Array(depth);
    this.lowEnd = new Uint32Array(depth);
    this.highEnd = new Uint32Array(depth);
    this.tags = new Uint32Array(depth);
    this.stages = sides.map((side) => new PieceStage(this, this[side]));
  }

  /** 1 when a piece may be added. */
  get free(): number {
    return this.stages[this.stages.length - 1].waiting < this.depth ? 1 : 0;
  }

  get empty(): boolean {
    return this.stages[this.stages.length - 1].waiting === 0;
  }

  tag(at: number): number {
    return this.tags[at];
  }

  /** 1 when the piece is the last one of its command. */
  isLast(at: number): number {
    return (this.tags[at] & LAST) !== 0 ? 1 : 0;
  }

  edge(): void {
    if (this.adds === 0) return;
    const { tail, transfer, stages } = this;
    this.l2[tail] = transfer.l2.addr;
    this.tcdm[tail] = transfer.tcdm.addr;
    this.bytes[tail] = transfer.bytes;
    this.tags[tail] = transfer.tag | (transfer.last * LAST);
    this.tail = (tail + 1) % this.depth;
    for (let i = 0; i < stages.length; i++) stages[i].waiting++;
  }

  reset(): void {
    this.tail = this.adds = 0;
    for (const values of [this.l2, this.tcdm, this.bytes, this.lowEnd, this.highEnd, this.tags]) values.fill(0);
    for (const stage of this.stages) stage.reset();
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { tail: 7 }),
        registerArray("l2", 32, this.l2),
        registerArray("tcdm", 32, this.tcdm),
        registerArray("bytes", 32, this.bytes),
        registerArray("low_end", 32, this.lowEnd),
        registerArray("high_end", 32, this.highEnd),
        registerArray("tags", 13, this.tags),
      ],
      children: this.stages.map((stage, i) => stage.scope(`stage${i}`)),
    };
  }
}

/** A position in the pieces, moved by chunks that do not cross a multiple of 8 bytes. */
export class PieceStage {
  // Registers.
  /** Place of the piece, pieces from it on, and bytes of it that are done. */
  at = 0;
  waiting = 0;
  offset = 0;

  private readonly pieces: DmaPieces;
  private readonly base: Uint32Array;

  constructor(pieces: DmaPieces, base: Uint32Array) {
    this.pieces = pieces;
    this.base = base;
  }

  /** Byte address of the chunk. */
  get addr(): number {
    return (this.base[this.at] + this.offset) >>> 0;
  }

  /** Bytes of the chunk; 0 without a piece and for an empty one. */
  get bytes(): number {
    if (this.waiting === 0) return 0;
    return Math.min(8 - (this.addr & 7), this.pieces.bytes[this.at] - this.offset);
  }

  /** Byte enables of the chunk in its 8 bytes. */
  get enables(): number {
    return ((1 << this.bytes) - 1) << (this.addr & 7);
  }

  /** The chunk is the last one of its piece. */
  get ends(): boolean {
    return this.offset + this.bytes === this.pieces.bytes[this.at];
  }

  /** At the edge: leaves empty pieces behind. */
  skipEmpty(): void {
    while (this.waiting !== 0 && this.pieces.bytes[this.at] === 0) this.nextPiece();
  }

  /** At the edge: the chunk is done. */
  step(): void {
    const { bytes } = this;
    if (this.ends) this.nextPiece();
    else this.offset += bytes;
  }

  nextPiece(): void {
    this.offset = 0;
    this.at = (this.at + 1) % this.pieces.depth;
    this.waiting--;
  }

  reset(): void {
    this.at = this.waiting = this.offset = 0;
  }

  scope(name: string): Scope {
    return { name, probes: registersOf(this, { at: 7, waiting: 7, offset: 12 }), children: [] };
  }
}
