import type { FifoControl } from "../../hw/redmule/fifo.js";
import type { LoadChannel } from "../../hw/redmule/load-channel.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { StoreChannel } from "../../hw/redmule/store-channel.js";
import type { Streamer } from "../../hw/redmule/streamer.js";
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

/** Keys of the moves of a FIFO: 3 x (2 x pops + pushes) + occupancy before, which is 0 empty, 1 some, 2 full. */
export const MOVE_KEYS = 12;

/** A negative number plus the depth; any other as it is. */
function wrapped(steps: number, depth: number): number {
  return (steps + (depth & (steps >> 31))) | 0;
}

/** A FIFO and what it was when it was looked at last. It may be watched from any clock on. */
class FifoChecker {
  private readonly fifo: FifoControl;
  private readonly name: string;
  private readonly depth: number;
  /** Its first key among the moves of all FIFOs. */
  private readonly firstKey: number;
  private head: number;
  private tail: number;
  private count: number;

  constructor(fifo: FifoControl, name: string, index: number) {
    this.fifo = fifo;
    this.name = name;
    this.firstKey = MOVE_KEYS * index;
    this.depth = fifo.depth;
    this.head = fifo.head;
    this.tail = fifo.tail;
    this.count = fifo.count;
  }

  /** Judges what has moved, and counts it in `moves`. */
  check(clock: number, moves: Int32Array): void {
    const { head, tail, count } = this.fifo;
    // One branch: which of the three moves is hard to foretell.
    if (((head ^ this.head) | (tail ^ this.tail) | (count ^ this.count)) === 0) return;
    const { depth, count: before } = this;
    let pops = wrapped((head - this.head) | 0, depth);
    let pushes = wrapped((tail - this.tail) | 0, depth);
    const apart = wrapped((head + count - depth) | 0, depth) ^ tail;
    // One again, for what is no plain move.
    if ((apart | ((pops | pushes) >> 1) | (count >> 31) | ((depth - count) >> 31)) !== 0) {
      this.judge(clock, pops, pushes);
      pops = head === this.head ? 0 : 1;
      pushes = tail === this.tail ? 0 : 1;
    }
    this.head = head;
    this.tail = tail;
    this.count = count;
    const occupancy = (-before >>> 31) + ((depth - 1 - before) >>> 31);
    moves[(this.firstKey + 6 * pops + 3 * pushes + occupancy) | 0]++;
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

  /** @param first index of the first FIFO among all */
  constructor(channel: { readonly steps: number }, fifos: Record<string, FifoControl>, name: string, first: number) {
    this.channel = channel;
    this.fifos = Object.entries(fifos).map(
      ([fifo, control], i) => new FifoChecker(control, `redmule.streamer.${name}.${fifo}`, first + i),
    );
  }

  check(clock: number, moves: Int32Array): void {
    const { steps } = this.channel;
    if (steps === this.steps) return;
    this.steps = steps;
    const { fifos } = this;
    for (let i = 0; i < fifos.length; i++) fifos[i].check(clock, moves);
  }
}

/**
 * Checks all FIFOs of a RedMulE: those of the channels that have stepped since the clock before, for no others can have moved.
 * They are numbered: address, request, response, offset and row FIFO of X, of W and of Y, then address, row and store FIFO of Z.
 */
export class FifoCheckers implements Checker {
  /** How often each move of each FIFO was met, `MOVE_KEYS` for each of them. */
  readonly moves: Int32Array;
  /** Takes the moves that a clear makes: they say nothing. */
  private readonly cleared: Int32Array;
  private readonly streamer: Streamer;
  private readonly loads: readonly ChannelFifos[];
  private readonly store: ChannelFifos;

  constructor({ streamer }: Redmule) {
    this.streamer = streamer;
    let first = 0;
    const channelOf = (name: "x" | "w" | "y" | "z", fifos: Record<string, FifoControl>): ChannelFifos => {
      const channel = new ChannelFifos(streamer[name], fifos, name, first);
      first += Object.keys(fifos).length;
      return channel;
    };
    this.loads = LOADS.map((name) => channelOf(name, fifosOfLoad(streamer[name])));
    this.store = channelOf("z", fifosOfStore(streamer.z));
    this.moves = new Int32Array(MOVE_KEYS * first);
    this.cleared = new Int32Array(MOVE_KEYS * first);
  }

  check(clock: number): void {
    const { loads, streamer } = this;
    const loaded = streamer.clear === 0 ? this.moves : this.cleared;
    for (let i = 0; i < loads.length; i++) loads[i].check(clock, loaded);
    this.store.check(clock, streamer.clearStores === 0 ? this.moves : this.cleared);
  }
}
