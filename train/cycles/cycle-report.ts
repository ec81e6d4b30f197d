import type { Pass, Program, Step } from "../step.js";
import { activityFrom, plus, type Activity } from "../../measure/energy/activity.js";
import { energyOf, type Energy } from "../../measure/energy/estimate.js";
import { milliseconds, type OperatingPoint } from "../../measure/energy/operating-points.js";
import type { StepShare } from "./slot-clock.js";

/** Where clocks went; `redmule` of them RedMulE worked in, whatever the cores did. */
export interface Spent {
  clocks: number;
  compute: number;
  im2row: number;
  transform: number;
  redmuleWait: number;
  dmaWait: number;
  idle: number;
  redmule: number;
}

/** A line of the table: one layer and pass. */
export interface CycleLine extends Readonly<Spent> {
  readonly layer: string;
  readonly pass: Pass;
  /** Useful multiply-accumulates. */
  readonly macs: number;
  readonly macPerClock: number;
  readonly ms: number;
  readonly activity: Activity;
  readonly energy: Energy;
}

const REASONS = ["clocks", "compute", "im2row", "transform", "redmuleWait", "dmaWait", "idle"] as const;

const nothing = (): Spent => ({
  ...{ clocks: 0, compute: 0, im2row: 0, transform: 0, redmuleWait: 0, dmaWait: 0, idle: 0, redmule: 0 },
});

/** Sums clocks of steps by layer and pass, in the order in which the layers and passes come first. */
export function cycleLines(
  shares: readonly StepShare[],
  steps: readonly Step[],
  macs: Program["macs"],
  point: OperatingPoint,
): CycleLine[] {
  const sums = new Map<string, { step: Step; spent: Spent; activity: Activity }>();
  for (const share of shares) {
    const step = steps[share.step];
    const key = `${step.layer}\n${step.pass}`;
    const known = sums.get(key) ?? { step, spent: nothing(), activity: activityFrom({}) };
    sums.set(key, known);
    for (const reason of REASONS) known.spent[reason] += share[reason];
    known.spent.redmule += share.redmuleBusy;
    known.activity = plus(known.activity, share.activity);
  }
  const lines: CycleLine[] = [];
  for (const { step, spent, activity } of sums.values()) {
    const { layer, pass } = step;
    const useful = macs
      .filter((entry) => entry.layer === layer && entry.pass === pass)
      .reduce((sum, entry) => sum + entry.macs, 0);
    lines.push({
      ...{ layer, pass, macs: useful, macPerClock: useful / spent.clocks, ...spent },
      ms: milliseconds(spent.clocks, point),
      ...{ activity, energy: energyOf(activity, point) },
    });
  }
  return lines;
}

/** All lines as one. */
export function totalOf(lines: readonly CycleLine[], point: OperatingPoint): Omit<CycleLine, "layer" | "pass"> {
  const sum = { ...nothing(), macs: 0, ms: 0 };
  for (const line of lines) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += line[key];
  }
  const activity = lines.reduce((all, line) => plus(all, line.activity), activityFrom({}));
  return { ...sum, macPerClock: sum.macs / sum.clocks, activity, energy: energyOf(activity, point) };
}
