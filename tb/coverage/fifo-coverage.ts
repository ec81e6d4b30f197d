import type { FifoControl } from "../../hw/redmule/fifo.js";
import type { LoadChannel } from "../../hw/redmule/load-channel.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { Streamer } from "../../hw/redmule/streamer.js";
import type { Coverage } from "./coverage.js";
import { Group } from "./group.js";

const LOADS = ["x", "w", "y"] as const;
const LOAD_FIFOS = ["address", "request", "response", "offset", "row"] as const;
const STORE_FIFOS = ["address", "row", "store"] as const;

const PUSH = 0;
const POP = 1;
const PUSH_AND_POP = 2;
const EMPTY = 0;
const SOME = 1;
const FULL = 2;

const FIFOS = new Group("fifo", "A FIFO is pushed, popped or both while empty, partly filled or full.", {
  fifo: [
    ...LOADS.flatMap((channel) => LOAD_FIFOS.map((fifo) => `${channel} ${fifo}`)),
    ...STORE_FIFOS.map((fifo) => `z ${fifo}`),
  ],
  activity: ["push", "pop", "push and pop"],
  occupancy: ["empty", "some", "full"],
});

export const FIFO_GROUPS: readonly Group[] = [FIFOS];

/** Samples what happens to every FIFO of the streamer, from the movement of its pointers. */
export class FifoCoverage {
  private readonly streamer: Streamer;
  private readonly channels: readonly LoadChannel[];
  /** FIFOs of the channels one behind the other; `bounds` says where those of a channel begin. */
  private readonly fifos: readonly FifoControl[];
  private readonly bounds: readonly number[];
  private readonly heads: Uint16Array;
  private readonly tails: Uint16Array;
  private readonly hits: Float64Array;
  private started = false;

  constructor({ streamer }: Redmule, coverage: Coverage) {
    const { x, w, y, z } = streamer;
    this.streamer = streamer;
    this.channels = [x, w, y];
    const loads = this.channels.flatMap((c) => [c.generator.fifo, c.requests, c.responses, c.offsets, c.rows]);
    this.fifos = [...loads, z.generator.fifo, z.rows, z.stores];
    this.bounds = [0, 5, 10, 15, 18];
    this.heads = new Uint16Array(this.fifos.length);
    this.tails = new Uint16Array(this.fifos.length);
    this.hits = coverage.of(FIFOS);
  }

  sample(): void {
    const { channels, bounds } = this;
    const { clear, clearStores } = this.streamer;
    // Pointers that a clear has moved say nothing.
    const loadsKnown = this.started && !clear;
    for (let i = 0; i < channels.length; i++) {
      // Nothing in a quiet channel has moved.
      if (!channels[i].quiet || !loadsKnown) this.follow(bounds[i], bounds[i + 1], loadsKnown);
    }
    this.follow(bounds[3], bounds[4], this.started && !clearStores);
    this.started = true;
  }

  private follow(from: number, to: number, known: boolean): void {
    const { fifos, heads, tails } = this;
    for (let i = from; i < to; i++) {
      const { head, tail } = fifos[i];
      if (head === heads[i] && tail === tails[i]) continue;
      if (known) this.move(i, head, tail);
      heads[i] = head;
      tails[i] = tail;
    }
  }

  private move(i: number, head: number, tail: number): void {
    const { count, depth } = this.fifos[i];
    const pops = head !== this.heads[i];
    const pushes = tail !== this.tails[i];
    const before = count + (pops ? 1 : 0) - (pushes ? 1 : 0);
    const activity = pops ? (pushes ? PUSH_AND_POP : POP) : PUSH;
    const occupancy = before <= 0 ? EMPTY : before < depth ? SOME : FULL;
    this.hits[3 * (3 * i + activity) + occupancy]++;
  }
}
