import type { SweepRecord } from "../measure/sweep/record.js";
import { PARAMETERS } from "../measure/sweep/point.js";
import { percent, plainTable } from "./screen.js";

/** Sums over the records of a sweep. */
export class SweepSummary {
  points = 0;
  ok = 0;
  hang = 0;
  limit = 0;
  match = 0;
  mismatch = 0;
  /** Points that make the exit code 1: the sound design hangs or differs from golden. */
  failed = 0;

  add({ status, golden, profile, errata }: SweepRecord): void {
    this.points++;
    this[status]++;
    if (golden !== "none") this[golden]++;
    const sound = profile === "sound" && errata.length === 0;
    if (sound && (status === "hang" || golden === "mismatch")) this.failed++;
  }

  get text(): string {
    const { points, ok, hang, limit, match, mismatch } = this;
    const open = limit === 0 ? "" : `, ${limit} given up after maxClocks`;
    return `${points} ${points === 1 ? "point" : "points"}: ${ok} ok, ${hang} hang${open}; golden: ${match} match, ${mismatch} mismatch`;
  }
}

/** A table of records: the parameters in which they differ, and the figures. */
export function sweepTable(records: readonly SweepRecord[]): string {
  const names = PARAMETERS.filter((name) => name !== "about" && differs(records.map((record) => record[name])));
  const labels = [...new Set(records.flatMap(({ about }) => Object.keys(about)))];
  const head = [...labels, ...names, "cycles", "utilisation", "MAC/clock", "GFLOPS", "golden"];
  const rows = records.map((record) => [
    ...labels.map((label) => String(record.about[label] ?? "")),
    ...names.map((name) => String(record[name])),
    ...figures(record),
  ]);
  return plainTable(
    [head, ...rows],
    labels.map(() => "left"),
  );
}

function differs(values: readonly unknown[]): boolean {
  const first = JSON.stringify(values[0]);
  return values.some((value) => JSON.stringify(value) !== first);
}

function figures({ status, cycles, utilisation, macPerClock, gflops, golden }: SweepRecord): string[] {
  if (cycles === null) return [status, "", "", "", golden];
  return [String(cycles), percent(utilisation!), macPerClock!.toFixed(2), gflops!.toFixed(2), golden];
}
