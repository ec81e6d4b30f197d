import type { Probe, Scope } from "../hw/probe.js";
import { packageVersion } from "../sw/package-file.js";
import { dumpSink } from "../wave/fst-sink.js";
import { writeGtkw } from "../wave/gtkw.js";
import { VcdWriter, type VcdOptions } from "../wave/vcd-writer.js";
import type { WaveFlags } from "./wave-options.js";

/** A design whose observers are called in every clock, between settle and edge. */
export interface WaveSource {
  scope(name: string): Scope;
  readonly observers: ((clock: number) => void)[];
}

/** How a waveform presents a design. */
export interface WaveView {
  /** Name of the top scope. */
  readonly name: string;
  /** Globs of what the save file for GTKWave shows first. */
  readonly keys: readonly string[];
  /** Lines of the file's comment: seed, configuration, the command that repeats it. */
  readonly comment: readonly string[];
}

/** Signals of RedMulE that a save file shows first. */
export const REDMULE_KEYS = [
  "redmule.{event,busy}",
  "redmule.controller.state",
  "redmule.scheduler.{state,stall_w,stall_x,stall_y}",
  "redmule.x_buffer.x_state",
  "redmule.z_buffer.state",
  "redmule.streamer.{req,gnt,write,addr,rvalid}",
];

/** The contents of memories are no signals: a waveform shows their ports. */
function isContents(probe: Probe): boolean {
  return probe.name === "words";
}

/** A design without the contents of its memories. */
export function withoutContents({ name, probes, children }: Scope): Scope {
  return { name, probes: probes.filter((probe) => !isContents(probe)), children: children.map(withoutContents) };
}

/** A waveform file that is being written. */
export interface Dump {
  readonly writer: VcdWriter;
  /** Completes the file and the save file for GTKWave beside it. */
  finish(): void;
}

/**
 * Begins a waveform file of a design, VCD or, by its name, FST.
 * @throws UsageError when it cannot be written
 */
export function openDump(
  scope: Scope,
  path: string,
  { keys, comment }: WaveView,
  options: Pick<VcdOptions, "from" | "to" | "values" | "select">,
): Dump {
  const version = `redmule ${packageVersion()}`;
  const writer = new VcdWriter(scope, dumpSink(path), { version, comment, ...options });
  return {
    writer,
    finish: () => {
      writer.close();
      writeGtkw(path, writer.variables, keys);
    },
  };
}

/**
 * Lets a design write its waveform from now on, if the options ask for one.
 * @returns completes the file and the save file beside it; nothing without `--wave`
 * @throws UsageError when the file cannot be written or the window is empty
 */
export function recordWave(design: WaveSource, flags: WaveFlags, view: WaveView): (() => void) | undefined {
  const { wave: path, waveFrom: from, waveTo: to, waveValues: values = false } = flags;
  if (path === undefined) return undefined;
  const { writer, finish } = openDump(withoutContents(design.scope(view.name)), path, view, {
    values,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  design.observers.push((clock) => writer.sample(clock));
  return finish;
}
