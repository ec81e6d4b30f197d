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

/**
 * A FIFO neither over- nor underflows: its occupancy lies between 0 and its depth and is the distance of its pointers, and a
 * clock pushes and pops one entry at most, unless it clears all. It may be watched from any clock on.
 */
class FifoChecker {
  private readonly fifo: FifoControl;
  private readonly name: string;
  private readonly index: number;
  private head: number;
  private tail: number;
  private count: number;

  constructor(fifo: FifoControl, name: string, index: number) {
    this.fifo = fifo;
    this.name = name;
    this.index = index;
    this.head = fifo.head;
    this.tail = fifo.tail;
    this.count = fifo.count;
  }

  check(clock: number, listener: FifoListener | null): void {
    const { head, tail, count } = this.fifo;
    if (count === this.count && head === this.head && tail === this.tail) return;
    this.judge(clock);
    listener?.moved(this.index, head !== this.head, tail !== this.tail, this.count, this.fifo.depth);
    this.head = head;
    this.tail = tail;
    this.count = count;
  }

  private judge(clock: number): void {
    const { depth, head, tail, count } = this.fifo;
    if (count > depth) this.fail(clock, `${count} entries in a depth of ${depth}`);
    if (count < 0) this.fail(clock, "an entry was popped from an empty FIFO");
    const end = head + count;
    if ((end < depth ? end : end - depth) !== tail) {
      this.fail(clock, `head ${head}, tail ${tail} and count ${count} disagree`);
    }
    if ((head | tail | count) === 0) return;
    const popped = distance(this.head, head, depth);
    const pushed = distance(this.tail, tail, depth);
    if (popped > 1 || pushed > 1) this.fail(clock, `${pushed} pushes and ${popped} pops in one clock`);
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}

/** Steps of a pointer. */
function distance(from: number, to: number, depth: number): number {
  return to >= from ? to - from : to - from + depth;
}

/** A channel and its FIFOs. */
interface ChannelFifos {
  readonly channel: { readonly steps: number };
  readonly checkers: readonly FifoChecker[];
  /** The channel's count of steps when its FIFOs were looked at. */
  steps: number;
}

/** Checks all FIFOs of a RedMulE: those of the channels that have stepped since the clock before, for no others can have moved. */
export class FifoCheckers implements Checker {
  /** Hears of every move; null for nobody. */
  listener: FifoListener | null = null;
  private readonly channels: readonly ChannelFifos[];

  constructor({ streamer }: Redmule) {
    let index = 0;
    const watched = (name: "x" | "w" | "y" | "z", fifos: Record<string, FifoControl>): ChannelFifos => {
      const checkers = Object.entries(fifos).map(
        ([fifo, control]) => new FifoChecker(control, `redmule.streamer.${name}.${fifo}`, index++),
      );
      return { channel: streamer[name], checkers, steps: -1 };
    };
    this.channels = [
      ...LOADS.map((name) => watched(name, fifosOfLoad(streamer[name]))),
      watched("z", fifosOfStore(streamer.z)),
    ];
  }

  check(clock: number): void {
    const { channels, listener } = this;
    for (let i = 0; i < channels.length; i++) {
      const one = channels[i];
      const { steps } = one.channel;
      if (steps === one.steps) continue;
      one.steps = steps;
      const { checkers } = one;
      for (let j = 0; j < checkers.length; j++) checkers[j].check(clock, listener);
    }
  }
}
