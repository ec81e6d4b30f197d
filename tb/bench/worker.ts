import type { Profile } from "../../hw/redmule/errata.js";
import { clockNs, tracedClockNs } from "./clock-cost.js";
import { measureFma, median } from "./yardstick.js";

/** What one worker measures: a design alone, with the FMA beside it, so that both see the same machine. */
export interface BenchTask {
  readonly H: number;
  readonly profile: Profile;
  readonly traced: boolean;
  readonly rounds: number;
}

export interface BenchTimes {
  readonly clockNs: number;
  readonly fmaNs: number;
  readonly yardstickNs: number;
  readonly tracedNs: number;
}

/** Runs in a thread of its own, so that no other design shapes the compiled code. */
export default function measure({ H, profile, traced, rounds }: BenchTask): BenchTimes {
  const clocks: number[] = [];
  const fma: number[] = [];
  const yardstick: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const clock = clockNs(H, profile);
    const call = measureFma(3);
    if (round < 0) continue;
    clocks.push(clock);
    fma.push(call.fmaNs);
    yardstick.push(call.yardstickNs);
  }
  const warmUps = 3;
  const traces = traced ? Array.from({ length: warmUps + rounds }, tracedClockNs).slice(warmUps) : [0];
  return {
    clockNs: median(clocks),
    fmaNs: median(fma),
    yardstickNs: median(yardstick),
    tracedNs: median(traces),
  };
}
