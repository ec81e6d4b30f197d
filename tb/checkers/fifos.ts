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
   * @param pops 1 when the head moves, else 0
   * @param pushes the same of the tail
   * @param count entries before
   */
  moved(index: number, pops: number, pushes: number, count: number, depth: number): void;
}

/** Words that a checker keeps of a FIFO: head, tail and count. */
const KEPT = 3;

/** The FIFOs of a channel, and what they were when they were looked at last. They may be watched from any clock on. */
class ChannelFifos {
  private readonly channel: { readonly steps: number };
  private readonly fifos: readonly FifoControl[];
  private readonly names: readonly string[];
  /** Index of the first FIFO, as listeners are told. */
  private readonly first: number;
  /** In one array: the clock touches few lines of the cache. */
  private readonly kept: Int32Array;
  /** The channel's count of steps when its FIFOs were looked at. */
  private steps = -1;

  constructor(channel: { readonly steps: number }, fifos: Record<string, FifoControl>, name: string, first: number) {
    this.channel = channel;
    this.fifos = Object.values(fifos);
    this.names = Object.keys(fifos).map((fifo) => `redmule.streamer.${name}.${fifo}`);
    this.first = first;
    this.kept = Int32Array.from(this.fifos.flatMap(({ head, tail, count }) => [head, tail, count]));
  }

  check(clock: number, listener: FifoListener | null): void {
    const { steps } = this.channel;
    if (steps === this.steps) return;
    this.steps = steps;
    const { fifos, kept } = this;
    for (let i = 0, at = 0; i < fifos.length; i++, at += KEPT) {
      const { head, tail, count } = fifos[i];
      // One branch: which of the three moves is hard to foretell.
      if (((head ^ kept[at]) | (tail ^ kept[at + 1]) | (count ^ kept[at + 2])) !== 0) this.moved(clock, i, listener);
    }
  }

  private moved(clock: number, i: number, listener: FifoListener | null): void {
    const { kept } = this;
    const { head, tail, count, depth } = this.fifos[i];
    const at = KEPT * i;
    const lastHead = kept[at];
    const lastTail = kept[at + 1];
    const before = kept[at + 2];
    const popped = wrapped(head - lastHead, depth);
    const pushed = wrapped(tail - lastTail, depth);
    const apart = wrapped(head + count - depth, depth) ^ tail;
    // Nothing is wrong if all of these are 0: one branch again.
    if ((apart | ((popped | pushed) >> 1) | (count >> 31) | ((depth - count) >> 31)) !== 0) {
      this.judge(clock, i, popped, pushed);
    }
    if (listener !== null) {
      listener.moved(this.first + i, differ(head, lastHead), differ(tail, lastTail), before, depth);
    }
    kept[at] = head;
    kept[at + 1] = tail;
    kept[at + 2] = count;
  }

  /**
   * A FIFO neither over- nor underflows: its occupancy lies between 0 and its depth and is the distance of its pointers, and a
   * clock pushes and pops one entry at most, unless it clears all.
   */
  private judge(clock: number, i: number, popped: number, pushed: number): void {
    const { depth, head, tail, count } = this.fifos[i];
    if (count > depth) this.fail(clock, i, `${count} entries in a depth of ${depth}`);
    if (count < 0) this.fail(clock, i, "an entry was popped from an empty FIFO");
    if (wrapped(head + count - depth, depth) !== tail) {
      this.fail(clock, i, `head ${head}, tail ${tail} and count ${count} disagree`);
    }
    if ((popped > 1 || pushed > 1) && (head | tail | count) !== 0) {
      this.fail(clock, i, `${pushed} pushes and ${popped} pops in one clock`);
    }
  }

  private fail(clock: number, i: number, what: string): never {
    throw new CheckFailure(clock, this.names[i], what);
  }
}

/*
 * What follows is called for several FIFOs in every clock. It has no branches, for which way they go nobody can foretell.
 */

/** A negative number plus the depth; any other as it is. */
function wrapped(steps: number, depth: number): number {
  return steps + (depth & (steps >> 31));
}

/** 1 for two integers that differ, else 0. */
function differ(a: number, b: number): number {
  const bits = a ^ b;
  return (bits | -bits) >>> 31;
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
