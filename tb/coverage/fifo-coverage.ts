import { MOVE_KEYS, type FifoCheckers } from "../checkers/fifos.js";
import { Group, type Hits } from "./group.js";

const LOADS = ["x", "w", "y"] as const;
const LOAD_FIFOS = ["address", "request", "response", "offset", "row"] as const;
const STORE_FIFOS = ["address", "row", "store"] as const;
const FIFOS = new Group("fifo", "A FIFO is pushed, popped or both while empty, partly filled or full.", {
  fifo: [
    ...LOADS.flatMap((channel) => LOAD_FIFOS.map((fifo) => `${channel} ${fifo}`)),
    ...STORE_FIFOS.map((fifo) => `z ${fifo}`),
  ],
  activity: ["push", "pop", "push and pop"],
  occupancy: ["empty", "some", "full"],
});

export const FIFO_GROUPS: readonly Group[] = [FIFOS];

/** Samples what happens to every FIFO of the streamer, as the FIFO checkers have counted it. */
export class FifoCoverage {
  private readonly checkers: FifoCheckers;
  private readonly hits: Float64Array;

  /** What the checkers have counted before does not count. */
  constructor(checkers: FifoCheckers, coverage: Hits) {
    this.checkers = checkers;
    this.hits = coverage.of(FIFOS);
    checkers.moves.fill(0);
  }

  /** Adds what was counted since the call before to the hits. */
  finish(): void {
    const { moves } = this.checkers;
    const [activities, occupancies] = FIFOS.axes.slice(1).map(({ labels }) => labels.length);
    for (let fifo = 0; fifo < moves.length / MOVE_KEYS; fifo++) {
      for (let pushes = 0; pushes < 2; pushes++) {
        for (let pops = 1 - pushes; pops < 2; pops++) {
          const activity = pops + (pops & pushes);
          for (let occupancy = 0; occupancy < occupancies; occupancy++) {
            const bin = (activities * fifo + activity) * occupancies + occupancy;
            this.hits[bin] += moves[MOVE_KEYS * fifo + 6 * pops + 3 * pushes + occupancy];
          }
        }
      }
    }
    moves.fill(0);
  }
}
