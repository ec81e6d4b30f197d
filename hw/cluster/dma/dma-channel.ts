import { registersOf, wire, type Block, type Probe, type Scope } from "../../probe.js";
import type { ReadBurstPort, WriteBurstPort } from "../l2/l2-port.js";
import { DmaBytes } from "./dma-bytes.js";
import { DmaLane } from "./dma-lane.js";
import type { DmaParameters, DmaWindows } from "./dma-map.js";
import { DmaPieces, type PieceStage } from "./dma-pieces.js";
import { DmaTransfer } from "./dma-transfer.js";

/**
 * What both directions of the DMA have: the command that is cut into pieces, the pieces under way, two TCDM ports (even
 * and odd words), the bytes between the two alignments, and the end of a command. A piece is taken when L2 grants its burst.
 */
export abstract class DmaChannel implements Block {
  readonly transfer: DmaTransfer;
  readonly pieces: DmaPieces;
  /** Even words and odd words of TCDM. */
  readonly low: DmaLane;
  readonly high: DmaLane;

  // Registers: a command is complete, for one clock, and its tag.
  finished = 0;
  finishedTag = 0;

  protected readonly fifo = new DmaBytes();
  /** The last stage: it takes a piece when all of it has been answered. */
  protected readonly retire: PieceStage;
  private readonly burst: ReadBurstPort | WriteBurstPort;

  /** @param write 1 when the TCDM is written */
  protected constructor(
    burst: ReadBurstPort | WriteBurstPort,
    windows: DmaWindows,
    { burstBytes, outstanding }: DmaParameters,
    write: 0 | 1,
    sides: readonly ("l2" | "tcdm")[],
  ) {
    this.burst = burst;
    this.transfer = new DmaTransfer(windows, burstBytes);
    this.pieces = new DmaPieces(this.transfer, outstanding, sides);
    this.retire = this.pieces.stages[sides.length - 1];
    this.low = new DmaLane(write);
    this.high = new DmaLane(write);
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return this.transfer.active === 0 && this.pieces.empty && this.finished === 0;
  }

  settleRequest(): void {
    const { transfer, burst } = this;
    this.low.settleRequest();
    this.high.settleRequest();
    burst.req = 0;
    if (transfer.active === 0) return;
    transfer.settle();
    burst.req = transfer.bytes !== 0 ? this.pieces.free : 0;
    burst.addr = (transfer.l2.addr & ~7) >>> 0;
    burst.beats = ((transfer.l2.addr & 7) + transfer.bytes + 7) >>> 3;
  }

  /** An empty piece needs no burst. */
  settleGrant(): void {
    const { transfer, pieces, burst } = this;
    const granted = transfer.bytes !== 0 ? burst.req & burst.gnt : pieces.free;
    transfer.taken = pieces.adds = transfer.active & granted;
  }

  edge(): void {
    const { retire, pieces } = this;
    this.finished = 0;
    if (retire.waiting !== 0 && this.answered()) {
      this.finished = pieces.isLast(retire.at);
      this.finishedTag = pieces.tag(retire.at);
      retire.nextPiece();
    }
    this.low.edge();
    this.high.edge();
    this.move();
    pieces.edge();
    this.transfer.edge();
  }

  reset(): void {
    for (const block of [this.transfer, this.pieces, this.low, this.high]) block.reset();
    this.fifo.clear();
    this.finished = this.finishedTag = 0;
    this.burst.req = 0;
  }

  scope(name: string): Scope {
    const { burst } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { finished: 1, finishedTag: 13 }),
        ...this.probes(),
        wire("req", 1, () => burst.req),
        wire("addr", 32, () => burst.addr),
        wire("beats", 9, () => burst.beats),
        wire("gnt", 1, () => burst.gnt),
      ],
      children: [
        this.transfer.scope("transfer"),
        this.pieces.scope("pieces"),
        this.fifo.scope("bytes"),
        this.low.scope("low"),
        this.high.scope("high"),
      ],
    };
  }

  /** At the edge: the piece of the last stage has been answered completely. Takes note of it. */
  protected abstract answered(): boolean;
  /** At the edge, after the TCDM ports: data move on by one stage each. */
  protected abstract move(): void;
  protected abstract probes(): Probe[];
}
