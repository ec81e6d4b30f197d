import { wire, type Probe } from "../../probe.js";
import type { ReadBurstPort } from "../l2/l2-port.js";
import { DMA_BYTES } from "./dma-bytes.js";
import { DmaChannel } from "./dma-channel.js";
import type { DmaParameters, DmaWindows } from "./dma-map.js";
import type { PieceStage } from "./dma-pieces.js";

/** Bytes that may hold while two more beats come: the one that stands and the one of the next clock. */
const ROOM = DMA_BYTES - 16;

/** From L2 to TCDM: beats arrive, are stored word by word, and a piece is over when its last word has been answered. */
export class DmaInbound extends DmaChannel {
  private readonly port: ReadBurstPort;
  private readonly arrive: PieceStage;
  private readonly store: PieceStage;

  constructor(port: ReadBurstPort, windows: DmaWindows, parameters: DmaParameters) {
    super(port, windows, parameters, 1, ["l2", "tcdm", "tcdm"]);
    this.port = port;
    [this.arrive, this.store] = this.pieces.stages;
  }

  override settleRequest(): void {
    super.settleRequest();
    this.port.room = this.fifo.count <= ROOM ? 1 : 0;
  }

  protected answered(): boolean {
    const { retire, store, pieces, low, high } = this;
    if (store.waiting >= retire.waiting) return false;
    const { at } = retire;
    return ((low.answered - pieces.lowEnd[at]) | 0) >= 0 && ((high.answered - pieces.highEnd[at]) | 0) >= 0;
  }

  protected move(): void {
    const { arrive, store, port } = this;
    store.skipEmpty();
    if (store.waiting !== 0) this.storeChunk();
    arrive.skipEmpty();
    if (port.valid === 0) return;
    this.fifo.push(port.low, port.high, arrive.addr & 7, arrive.bytes);
    arrive.step();
  }

  protected probes(): Probe[] {
    const { port } = this;
    return [
      wire("room", 1, () => port.room),
      wire("valid", 1, () => port.valid),
      wire("rdata_low", 32, () => port.low >>> 0),
      wire("rdata_high", 32, () => port.high >>> 0),
    ];
  }

  /** Both ports need room, so that their words keep the order of the bytes. */
  private storeChunk(): void {
    const { store, fifo, low, high, pieces } = this;
    const { addr, bytes, enables, at, ends } = store;
    if (fifo.count < bytes || (low.free & high.free) === 0) return;
    fifo.pop(addr & 7, bytes);
    const word = (addr & ~7) >>> 0;
    if ((enables & 0xf) !== 0) low.push(word, enables & 0xf, fifo.low);
    if (enables >>> 4 !== 0) high.push(word + 4, enables >>> 4, fifo.high);
    if (ends) {
      pieces.lowEnd[at] = low.pushed;
      pieces.highEnd[at] = high.pushed;
    }
    store.step();
  }
}
