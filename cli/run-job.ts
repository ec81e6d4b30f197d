import type { GemmOpsJob } from "../golden/gemm/job.js";
import { regionOf } from "../hw/cluster/address-map.js";
import { Account } from "../hw/redmule/account.js";
import { ClusterBench } from "../run/cluster/cluster-bench.js";
import { ClusterJob, clusterParameters, packedBases } from "../run/cluster/cluster-job.js";
import { StallPattern } from "../run/data/random.js";
import { tensorsOf, type Job } from "../run/redmule/job.js";
import { fillGarbage } from "../run/redmule/placed-job.js";
import { jobOf, replayCommand, type JobOptions, type RunOptions } from "./run-options.js";
import { paperGflops, ratesOf, settingsOf, type RunReport } from "./run-report.js";
import { buildCluster, simulate, verdictOf } from "./simulate.js";
import { REDMULE_KEYS } from "./record-wave.js";

/** What the save file for GTKWave shows first. */
export const WAVE_KEYS = ["core0.{retired_valid,retired_pc,sleeping}", ...REDMULE_KEYS];

/** A job placed in a cluster of its own, ready to run. */
export interface PlacedRun {
  readonly wanted: Job;
  /** The job with its tensors. */
  readonly job: GemmOpsJob;
  readonly placed: ClusterJob;
  readonly bench: ClusterBench;
}

/** @throws UsageError when the settings do not fit together or a file cannot be read */
export function placeRun(options: JobOptions): PlacedRun {
  const wanted = jobOf(options);
  const { config, op, fmt, m, n, k, seed, stall, stallSeed, misalign } = wanted;
  const cluster = buildCluster(clusterParameters(config));
  const bases = packedBases(wanted, misalign, cluster.redmule.parameters, regionOf(cluster.map, "tcdm"));
  const job: GemmOpsJob = { op, fmt, m, n, k, ...tensorsOf(wanted) };
  fillGarbage(cluster.interconnect.tcdm.words, seed);
  const placed = new ClusterJob(cluster, job, bases);
  return {
    wanted,
    job,
    placed,
    bench: new ClusterBench(cluster, placed.descriptor, new StallPattern(stall, stallSeed)),
  };
}

/**
 * One job through the firmware on a cluster of its own.
 * @throws UsageError before the first clock when the settings do not fit together or a file cannot be read or written
 */
export async function runJob(options: RunOptions): Promise<RunReport> {
  const { wanted, job, placed, bench } = placeRun(options);
  const { m, n, k, fmt } = wanted;
  const { redmule } = bench.cluster;
  const { parameters } = redmule;
  const account = new Account(redmule);
  bench.jobObservers.push(() => account.sample());
  const replay = replayCommand(options);

  const z = await simulate({ bench, placed, job: wanted, keys: WAVE_KEYS, replay }, options);
  const { cycles, trigger, reads, writes, diagnosis } = bench.result;
  const ended = diagnosis === undefined && cycles !== null;
  return {
    ...settingsOf(wanted, parameters, ended, diagnosis),
    ...{ cycles, trigger, ...ratesOf(wanted, parameters, cycles), paperGflops: paperGflops(parameters, fmt) },
    ...{ reads, writes, account: cycles === null ? null : account.finish(m, n, k) },
    ...verdictOf(ended, z, job),
    replay,
  };
}
