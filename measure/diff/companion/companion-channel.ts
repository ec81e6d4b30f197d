import { registerArray, registersOf, type Block, type Scope } from "../../../hw/probe.js";
import type { LoadChannel } from "../../../hw/redmule/load-channel.js";
import { tileColumns } from "../../../hw/redmule/parameters.js";
import type { Redmule } from "../../../hw/redmule/redmule.js";
import { WrittenEntries } from "./written-entries.js";

/** Entries of the RTL's FIFO of byte offsets; the model's has fewer or more. */
const OFFSETS = 8;

/** Registers of a load channel of the RTL: last data at both ends of its response FIFO, offsets, strobes. */
export class ChannelCompanion implements Block {
  streamValid = 0;
  /** An answer has come since the last clear. */
  answered = 0;
  private readonly streamData: Uint32Array;
  private readonly lastData: Uint32Array;
  private readonly offset = new Uint8Array(OFFSETS);
  private readonly offsetWritten = new Uint8Array(OFFSETS);
  offsetHead = 0;
  offsetTail = 0;
  offsetCount = 0;
  private readonly fifos: readonly WrittenEntries[];

  private readonly redmule: Redmule;
  private readonly channel: LoadChannel;
  private readonly responseData: ArrayLike<number>;

  /** @param responseData words of the channel's response FIFO */
  constructor(redmule: Redmule, channel: LoadChannel, responseData: ArrayLike<number>) {
    const { words } = redmule.tcdm;
    this.redmule = redmule;
    this.channel = channel;
    this.responseData = responseData;
    this.streamData = new Uint32Array(words);
    this.lastData = new Uint32Array(words);
    this.fifos = [channel.generator.fifo, channel.requests, channel.responses, channel.rows].map(
      (fifo) => new WrittenEntries(fifo),
    );
  }

  /** @param cleared the channel was cleared at the last edge */
  settle(cleared = 0): void {
    for (const fifo of this.fifos) fifo.settle(cleared);
  }

  /** @param clear the channel is cleared */
  edge(clear = 0): void {
    const { channel } = this;
    if (clear) {
      this.clearAll();
      return;
    }
    const arrives = channel.responses.valid;
    const { ready } = channel.rows;
    if (arrives) this.castHead();
    this.edgeOffsets((arrives & ready) !== 0);
    if (ready) this.streamValid = 0;
    else if (arrives) this.streamValid = 1;
    if (!channel.response) return;
    this.lastData.set(this.redmule.tcdm.rdata);
    this.answered = 1;
  }

  private edgeOffsets(pops: boolean): void {
    const { channel } = this;
    const accepts =
      channel.state !== 0 && channel.generator.addressValid && channel.rows.ready && channel.requests.ready;
    if (accepts) {
      this.offset[this.offsetTail] = channel.generator.address & 3;
      this.offsetWritten[this.offsetTail] = 1;
      this.offsetTail = (this.offsetTail + 1) % OFFSETS;
    }
    if (pops) this.offsetHead = (this.offsetHead + 1) % OFFSETS;
    this.offsetCount += (accepts ? 1 : 0) - (pops ? 1 : 0);
  }

  /** The head beat as the cast hands it on: lanes of 16 bits. */
  private castHead(): void {
    const { channel, responseData, streamData } = this;
    const { words } = this.redmule.tcdm;
    const from = channel.responses.head * words;
    const { lanes, table } = this.redmule.streamer.castIn;
    if (!lanes || table === null) {
      for (let i = 0; i < words; i++) streamData[i] = responseData[from + i];
      return;
    }
    const columns = tileColumns(this.redmule.parameters);
    const lane = (i: number): number =>
      table[i < columns ? (responseData[from + (i >> 2)] >>> (8 * (i & 3))) & 0xff : 0];
    for (let i = 0; i < words; i++) streamData[i] = lane(2 * i) | (lane(2 * i + 1) << 16);
  }

  /** Registers have been loaded. */
  loaded(): void {
    for (const fifo of this.fifos) fifo.loaded();
  }

  private clearAll(): void {
    this.streamData.fill(0);
    this.lastData.fill(0);
    this.offset.fill(0);
    this.offsetWritten.fill(0);
    this.streamValid = this.answered = this.offsetHead = this.offsetTail = this.offsetCount = 0;
  }

  reset(): void {
    this.clearAll();
    for (const fifo of this.fifos) fifo.reset();
  }

  scope(name: string): Scope {
    const names = ["addresses", "requests", "responses", "rows"];
    return {
      name,
      probes: [
        ...registersOf(this, { streamValid: 1, answered: 1, offsetHead: 3, offsetTail: 3, offsetCount: 4 }),
        registerArray("stream_data", 32, this.streamData),
        registerArray("last_data", 32, this.lastData),
        registerArray("offset", 2, this.offset),
        registerArray("offset_written", 1, this.offsetWritten),
        ...this.fifos.map((fifo, i) => fifo.probe(names[i])),
      ],
      children: [],
    };
  }
}
