import type { Cluster } from "../hw/cluster/cluster.js";
import type { Probe, Scope } from "../hw/probe.js";
import { FileSink } from "../wave/file-sink.js";
import { writeGtkw } from "../wave/gtkw.js";
import { VcdWriter } from "../wave/vcd-writer.js";

export interface WaveOptions {
  readonly path: string;
  readonly version: string;
  readonly comment: readonly string[];
  /** First and last clock, counted from reset. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A real-valued shadow beside each FP16 bus. */
  readonly values: boolean;
}

/** What the save file for GTKWave shows first. */
const KEYS = [
  "core0.{retired_valid,retired_pc,sleeping}",
  "redmule.{event,busy}",
  "redmule.controller.state",
  "redmule.scheduler.{state,stall_w,stall_x,stall_y}",
  "redmule.{x,z}_buffer.state",
  "redmule.streamer.{req,gnt,write,addr,rvalid}",
];

/** The contents of memories are no signals: a waveform shows their ports. */
function isContents(probe: Probe): boolean {
  return probe.name === "words";
}

function withoutContents({ name, probes, children }: Scope): Scope {
  return { name, probes: probes.filter((probe) => !isContents(probe)), children: children.map(withoutContents) };
}

/**
 * Lets a cluster write its waveform from now on.
 * @returns completes the file and the save file beside it; its path
 * @throws UsageError when the file cannot be written or the window is empty
 */
export function recordWave(cluster: Cluster, options: WaveOptions): () => string {
  const { path, version, comment, from, to, values } = options;
  const writer = new VcdWriter(withoutContents(cluster.scope("cluster")), new FileSink(path), {
    ...{ version, comment, values },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  cluster.observers.push((clock) => writer.sample(clock));
  return () => {
    writer.close();
    return writeGtkw(path, writer.variables, KEYS);
  };
}
