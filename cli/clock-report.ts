import type { Energy } from "../measure/energy/estimate.js";
import { energyText } from "./energy-text.js";
import type { MemoryHolder, MemoryPeak } from "../train/plan/holders.js";
import {
  REASONS,
  type Lanes,
  type PassClocks,
  type Reason,
  type StepClocks,
  type Timeline,
} from "../train/step-meter.js";
import type { Pass, Program } from "../train/step.js";
import { plainTable } from "./screen.js";

/** A layer's pass; clocks and what comes of them are null without a run on the cluster. */
export interface LayerRow {
  readonly layer: string;
  readonly pass: Pass;
  /** Useful multiply-accumulates. */
  readonly macs: number;
  readonly clocks: number | null;
  readonly macPerClock: number | null;
  /** Where the clocks went; they add up to `clocks`. */
  readonly reasons: PassClocks["reasons"] | null;
  readonly redmuleBusy: number | null;
  readonly milliseconds: number | null;
  readonly microjoules: number | null;
}

/** What a run tells of its clocks and of its memory. */
export interface ClockReport {
  readonly layers: readonly LayerRow[];
  readonly macs: number;
  readonly clocks: number | null;
  readonly macPerClock: number | null;
  readonly redmuleBusy: number | null;
  readonly milliseconds: number | null;
  readonly microjoules: number | null;
  /** Where the power figures come from. */
  /** `microjoules` may lie from `energyLow` to `energyHigh`; null without clocks. */
  readonly energyLow: number | null;
  readonly energyHigh: number | null;
  readonly energySource: Energy["source"] | null;
  readonly memory: {
    readonly l2Peak: number | null;
    readonly tcdmPeak: number | null;
    /** At which step, and what holds the bytes. */
    readonly l2: MemoryPeak | null;
    readonly tcdm: MemoryPeak | null;
  };
}

/** What happened when, compactly: step, first clock, clocks, reason, and the clocks in which RedMulE and DMA worked. */
export interface TimelineReport {
  readonly steps: Timeline["steps"];
  readonly reasons: readonly Reason[];
  readonly stretches: readonly (readonly number[])[];
  /** Slices of time by the clock behind each, and how busy everybody was in them. */
  readonly lanes?: Lanes;
}

export function timelineReport({ steps, stretches, lanes }: Timeline): TimelineReport {
  return {
    ...(lanes && { lanes }),
    steps,
    reasons: REASONS,
    stretches: stretches.map(({ step, begin, clocks, reason, redmule, dma }) => {
      return [step, begin, clocks, REASONS.indexOf(reason), redmule, dma];
    }),
  };
}

/** @param batches how often the program's multiply-accumulates were done in what was measured */
export function clockReport(program: Program, batches: number, measured: StepClocks | undefined): ClockReport {
  const macs = batches * program.macs.reduce((sum, each) => sum + each.macs, 0);
  const clocks = measured?.clocks ?? null;
  return {
    layers: layerRows(program, batches, measured?.passes),
    macs,
    clocks,
    macPerClock: clocks === null ? null : macs / clocks,
    redmuleBusy: measured?.redmuleBusy ?? null,
    milliseconds: measured?.energy.milliseconds ?? null,
    microjoules: measured?.energy.microjoules ?? null,
    energyLow: measured?.energy.low ?? null,
    energyHigh: measured?.energy.high ?? null,
    energySource: measured?.energy.source ?? null,
    memory: {
      l2Peak: measured?.memory.l2.bytes ?? null,
      tcdmPeak: measured?.memory.tcdm.bytes ?? null,
      l2: measured?.memory.l2 ?? null,
      tcdm: measured?.memory.tcdm ?? null,
    },
  };
}

function layerRows(program: Program, batches: number, passes: readonly PassClocks[] | undefined): LayerRow[] {
  const rows = new Map<string, LayerRow>();
  const add = (layer: string, pass: Pass, macs: number): void => {
    const measured = passes?.find((each) => each.layer === layer && each.pass === pass);
    const clocks = measured?.clocks ?? null;
    rows.set(`${layer}\n${pass}`, {
      ...{ layer, pass, macs, clocks },
      macPerClock: clocks === null || clocks === 0 ? null : macs / clocks,
      reasons: measured?.reasons ?? null,
      redmuleBusy: measured?.redmuleBusy ?? null,
      milliseconds: measured?.milliseconds ?? null,
      microjoules: measured?.microjoules ?? null,
    });
  };
  for (const step of [...program.first, ...program.update]) add(step.layer, step.pass, 0);
  for (const { layer, pass, macs } of program.macs) add(layer, pass, macs * batches);
  return [...rows.values()];
}

export const grouped = (value: number): string => value.toLocaleString("en-US").replaceAll(",", " ");
const ratio = (value: number | null): string => (value === null ? "-" : value.toFixed(2));
const share = (part: number, whole: number): string => (whole === 0 ? "-" : `${((100 * part) / whole).toFixed(0)} %`);

/** Heads of the columns that say where the clocks went. */
const HEADS: Readonly<Record<Reason, string>> = {
  compute: "compute",
  im2row: "im2row",
  transform: "turn",
  redmuleWait: "RedMulE",
  dmaWait: "DMA",
  idle: "idle",
};

/** The table layer x pass, and behind a run on the cluster time, energy and memory. */
export function clockScreen(report: ClockReport): string[] {
  return report.clocks === null ? [macTable(report)] : [clockTable(report), "", ...totals(report)];
}

function macTable({ layers, macs }: ClockReport): string {
  const rows = layers.filter((row) => row.macs > 0).map((row) => [row.layer, row.pass, grouped(row.macs)]);
  return plainTable([["layer", "pass", "MAC"], ...rows, ["all", "", grouped(macs)]], ["left", "left"]);
}

function clockTable({ layers, macs, clocks, macPerClock, milliseconds, microjoules }: ClockReport): string {
  const measured = layers.filter((row) => row.clocks !== null);
  const shares = (reasons: LayerRow["reasons"], whole: number): string[] =>
    REASONS.map((reason) => share(reasons?.[reason] ?? 0, whole));
  const all = Object.fromEntries(
    REASONS.map((reason) => [reason, measured.reduce((sum, row) => sum + row.reasons![reason], 0)]),
  ) as Record<Reason, number>;
  return plainTable(
    [
      ["layer", "pass", "MAC", "clocks", "MAC/clock", ...REASONS.map((reason) => HEADS[reason]), "ms", "uJ"],
      ...measured.map((row) => [
        ...[
          row.layer,
          row.pass,
          grouped(row.macs),
          grouped(row.clocks!),
          row.macs === 0 ? "-" : ratio(row.macPerClock),
        ],
        ...[...shares(row.reasons, row.clocks!), row.milliseconds!.toFixed(3), row.microjoules!.toFixed(2)],
      ]),
      [
        ...["all", "", grouped(macs), grouped(clocks!), ratio(macPerClock)],
        ...[...shares(all, clocks!), milliseconds!.toFixed(3), microjoules!.toFixed(2)],
      ],
    ],
    ["left", "left"],
  );
}

/** Sizes of L2 that chips have; what needs more says so. KiB. */
const L2_SIZES = [2048, 512] as const;

function totals(report: ClockReport): string[] {
  const { clocks, milliseconds, redmuleBusy, memory } = report;
  const energy = energyText({
    microjoules: report.microjoules!,
    ...{ low: report.energyLow!, high: report.energyHigh!, source: report.energySource! },
  });
  const lines = [`${milliseconds!.toFixed(3)} ms, ${energy}`];
  if (redmuleBusy! > 0) lines.push(`RedMulE works in ${share(redmuleBusy!, clocks!)} of the clocks`);
  const above = L2_SIZES.find((kib) => memory.l2!.bytes > 1024 * kib);
  const more = above === undefined ? "" : `, more than ${above} KiB`;
  lines.push(...peakLines("L2", memory.l2!, more), ...peakLines("TCDM", memory.tcdm!, ""));
  return lines;
}

function peakLines(name: string, { bytes, step, holders }: MemoryPeak, more: string): string[] {
  return [
    `${name}: ${grouped(bytes)} bytes at the peak${more}, in ${step}:`,
    ...holders.map((each) => `  ${holderText(each)}`),
  ];
}

function holderText({ what, bytes, largest }: MemoryHolder): string {
  const named = largest.map((each) => `${each.name} ${grouped(each.bytes)}`).join(", ");
  return `${grouped(bytes).padStart(10)} ${what}${named === "" ? "" : `: ${named}`}`;
}
