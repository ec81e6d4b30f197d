import { setImmediate } from "node:timers/promises";
import { gemmOpsFast } from "../golden/fast.js";
import type { GemmOpsJob, Tensor } from "../golden/job.js";
import { regionOf } from "../hw/cluster/address-map.js";
import { Cluster } from "../hw/cluster/cluster.js";
import type { Config } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import { Account } from "../hw/redmule/account.js";
import { ERRATUM_NAMES } from "../hw/redmule/errata.js";
import { ClusterBench } from "../tb/cluster/cluster-bench.js";
import { ClusterJob, clusterParameters, packedBases } from "../tb/cluster/cluster-job.js";
import { encodeNpy } from "../tb/npy.js";
import { StallPattern } from "../tb/random.js";
import { tensorsOf } from "../tb/redmule/job.js";
import { fillGarbage } from "../tb/redmule/placed-job.js";
import { FileSink } from "../wave/file-sink.js";
import { jobOf, replayCommand, type RunOptions } from "./run-options.js";
import { FREQUENCY_GHZ, paperGflops, type Mismatch, type RunReport } from "./run-report.js";
import { recordWave, REDMULE_KEYS } from "./wave.js";

/** What the save file for GTKWave shows first. */
const WAVE_KEYS = ["core0.{retired_valid,retired_pc,sleeping}", ...REDMULE_KEYS];
/** Clocks between two looks at signals of the operating system. */
const SLICE = 4096;

function compare(z: Tensor, golden: Tensor, columns: number): { mismatches: number; first?: Mismatch } {
  let mismatches = 0;
  let first: Mismatch | undefined;
  const hex = (bits: number): string => `0x${bits.toString(16).padStart(2 * z.BYTES_PER_ELEMENT, "0")}`;
  for (let i = 0; i < z.length; i++) {
    if (z[i] === golden[i]) continue;
    mismatches++;
    first ??= { row: Math.floor(i / columns), column: i % columns, got: hex(z[i]), expected: hex(golden[i]) };
  }
  return { mismatches, ...(first === undefined ? {} : { first }) };
}

function build(config: Config): Cluster {
  try {
    return new Cluster(clusterParameters(config));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`This machine has no room for a TCDM of ${config.tcdmKib} KiB: give a smaller --tcdm-kib.`);
  }
}

/**
 * One job through the firmware on a cluster of its own.
 * @throws UsageError before the first clock when the settings do not fit together or a file cannot be read or written
 */
export async function runJob(options: RunOptions): Promise<RunReport> {
  const wanted = jobOf(options);
  const { config, op, fmt, m, n, k, seed, data, stall, stallSeed, misalign } = wanted;
  const cluster = build(config);
  const { parameters } = cluster.redmule;
  const bases = packedBases(wanted, misalign, parameters, regionOf(cluster.map, "tcdm"));
  const job: GemmOpsJob = { op, fmt, m, n, k, ...tensorsOf(wanted) };
  fillGarbage(cluster.interconnect.tcdm.words, seed);
  const placed = new ClusterJob(cluster, job, bases);
  const bench = new ClusterBench(cluster, placed.descriptor, new StallPattern(stall, stallSeed));
  const account = new Account(cluster.redmule);
  bench.jobObservers.push(() => account.sample());
  const replay = replayCommand(options);

  const output = options.z === undefined ? undefined : new FileSink(options.z);
  const comment = [`seed ${seed}`, `configuration ${JSON.stringify(config)}`, replay];
  const finishWave = recordWave(cluster, options, { name: "cluster", keys: WAVE_KEYS, comment });
  const interrupted = (): void => process.exit(130);
  process.once("SIGINT", interrupted);
  while (!bench.advance(SLICE)) await setImmediate();
  process.removeListener("SIGINT", interrupted);
  finishWave?.();

  const { cycles, trigger, reads, writes, diagnosis } = bench.result;
  const z = placed.z();
  if (output) {
    const file = encodeNpy({ rows: m, columns: k, data: z });
    output.write(file, file.length);
    output.close();
  }
  const { L, H, P, port, errata } = parameters;
  const ended = diagnosis === undefined && cycles !== null;
  const macs = m * n * k;
  const check = ended ? compare(z, gemmOpsFast(job), k) : { mismatches: 0 };
  return {
    status: ended ? "ok" : "hang",
    ...(diagnosis === undefined ? {} : { message: diagnosis }),
    ...{ op, fmt, m, n, k, config: { L, H, P, port }, ce: config.ce, tcdmKib: config.tcdmKib, profile: config.profile },
    errata: ERRATUM_NAMES.filter((name) => errata[name]),
    ...{ seed, data, stall, stallSeed, misalign, cycles, trigger },
    utilisation: cycles === null ? null : macs / (cycles * L * H),
    gflops: cycles === null ? null : ((2 * macs) / cycles) * FREQUENCY_GHZ,
    paperGflops: paperGflops({ L, H, P, port }, fmt),
    ...{ reads, writes, account: cycles === null ? null : account.finish(m, n, k) },
    golden: !ended ? "none" : check.mismatches === 0 ? "match" : "mismatch",
    ...check,
    replay,
  };
}
