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

/** A load channel and its FIFOs. */
interface LoadFifos {
  readonly channel: LoadChannel;
  readonly checkers: readonly FifoChecker[];
}

/**
 * Checks all FIFOs of a RedMulE. Those of a load channel are left alone while it says that it rests, and checked again when
 * it wakes.
 */
export class FifoCheckers implements Checker {
  /** Hears of every move; null for nobody. */
  listener: FifoListener | null = null;
  private readonly loads: readonly LoadFifos[];
  private readonly stores: readonly FifoChecker[];

  constructor({ streamer }: Redmule) {
    let index = 0;
    const checkersOf = (channel: string, fifos: Record<string, FifoControl>): FifoChecker[] =>
      Object.entries(fifos).map(
        ([name, fifo]) => new FifoChecker(fifo, `redmule.streamer.${channel}.${name}`, index++),
      );
    this.loads = LOADS.map((name) => ({
      channel: streamer[name],
      checkers: checkersOf(name, fifosOfLoad(streamer[name])),
    }));
    this.stores = checkersOf("z", fifosOfStore(streamer.z));
  }

  check(clock: number): void {
    const { loads, stores, listener } = this;
    for (let i = 0; i < loads.length; i++) {
      const { channel, checkers } = loads[i];
      if (channel.idle === 0) for (let j = 0; j < checkers.length; j++) checkers[j].check(clock, listener);
    }
    for (let i = 0; i < stores.length; i++) stores[i].check(clock, listener);
  }
}
