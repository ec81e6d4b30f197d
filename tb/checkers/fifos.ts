import type { FifoControl } from "../../hw/redmule/fifo.js";
import type { LoadChannel } from "../../hw/redmule/load-channel.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { StoreChannel } from "../../hw/redmule/store-channel.js";
import { CheckFailure, type Checker } from "./checker.js";

const LOADS = ["x", "w", "y"] as const;

/** The FIFOs of a load channel by name. */
function fifosOfLoad({ generator, requests, responses, offsets, rows }: LoadChannel): Record<string, FifoControl> {
  return {
    "address_generator.address_fifo": generator.fifo,
    request_fifo: requests,
    response_fifo: responses,
    offset_fifo: offsets,
    row_fifo: rows,
  };
}

function fifosOfStore({ generator, rows, stores }: StoreChannel): Record<string, FifoControl> {
  return { "address_generator.address_fifo": generator.fifo, row_fifo: rows, store_fifo: stores };
}

/** Hears of every clock in which the pointers of a FIFO move; of a clear, too. */
export interface FifoListener {
  /**
   * @param index of the FIFO: address, request, response, offset and row FIFO of X, of W and of Y, then address, row and store
   * FIFO of Z
   * @param count entries before
   */
  moved(index: number, pops: boolean, pushes: boolean, count: number, depth: number): void;
}

/** Pointers and occupancy of a FIFO, in `ChannelFifos.seen`. */
const HEAD = 0;
const TAIL = 1;
const COUNT = 2;
const SEEN = 3;

/** The FIFOs of a channel and what they were when they were looked at last. They may be watched from any clock on. */
class ChannelFifos {
  private readonly channel: { readonly steps: number };
  private readonly names: readonly string[];
  private readonly fifos: readonly FifoControl[];
  /** Index of the first one, as listeners are told. */
  private readonly first: number;
  private readonly seen: Int32Array;
  /** The channel's count of steps when its FIFOs were looked at. */
  private steps = -1;

  constructor(channel: { readonly steps: number }, fifos: Record<string, FifoControl>, name: string, first: number) {
    this.channel = channel;
    this.names = Object.keys(fifos).map((fifo) => `redmule.streamer.${name}.${fifo}`);
    this.fifos = Object.values(fifos);
    this.first = first;
    this.seen = Int32Array.from(this.fifos.flatMap(({ head, tail, count }) => [head, tail, count]));
  }

  check(clock: number, listener: FifoListener | null): void {
    const { channel, fifos, seen } = this;
    if (channel.steps === this.steps) return;
    this.steps = channel.steps;
    for (let i = 0, at = 0; i < fifos.length; i++, at += SEEN) {
      const { head, tail, count } = fifos[i];
      if (head === seen[at + HEAD] && tail === seen[at + TAIL] && count === seen[at + COUNT]) continue;
      this.moved(i, clock, listener);
    }
  }

  private moved(i: number, clock: number, listener: FifoListener | null): void {
    const { seen } = this;
    const { head, tail, count, depth } = this.fifos[i];
    const at = SEEN * i;
    this.judge(i, clock);
    const pops = head !== seen[at + HEAD];
    const pushes = tail !== seen[at + TAIL];
    listener?.moved(this.first + i, pops, pushes, seen[at + COUNT], depth);
    seen[at + HEAD] = head;
    seen[at + TAIL] = tail;
    seen[at + COUNT] = count;
  }

  /**
   * A FIFO neither over- nor underflows: its occupancy lies between 0 and its depth and is the distance of its pointers, and a
   * clock pushes and pops one entry at most, unless it clears all.
   */
  private judge(i: number, clock: number): void {
    const { seen } = this;
    const { depth, head, tail, count } = this.fifos[i];
    if (count > depth) this.fail(i, clock, `${count} entries in a depth of ${depth}`);
    if (count < 0) this.fail(i, clock, "an entry was popped from an empty FIFO");
    const end = head + count;
    if ((end < depth ? end : end - depth) !== tail) {
      this.fail(i, clock, `head ${head}, tail ${tail} and count ${count} disagree`);
    }
    if ((head | tail | count) === 0) return;
    const popped = distance(seen[SEEN * i + HEAD], head, depth);
    const pushed = distance(seen[SEEN * i + TAIL], tail, depth);
    if (popped > 1 || pushed > 1) this.fail(i, clock, `${pushed} pushes and ${popped} pops in one clock`);
  }

  private fail(i: number, clock: number, what: string): never {
    throw new CheckFailure(clock, this.names[i], what);
  }
}

/** Steps of a pointer. */
function distance(from: number, to: number, depth: number): number {
  return to >= from ? to - from : to - from + depth;
}

/** Checks all FIFOs of a RedMulE: those of the channels that have stepped since the clock before, for no others can have moved. */
export class FifoCheckers implements Checker {
  /** Hears of every move; null for nobody. */
  listener: FifoListener | null = null;
  private readonly channels: readonly ChannelFifos[];

  constructor({ streamer }: Redmule) {
    const ofLoad = LOADS.map((name) => ({ name, fifos: fifosOfLoad(streamer[name]) }));
    let first = 0;
    this.channels = [...ofLoad, { name: "z" as const, fifos: fifosOfStore(streamer.z) }].map(({ name, fifos }) => {
      const channel = new ChannelFifos(streamer[name], fifos, name, first);
      first += Object.keys(fifos).length;
      return channel;
    });
  }

  check(clock: number): void {
    const { channels, listener } = this;
    for (let i = 0; i < channels.length; i++) channels[i].check(clock, listener);
  }
}
