import { PASSES, type Pass } from "./networks.js";
import type { SweepRecord } from "./record.js";

/** The matrix products of a step of training together. */
export interface TrainingStep {
  readonly network: string;
  readonly batch: number;
  /** Clocks by pass; null when a product did not end. */
  readonly clocks: Readonly<Record<Pass, number | null>>;
  readonly total: number | null;
  readonly macPerClock: number | null;
  /** Of the whole step, at the clock of its records. */
  readonly milliseconds: number | null;
}

/** Sums the records of the preset `training` by network and batch, each as often as a step does it. */
export function trainingSteps(records: readonly SweepRecord[]): TrainingStep[] {
  const groups = new Map<string, SweepRecord[]>();
  for (const record of records) {
    const key = `${record.about.network} ${record.about.batch}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map(stepOf);
}

function stepOf(records: readonly SweepRecord[]): TrainingStep {
  const [{ about, mhz }] = records;
  const clocks = Object.fromEntries(
    PASSES.map((pass) => [pass, clocksOf(records.filter((record) => record.about.pass === pass))]),
  ) as Record<Pass, number | null>;
  const total = clocksOf(records);
  const macs = records.reduce((sum, { m, n, k, about }) => sum + m * n * k * Number(about.count), 0);
  return {
    ...{ network: String(about.network), batch: Number(about.batch), clocks, total },
    macPerClock: total === null ? null : macs / total,
    milliseconds: total === null ? null : total / (1e3 * mhz),
  };
}

function clocksOf(records: readonly SweepRecord[]): number | null {
  if (records.some(({ cycles }) => cycles === null)) return null;
  return records.reduce((sum, { cycles, about }) => sum + cycles! * Number(about.count), 0);
}
