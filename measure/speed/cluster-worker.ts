import { clockNs, simdFmaNs, tracedClockNs } from "./clock-cost.js";
import { kernelClockNs, redmuleClockNs } from "./cluster-cost.js";
import { contendedClockNs } from "./contended-cost.js";
import { measureFma, median } from "./yardstick.js";

/** What one worker measures, so that no other design shapes the compiled code. */
export interface ClusterTask {
  readonly design: "array" | "traced" | "loaded" | "busy" | "eight" | "one" | "asleep";
  readonly rounds: number;
}

/** Medians over the rounds. */
export interface ClusterTimes {
  readonly clockNs: number;
  /** Clock cost over that of what the design is measured with, of the same round. */
  readonly ratio: number;
  /** The same with the fast array, where it is measured. */
  readonly fastRatio: number;
}

/** Probability of a request of a load generator. */
const LOAD = 0.2;
const SIZE = 96;
/** Rounds before the first that counts: the compiler is done by then. */
const WARM_UPS = 8;
/** Rounds are short beside those of other designs, so that the two clocks of a ratio see the same machine. */
const MORE_ROUNDS = 5;

/** One round: the cost of a clock in ns, and of what it is compared with. */
type Round = readonly [clock: number, unit: number, fast?: number];

const yardstick = (): number => measureFma(1).yardstickNs;

const DESIGNS: Readonly<Record<ClusterTask["design"], () => Round>> = {
  array: () => [simdFmaNs(), yardstick()],
  traced: () => [tracedClockNs(), clockNs(4, "sound", SIZE, "fast")],
  loaded: () => {
    const bare = clockNs(4, "sound", SIZE);
    const fast = clockNs(4, "sound", SIZE, "fast");
    return [contendedClockNs(SIZE, LOAD), bare, fast];
  },
  busy: () => [redmuleClockNs("busy"), yardstick()],
  eight: () => [kernelClockNs(8), yardstick()],
  one: () => [kernelClockNs(1), yardstick()],
  asleep: () => [redmuleClockNs("asleep"), clockNs(4, "sound", SIZE)],
};

/** Measures one design with what it is compared with, round by round. */
export default function measure({ design, rounds }: ClusterTask): ClusterTimes {
  const all = Array.from({ length: WARM_UPS + MORE_ROUNDS * rounds }, DESIGNS[design]);
  const taken = all.slice(WARM_UPS);
  return {
    clockNs: median(taken.map(([clock]) => clock)),
    ratio: median(taken.map(([clock, unit]) => clock / unit)),
    fastRatio: median(taken.map(([clock, unit, fast = unit]) => clock / fast)),
  };
}
