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

/** A FIFO and what it was when it was looked at last. It may be watched from any clock on. */
class FifoChecker {
  private readonly fifo: FifoControl;
  private readonly name: string;
  /** As listeners are told. */
  private readonly index: number;
  private readonly depth: number;
  private head: number;
  private tail: number;
  private count: number;

  constructor(fifo: FifoControl, name: string, index: number) {
    this.fifo = fifo;
    this.name = name;
    this.index = index;
    this.depth = fifo.depth;
    this.head = fifo.head;
    this.tail = fifo.tail;
    this.count = fifo.count;
  }

  check(clock: number, listener: FifoListener | null): void {
    const { head, tail, count } = this.fifo;
    // One branch: which of the three moves is hard to foretell.
    if (((head ^ this.head) | (tail ^ this.tail) | (count ^ this.count)) !== 0) {
      this.moved(clock, head, tail, count, listener);
    }
  }

  private moved(clock: number, head: number, tail: number, count: number, listener: FifoListener | null): void {
    const { depth } = this;
    const before = this.count;
    let pops = wrapped((head - this.head) | 0, depth);
    let pushes = wrapped((tail - this.tail) | 0, depth);
    const apart = wrapped((head + count - depth) | 0, depth) ^ tail;
    // Mostly all is well: one branch again.
    const isPlain = (apart | ((pops | pushes) >> 1) | (count >> 31) | ((depth - count) >> 31)) === 0;
    if (!isPlain) {
      this.judge(clock, pops, pushes);
      pops = head === this.head ? 0 : 1;
      pushes = tail === this.tail ? 0 : 1;
    }
    if (listener !== null) listener.moved(this.index, pops, pushes, before, depth);
    this.head = head;
    this.tail = tail;
    this.count = count;
  }

  /**
   * A FIFO neither over- nor underflows: its occupancy lies between 0 and its depth and is the distance of its pointers, and a
   * clock pushes and pops one entry at most, unless it clears all.
   */
  private judge(clock: number, pops: number, pushes: number): void {
    const { depth, head, tail, count } = this.fifo;
    if (count > depth) this.fail(clock, `${count} entries in a depth of ${depth}`);
    if (count < 0) this.fail(clock, "an entry was popped from an empty FIFO");
    if (wrapped(head + count - depth, depth) !== tail) {
      this.fail(clock, `head ${head}, tail ${tail} and count ${count} disagree`);
    }
    if ((pops > 1 || pushes > 1) && (head | tail | count) !== 0) {
      this.fail(clock, `${pushes} pushes and ${pops} pops in one clock`);
    }
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}

/** The FIFOs of a channel. */
class ChannelFifos {
  private readonly channel: { readonly steps: number };
  private readonly fifos: readonly FifoChecker[];
  /** The channel's count of steps when its FIFOs were looked at. */
  private steps = -1;

  /** @param first index of the first FIFO, as listeners are told */
  constructor(channel: { readonly steps: number }, fifos: Record<string, FifoControl>, name: string, first: number) {
    this.channel = channel;
    this.fifos = Object.entries(fifos).map(
      ([fifo, control], i) => new FifoChecker(control, `redmule.streamer.${name}.${fifo}`, first + i),
    );
  }

  check(clock: number, listener: FifoListener | null): void {
    const { steps } = this.channel;
    if (steps === this.steps) return;
    this.steps = steps;
    const { fifos } = this;
    for (let i = 0; i < fifos.length; i++) fifos[i].check(clock, listener);
  }
}

/*
 * What follows is called for several FIFOs in every clock. It has no branches, for which way they go nobody can foretell.
 */

/** A negative number plus the depth; any other as it is. */
function wrapped(steps: number, depth: number): number {
  return (steps + (depth & (steps >> 31))) | 0;
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
