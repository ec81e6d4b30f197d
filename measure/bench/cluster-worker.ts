import { busyClusterClockNs } from "./busy-cluster.js";
import { clockNs } from "./clock-cost.js";
import { contendedClockNs } from "./contended-cost.js";
import { median } from "./yardstick.js";

/** What one worker measures, so that no other design shapes the compiled code. */
export interface ClusterTask {
  readonly design: "loaded" | "busy";
  readonly rounds: number;
}

/** Probability of a request of a load generator. */
const LOAD = 0.2;
const SIZE = 96;
/** Rounds before the first that counts: the compiler is done by then. */
const WARM_UPS = 8;
/** Rounds are short beside those of other designs, so that the two clocks of a ratio see the same machine. */
const MORE_ROUNDS = 5;

/**
 * A median over the rounds: for "loaded" the clock cost of RedMulE with interconnect and load generators over that of RedMulE
 * alone on the same job, for "busy" the clock cost of eight cores and RedMulE in ns.
 */
export default function measure({ design, rounds }: ClusterTask): number {
  const once = design === "busy" ? busyClusterClockNs : loadedRatio;
  const taken = Array.from({ length: WARM_UPS + MORE_ROUNDS * rounds }, once);
  return median(taken.slice(WARM_UPS));
}

function loadedRatio(): number {
  const bare = clockNs(4, "sound", SIZE);
  return contendedClockNs(SIZE, LOAD) / bare;
}
