import type { Track } from "../../wave/track.js";
import { bitsOf } from "./bits.js";
import type { DiffRun } from "./diff-run.js";
import type { ViewField, ViewSignal } from "./view-field.js";
import { shortPath } from "./short-path.js";

/** Signals of the block that a diagram shows beside those that differ, and differing ones at most. */
const CONTEXT = 6;
const DIFFERING = 4;

/** Clocks around the first difference, for a timing diagram: RTL and model of what differs, then what moved in its block. */
export function tracksAround(run: DiffRun): { tracks: Track[]; from: number; to: number } | null {
  const { divergence, view } = run;
  const { around } = divergence;
  if (around === null) return null;
  const differing = divergence.earliestSignals;
  const shown = differing.slice(0, DIFFERING).flatMap((signal) => bothSides(run, signal));
  const { block } = differing[0];
  const context = view.signals
    .filter((signal) => (signal.block === block || signal.into === block) && signal.width <= 32)
    .filter((signal) => !differing.includes(signal) && moves(run, signal))
    .slice(0, CONTEXT)
    .map((signal) => rtlTrack(run, signal, signal.fields.length === 1 ? signal.fields[0] : whole(signal), ""));
  const edges = around.edges.map((edge) => run.clockOf(edge));
  return { tracks: [...shown, ...context], from: edges[0], to: edges[edges.length - 1] };
}

/** All bits of a signal as one field. */
function whole({ width }: ViewSignal): Pick<ViewField, "low" | "width" | "names"> {
  return { low: 0, width, names: undefined };
}

function rtlAt(run: DiffRun, signal: ViewSignal, low: number, width: number, clock: number): number | null {
  const { around } = run.divergence;
  const at = around!.edges.findIndex((edge) => run.clockOf(edge) === clock);
  const from = run.offsets[run.view.signals.indexOf(signal)];
  if (at < 0 || unknownOf(around!.unknown[at], from, low, width)) return null;
  return bitsOf(around!.words[at], from, low, Math.min(width, 32));
}

function unknownOf(unknown: Uint32Array, offset: number, low: number, width: number): boolean {
  return bitsOf(unknown, offset, low, Math.min(width, 32)) !== 0;
}

function moves(run: DiffRun, signal: ViewSignal): boolean {
  const { around } = run.divergence;
  const values = around!.edges.map((edge) => rtlAt(run, signal, 0, signal.width, run.clockOf(edge)));
  return values.some((value) => value !== values[0]);
}

function rtlTrack(
  run: DiffRun,
  signal: ViewSignal,
  { low, width, names }: Pick<ViewField, "low" | "width" | "names">,
  side: string,
): Track {
  const slice = low === 0 && width >= Math.min(32, signal.width) ? "" : `[${low + width - 1}:${low}]`;
  return {
    path: `${shortPath(signal.path)}${slice}${side}`,
    width,
    real: false,
    ...(names !== undefined && { states: names }),
    at: (clock) => rtlAt(run, signal, low, width, clock),
  };
}

/** RTL and model of the first field that differs: before the difference both are what the RTL shows. */
function bothSides(run: DiffRun, signal: ViewSignal): Track[] {
  const { view, divergence, offsets } = run;
  const around = divergence.around!;
  const last = around.words[around.words.length - 1];
  const from = offsets[view.signals.indexOf(signal)];
  const model = (field: ViewField): number => bitsOf(around.model, signal.offset, field.low, field.width);
  const unknown = around.unknown[around.words.length - 1];
  const differs = (one: ViewField): boolean =>
    bitsOf(last, from, one.low, one.width) !== model(one) || unknownOf(unknown, from, one.low, one.width);
  const field = signal.fields.find(differs) ?? signal.fields[0];
  const rtl = rtlTrack(run, signal, field, "");
  const clock = run.clockOf(divergence.earliest);
  return [rtl, { ...rtl, path: `${rtl.path} (model)`, at: (at) => (at === clock ? model(field) : rtl.at(at)) }];
}
