import { pathInDump } from "./dump/design-in-dump.js";
import type { DiffRun } from "./diff-run.js";
import { globOf } from "./map/glob.js";
import type { ViewSignal } from "./view-field.js";

/** Which inputs of a block agreed in the clock before its first difference. */
export interface BlockInputs {
  /** RTL paths of the wires into the block that the map knows, and those of them that differed. */
  readonly known: readonly string[];
  readonly differing: readonly string[];
}

/** Where RTL and model part. */
export interface FirstDifference {
  /** 0 is the first trigger write; values stand just before the rising edge. */
  readonly clock: number;
  /** Rising edges before it in the dump, and its time in units of the timescale. */
  readonly edge: number;
  readonly time: number;
  /** Trigger writes so far, and the clock counted from the last of them. */
  readonly job: number;
  readonly sinceTrigger: number | null;
  readonly block: string;
  /** RTL paths that differ in that clock. */
  readonly registers: readonly string[];
  /** Values of the first of them: a number, or hexadecimal digits where 32 bits are not enough or some are unknown. */
  readonly rtl: number | string;
  readonly model: number | string;
  readonly values: Readonly<Record<string, { readonly rtl: number | string; readonly model: number | string }>>;
  readonly inputs: BlockInputs;
}

export interface DiffResult {
  readonly equal: boolean;
  /** Clocks compared. */
  readonly clocks: number;
  /** Registers of the model that the map and the dump have, and that they do not have; elements of arrays count each. */
  readonly mapped: number;
  readonly unmapped: number;
  readonly first: FirstDifference | null;
  /** Signals by the clock of their first difference. */
  readonly byClock: readonly {
    readonly clock: number;
    readonly edge: number;
    readonly registers: readonly string[];
    readonly wires?: readonly string[];
  }[];
  readonly top: string;
  /** L x H x P; null for a design that is no array. */
  readonly array: string | null;
  /** The design, for a reader. */
  readonly size: string;
  readonly map: string;
  /** Signals of the RTL that are compared: registers, outputs, wires. */
  readonly compared: Readonly<Record<"registers" | "outputs" | "wires", number>>;
  /** RTL paths of the map that the dump does not have. */
  readonly missing: readonly string[];
  readonly unmappedRegisters: readonly string[];
}

/** What a finished run found. */
export function resultOf(run: DiffRun): DiffResult {
  const { divergence, view, design } = run;
  const coverage = coverageOf(run);
  const count = (kind: ViewSignal["kind"]): number => view.signals.filter((signal) => signal.kind === kind).length;
  return {
    equal: divergence.earliest === Infinity,
    clocks: run.compared,
    mapped: coverage.mapped,
    unmapped: coverage.unmapped,
    first: firstOf(run),
    byClock: byClock(run),
    top: run.top,
    array: design.array,
    size: design.size,
    map: run.options.map.name,
    compared: { registers: count("register"), outputs: count("output"), wires: count("wire") },
    missing: run.missing.map((path) => pathInDump(run.top, path)),
    unmappedRegisters: coverage.names,
  };
}

/** Registers of the model, those that only the model has left out. */
function coverageOf(run: DiffRun): { mapped: number; unmapped: number; names: string[] } {
  const alone = run.options.map.modelOnly.map(globOf);
  const { probes } = run.design;
  let mapped = 0;
  let unmapped = 0;
  const names: string[] = [];
  for (const [path, { length }] of probes.registers()) {
    if (path.startsWith("rtl.") || alone.some((glob) => glob.test(path))) continue;
    const used = probes.used.get(path)?.size ?? 0;
    mapped += used;
    unmapped += length - used;
    if (used < length) names.push(length === 1 ? path : `${path} (${length - used} of ${length})`);
  }
  return { mapped, unmapped, names };
}

function firstOf(run: DiffRun): FirstDifference | null {
  const { divergence, view } = run;
  const signals = divergence.earliestSignals;
  if (signals.length === 0) return null;
  const edge = divergence.earliest;
  const found = signals.map((signal) => divergence.first[view.signals.indexOf(signal)]!);
  const path = (signal: ViewSignal): string => pathInDump(run.top, signal.path);
  const { block } = signals[0];
  const jobs = run.triggers.filter((trigger) => trigger <= edge);
  return {
    clock: run.clockOf(edge),
    edge,
    time: found[0].time,
    job: jobs.length,
    sinceTrigger: jobs.length === 0 ? null : edge - jobs[jobs.length - 1],
    block,
    registers: [...new Set(signals.map(path))],
    rtl: found[0].rtl,
    model: found[0].model,
    values: Object.fromEntries(
      signals.map((signal, i) => [path(signal), { rtl: found[i].rtl, model: found[i].model }]),
    ),
    inputs: inputsOf(run, block),
  };
}

/** The wires into a block: what the dump has of them, and what differed in the clock before. */
function inputsOf({ view, divergence, top }: DiffRun, block: string): BlockInputs {
  const into = view.signals.map((signal, s) => ({ signal, s })).filter(({ signal }) => signal.into === block);
  const wires = new Set(divergence.around?.wires);
  const path = ({ signal }: { signal: ViewSignal }): string => pathInDump(top, signal.path);
  return {
    known: [...new Set(into.map(path))],
    differing: [...new Set(into.filter(({ s }) => wires.has(s)).map(path))],
  };
}

function byClock(run: DiffRun): DiffResult["byClock"] {
  const { divergence, view } = run;
  const edges = new Map<number, { registers: Set<string>; wires: Set<string> }>();
  view.signals.forEach(({ path, kind }, s) => {
    const found = divergence.first[s];
    if (found === undefined) return;
    const at = edges.get(found.edge) ?? { registers: new Set(), wires: new Set() };
    edges.set(found.edge, at);
    (kind === "wire" ? at.wires : at.registers).add(pathInDump(run.top, path));
  });
  return [...edges]
    .sort(([a], [b]) => a - b)
    .map(([edge, { registers, wires }]) => ({
      ...{ clock: run.clockOf(edge), edge, registers: [...registers] },
      ...(wires.size > 0 && { wires: [...wires] }),
    }));
}
