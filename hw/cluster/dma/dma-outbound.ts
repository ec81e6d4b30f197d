import { registersOf, wire, type Probe } from "../../probe.js";
import type { WriteBurstPort } from "../l2/l2-port.js";
import { DMA_BYTES } from "./dma-bytes.js";
import { DmaChannel } from "./dma-channel.js";
import type { DmaParameters, DmaWindows } from "./dma-map.js";
import type { PieceStage } from "./dma-pieces.js";

/** From TCDM to L2: words are fetched, collected in order and sent as beats; a piece is over when L2 says so. */
export class DmaOutbound extends DmaChannel {
  // Registers: the beat at the port, and bursts that L2 has written.
  valid = 0;
  be = 0;
  beatLow = 0;
  beatHigh = 0;
  done = 0;

  private readonly port: WriteBurstPort;
  private readonly fetch: PieceStage;
  private readonly collect: PieceStage;
  private readonly send: PieceStage;

  constructor(port: WriteBurstPort, windows: DmaWindows, parameters: DmaParameters) {
    super(port, windows, parameters, 0, ["tcdm", "tcdm", "l2", "l2"]);
    this.port = port;
    [this.fetch, this.collect, this.send] = this.pieces.stages;
  }

  override settleRequest(): void {
    super.settleRequest();
    const { port } = this;
    port.valid = this.valid;
    port.low = this.beatLow | 0;
    port.high = this.beatHigh | 0;
    port.be = this.be;
  }

  override reset(): void {
    super.reset();
    this.valid = this.be = this.beatLow = this.beatHigh = this.done = 0;
    this.port.valid = 0;
  }

  protected answered(): boolean {
    const { retire, send, pieces } = this;
    if (send.waiting >= retire.waiting) return false;
    if (pieces.bytes[retire.at] === 0) return true;
    if (this.done === 0) return false;
    this.done--;
    return true;
  }

  protected move(): void {
    const { port, send, collect, fetch } = this;
    this.done += port.done;
    send.skipEmpty();
    if ((this.valid & ~port.accepted) === 0) this.sendChunk();
    collect.skipEmpty();
    if (collect.waiting !== 0) this.collectChunk();
    fetch.skipEmpty();
    if (fetch.waiting !== 0) this.fetchChunk();
  }

  protected probes(): Probe[] {
    const { port } = this;
    return [
      ...registersOf(this, { valid: 1, be: 8, beatLow: 32, beatHigh: 32, done: 7 }),
      wire("accepted", 1, () => port.accepted),
      wire("burst_done", 1, () => port.done),
    ];
  }

  private sendChunk(): void {
    const { send, fifo } = this;
    const { bytes } = send;
    this.valid = bytes !== 0 && fifo.count >= bytes ? 1 : 0;
    if (this.valid === 0) return;
    fifo.pop(send.addr & 7, bytes);
    this.beatLow = fifo.low >>> 0;
    this.beatHigh = fifo.high >>> 0;
    this.be = send.enables;
    send.step();
  }

  private collectChunk(): void {
    const { collect, fifo, low, high } = this;
    const { enables, bytes } = collect;
    const usesLow = (enables & 0xf) !== 0;
    const usesHigh = enables >>> 4 !== 0;
    if (fifo.count > DMA_BYTES - 8 || (usesLow && low.ready === 0) || (usesHigh && high.ready === 0)) return;
    fifo.push(low.rdata, high.rdata, collect.addr & 7, bytes);
    if (usesLow) low.pop();
    if (usesHigh) high.pop();
    collect.step();
  }

  private fetchChunk(): void {
    const { fetch, low, high } = this;
    if ((low.free & high.free) === 0) return;
    const { enables } = fetch;
    const word = (fetch.addr & ~7) >>> 0;
    if ((enables & 0xf) !== 0) low.push(word, enables & 0xf, 0);
    if (enables >>> 4 !== 0) high.push(word + 4, enables >>> 4, 0);
    fetch.step();
  }
}
