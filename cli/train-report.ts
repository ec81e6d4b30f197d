import type { TensorCounts } from "../train/counters.js";
import { precisionText } from "../train/precision.js";
import type { SessionStep } from "../train/session.js";
import {
  clockReport,
  clockScreen,
  grouped,
  timelineReport,
  type ClockReport,
  type TimelineReport,
} from "./clock-report.js";
import { plainTable, wrapped } from "./screen.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainResult } from "./train-run.js";

/** What `redmule train --json` prints. */
export interface TrainReport extends ClockReport {
  readonly network: string;
  readonly precision: string;
  readonly engine: string;
  readonly model: string;
  readonly batch: number;
  readonly seed: number;
  readonly trained: readonly string[];
  readonly steps: readonly SessionStep[];
  readonly counters: readonly TensorCounts[] | null;
  /** With --timeline, of a step that was run on the cluster. */
  readonly timeline: TimelineReport | null;
  readonly written: readonly string[];
}

export function reportOf({ network, session, trained, written }: TrainResult, options: TrainOptions): TrainReport {
  const { program } = session.trainer;
  return {
    network: network.name,
    precision: precisionText({ ...options, rules: options.format }),
    engine: options.engine,
    model: options.model,
    batch: network.shapes.get(network.inputs[0])![0],
    seed: options.seed,
    trained,
    steps: session.steps,
    ...clockReport(program, options.accumulate, session.clocks),
    timeline: options.timeline && session.clocks ? timelineReport(session.clocks.timeline) : null,
    counters: options.counters ? session.counts : null,
    written,
  };
}

/** One line a step. */
export function stepLine({ step, loss, clocks, skipped }: SessionStep): string {
  const parts = [`step ${step}`, `loss ${loss.toPrecision(7)}`];
  if (clocks !== null) parts.push(`${grouped(clocks)} clocks`);
  if (skipped) parts.push("skipped: the scaled gradients overflow");
  return parts.join("   ");
}

export function trainScreen(report: TrainReport): string {
  const { trained } = report;
  const lines = [
    `${report.network}, batch ${report.batch}, ${report.precision}, engine ${report.engine}, seed ${report.seed}`,
    wrapped(`trains ${trained.length} parameters: ${trained.join(", ")}`),
    "",
    ...clockScreen(report),
  ];
  if (report.counters !== null) lines.push("", countersTable(report.counters));
  for (const file of report.written) lines.push(`wrote ${file}`);
  return `${lines.join("\n")}\n`;
}

function countersTable(counters: readonly TensorCounts[]): string {
  const share = (part: number, whole: number): string => (part === 0 ? "-" : `${((100 * part) / whole).toFixed(3)} %`);
  return plainTable(
    [
      ["tensor", "format", "zero", "below normal", "infinite", "NaN", "largest"],
      ...counters.map((c) => [
        c.tensor,
        c.format,
        share(c.zeros, c.elements),
        share(c.subnormal, c.elements),
        share(c.infinite, c.elements),
        share(c.nan, c.elements),
        c.largest.toPrecision(3),
      ]),
    ],
    ["left", "left"],
  );
}
