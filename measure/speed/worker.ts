import type { Profile } from "../../hw/redmule/errata.js";
import { clockNs } from "./clock-cost.js";
import { measureFma, median } from "./yardstick.js";

/** What one worker measures: a design alone, with the FMA beside it. */
export interface BenchTask {
  readonly H: number;
  readonly profile: Profile;
  readonly rounds: number;
}

/** Medians over the rounds; times in ns. */
export interface BenchTimes {
  readonly clockNs: number;
  readonly fmaNs: number;
  readonly yardstickNs: number;
  /** Clock cost over the cost of as many FMA calls as the array has CEs, of the same round. */
  readonly ratio: number;
  readonly fmaRatio: number;
  /** Clock cost over that of as many yardsticks. */
  readonly clockRatio: number;
}

/** Rounds before the first that counts: the compiler is done by then. */
const WARM_UPS = 3;

/**
 * Runs in a thread of its own, so that no other design shapes the compiled code. What is set in relation is measured in the
 * same round, one right after the other, since the speed of a shared machine drifts.
 */
export default function measure({ H, profile, rounds }: BenchTask): BenchTimes {
  const ces = 12 * H;
  const taken = Array.from({ length: WARM_UPS + rounds }, () => {
    const call = measureFma(3);
    const clock = clockNs(H, profile);
    return { ...call, clock, ratio: clock / (ces * call.fmaNs) };
  }).slice(WARM_UPS);
  return {
    clockNs: median(taken.map((round) => round.clock)),
    fmaNs: median(taken.map((round) => round.fmaNs)),
    yardstickNs: median(taken.map((round) => round.yardstickNs)),
    ratio: median(taken.map((round) => round.ratio)),
    fmaRatio: median(taken.map((round) => round.fmaNs / round.yardstickNs)),
    clockRatio: median(taken.map((round) => round.clock / (ces * round.yardstickNs))),
  };
}
