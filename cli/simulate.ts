import { hex } from "../hw/hex.js";
import { gemmOpsFast } from "../golden/gemm/fast.js";
import type { GemmOpsJob, Tensor } from "../golden/gemm/job.js";
import type { FirmwareBench } from "../run/cluster/firmware-bench.js";
import { encodeNpy } from "../run/data/npy.js";
import type { Job } from "../run/redmule/job.js";
import type { PlacedJob } from "../run/redmule/placed-job.js";
import { FileSink } from "../run/files/file-sink.js";
import { inSlices } from "./in-slices.js";
import { printLineTrace } from "./line-trace.js";
import type { RunOptions } from "./run-options.js";
import type { Mismatch, Verdict } from "./run-report.js";
import { recordWave } from "./record-wave.js";

/** Clocks between two looks at signals of the operating system. */
const SLICE = 4096;

/** A job in its cluster, ready to run. */
export interface Simulation {
  readonly bench: FirmwareBench;
  readonly placed: PlacedJob;
  readonly job: Job;
  /** What the save file for GTKWave shows first. */
  readonly keys: readonly string[];
  /** The command that repeats the run. */
  readonly replay: string;
}

/**
 * Runs a job to its end, with the waveform and the file of Z that the options ask for.
 * @returns Z as the memory holds it
 * @throws UsageError when a file cannot be written
 */
export async function simulate(simulation: Simulation, options: RunOptions): Promise<Tensor> {
  const { bench, placed, job, keys, replay } = simulation;
  const output = options.z === undefined ? undefined : new FileSink(options.z);
  const comment = [`seed ${job.seed}`, `configuration ${JSON.stringify(job.config)}`, replay];
  const finishWave = recordWave(bench.cluster, options, { name: "cluster", keys, comment });
  const stream = options.json ? process.stderr : process.stdout;
  const finishTrace = printLineTrace(bench.cluster, options, (text) => stream.write(text));
  await inSlices(() => bench.advance(SLICE), { progress: () => `clock ${bench.cluster.clock}` });
  finishTrace?.();
  finishWave?.();
  const z = placed.z();
  if (output) {
    const file = encodeNpy({ rows: job.m, columns: job.k, data: z });
    output.write(file, file.length);
    output.close();
  }
  return z;
}

/** Compares Z of a job that ended with golden. */
export function verdictOf(ended: boolean, z: Tensor, job: GemmOpsJob): Verdict {
  if (!ended) return { golden: "none", mismatches: 0 };
  const golden = gemmOpsFast(job);
  const digits = 2 * z.BYTES_PER_ELEMENT;
  let mismatches = 0;
  let first: Mismatch | undefined;
  for (let i = 0; i < z.length; i++) {
    if (z[i] === golden[i]) continue;
    mismatches++;
    first ??= {
      row: Math.floor(i / job.k),
      column: i % job.k,
      got: hex(z[i], digits),
      expected: hex(golden[i], digits),
    };
  }
  return first === undefined ? { golden: "match", mismatches } : { golden: "mismatch", mismatches, first };
}
