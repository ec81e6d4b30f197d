import type { Redmule } from "../../hw/redmule/redmule.js";
import type { Streamer } from "../../hw/redmule/streamer.js";
import type { FifoListener } from "../checkers/fifos.js";
import { Group, type Hits } from "./group.js";
import { Tally } from "./tally.js";

const LOADS = ["x", "w", "y"] as const;
const LOAD_FIFOS = ["address", "request", "response", "offset", "row"] as const;
const STORE_FIFOS = ["address", "row", "store"] as const;
/** Index of the first FIFO of Z. */
const FIRST_STORE_FIFO = LOADS.length * LOAD_FIFOS.length;

const FIFOS = new Group("fifo", "A FIFO is pushed, popped or both while empty, partly filled or full.", {
  fifo: [
    ...LOADS.flatMap((channel) => LOAD_FIFOS.map((fifo) => `${channel} ${fifo}`)),
    ...STORE_FIFOS.map((fifo) => `z ${fifo}`),
  ],
  activity: ["push", "pop", "push and pop"],
  occupancy: ["empty", "some", "full"],
});

export const FIFO_GROUPS: readonly Group[] = [FIFOS];

/** Samples what happens to every FIFO of the streamer, as the FIFO checkers tell. */
export class FifoCoverage implements FifoListener {
  private readonly streamer: Streamer;
  private readonly hits: Tally;

  constructor({ streamer }: Redmule, coverage: Hits) {
    this.streamer = streamer;
    this.hits = Tally.of(coverage.of(FIFOS));
  }

  moved(fifo: number, pops: number, pushes: number, count: number, depth: number): void {
    const { clear, clearStores } = this.streamer;
    // Pointers that a clear has moved say nothing.
    if ((clear | clearStores) !== 0 && (fifo < FIRST_STORE_FIFO ? clear : clearStores) !== 0) return;
    // Sums of signs instead of branches, which nobody can foretell.
    const activity = pops + (pops & pushes);
    const occupancy = (-count >>> 31) + ((depth - 1 - count) >>> 31);
    this.hits.counts[3 * (3 * fifo + activity) + occupancy]++;
  }

  /** Adds what was counted since the call before to the hits. */
  finish(): void {
    this.hits.finish();
  }
}
