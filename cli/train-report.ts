import type { TensorCounts } from "../train/counters.js";
import type { Pass, Program } from "../train/step.js";
import type { PassClocks } from "../train/step-meter.js";
import type { SessionStep } from "../train/session.js";
import { plainTable } from "./screen.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainResult } from "./train-run.js";

export interface LayerRow {
  readonly layer: string;
  readonly pass: Pass;
  /** Useful multiply-accumulates of the batches of a step. */
  readonly macs: number;
  readonly clocks: number | null;
  readonly macPerClock: number | null;
  readonly reasons: PassClocks["reasons"] | null;
}

/** What `redmule train --json` prints. */
export interface TrainReport {
  readonly network: string;
  readonly precision: string;
  readonly engine: string;
  readonly model: string;
  readonly batch: number;
  readonly seed: number;
  readonly trained: readonly string[];
  readonly steps: readonly SessionStep[];
  readonly layers: readonly LayerRow[];
  readonly macs: number;
  readonly clocks: number | null;
  readonly macPerClock: number | null;
  readonly milliseconds: number | null;
  readonly microjoules: number | null;
  /** Where the power figures come from. */
  readonly energySource: string | null;
  readonly memory: { readonly l2Peak: number | null; readonly tcdmPeak: number | null };
  readonly counters: readonly TensorCounts[] | null;
  readonly written: readonly string[];
}

function layerRows(program: Program, accumulate: number, passes: readonly PassClocks[] | undefined): LayerRow[] {
  const rows = new Map<string, LayerRow>();
  const add = (layer: string, pass: Pass, macs: number): void => {
    const measured = passes?.find((each) => each.layer === layer && each.pass === pass);
    const clocks = measured?.clocks ?? null;
    const macPerClock = clocks === null || clocks === 0 ? null : macs / clocks;
    rows.set(`${layer}\n${pass}`, { layer, pass, macs, clocks, macPerClock, reasons: measured?.reasons ?? null });
  };
  for (const step of [...program.first, ...program.update]) add(step.layer, step.pass, 0);
  for (const { layer, pass, macs } of program.macs) add(layer, pass, macs * accumulate);
  return [...rows.values()];
}

export function reportOf({ network, session, trained, written }: TrainResult, options: TrainOptions): TrainReport {
  const { program } = session.trainer;
  const measured = session.clocks;
  const clocks = session.steps.at(-1)?.clocks ?? null;
  const macs = program.macs.reduce((sum, each) => sum + each.macs, 0) * options.accumulate;
  return {
    network: network.name,
    precision: options.precision,
    engine: options.engine,
    model: options.model,
    batch: network.shapes.get(network.inputs[0])![0],
    seed: options.seed,
    trained,
    steps: session.steps,
    layers: layerRows(program, options.accumulate, measured?.passes),
    macs,
    clocks,
    macPerClock: clocks === null ? null : macs / clocks,
    milliseconds: measured?.energy.milliseconds ?? null,
    microjoules: measured?.energy.microjoules ?? null,
    energySource: measured?.energy.source ?? null,
    memory: { l2Peak: measured?.memory.l2Peak ?? null, tcdmPeak: measured?.memory.tcdmPeak ?? null },
    counters: options.counters ? session.counts : null,
    written,
  };
}

const grouped = (value: number): string => value.toLocaleString("en-US").replaceAll(",", " ");
const ratio = (value: number | null): string => (value === null ? "-" : value.toFixed(2));

/** One line a step. */
export function stepLine({ step, loss, clocks, skipped }: SessionStep): string {
  const parts = [`step ${step}`, `loss ${loss.toPrecision(7)}`];
  if (clocks !== null) parts.push(`${grouped(clocks)} clocks`);
  if (skipped) parts.push("skipped: the scaled gradients overflow");
  return parts.join("   ");
}

export function trainScreen(report: TrainReport): string {
  const { trained, layers } = report;
  const lines = [
    `${report.network}, batch ${report.batch}, ${report.precision}, engine ${report.engine}, seed ${report.seed}`,
    `trains ${trained.length} parameters: ${trained.join(", ")}`,
    "",
    plainTable(
      [
        ["layer", "pass", "MAC", "clocks", "MAC/clock"],
        ...layers
          .filter(({ macs, clocks }) => macs > 0 || clocks !== null)
          .map(({ layer, pass, macs, clocks, macPerClock }) => [
            layer,
            pass,
            grouped(macs),
            clocks === null ? "-" : grouped(clocks),
            ratio(macPerClock),
          ]),
        [
          "all",
          "",
          grouped(report.macs),
          report.clocks === null ? "-" : grouped(report.clocks),
          ratio(report.macPerClock),
        ],
      ],
      ["left", "left"],
    ),
  ];
  if (report.clocks !== null) {
    lines.push(
      "",
      `${report.milliseconds!.toFixed(3)} ms, ${report.microjoules!.toFixed(1)} uJ (${report.energySource})`,
      `L2 ${grouped(report.memory.l2Peak!)} bytes, TCDM ${grouped(report.memory.tcdmPeak!)} bytes at the peak`,
    );
  }
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
