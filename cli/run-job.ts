import { Account } from "../hw/redmule/account.js";
import { placeInCluster, type InCluster } from "../run/cluster/placement.js";
import { type Job } from "../run/redmule/job.js";
import { jobOf, replayCommand, type JobOptions, type RunOptions } from "./run-options.js";
import { jobActivity } from "../measure/energy/activity.js";
import { energyOf } from "../measure/energy/estimate.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { publishedGflops } from "../measure/papers.js";
import { ratesOf, settingsOf, type RunReport } from "./run-report.js";
import { simulate, verdictOf } from "./simulate.js";
import { wrongWriteOf } from "./wrong-write.js";
import { REDMULE_KEYS } from "./record-wave.js";

/** What the save file for GTKWave shows first. */
export const WAVE_KEYS = ["core0.{retired_valid,retired_pc,sleeping}", ...REDMULE_KEYS];

/** Where the energy of a run is told: the papers' best efficiency. */
const BEST = OPERATING_POINTS["0.65V"];

/** A job in a cluster of its own, ready to run. */
export interface PlacedRun extends InCluster {
  readonly wanted: Job;
}

/** @throws UsageError when the settings do not fit together or a file cannot be read */
export function placeRun(options: JobOptions): PlacedRun {
  const wanted = jobOf(options);
  return { wanted, ...placeInCluster(wanted) };
}

/**
 * One job through the firmware on a cluster of its own.
 * @throws UsageError before the first clock when the settings do not fit together or a file cannot be read or written
 */
export async function runJob(options: RunOptions): Promise<RunReport> {
  const run = placeRun(options);
  const { wanted, placed, bench } = run;
  const { m, n, k, fmt } = wanted;
  const { redmule } = bench.cluster;
  const { parameters } = redmule;
  const account = new Account(redmule);
  bench.jobObservers.push(() => account.sample());
  const replay = replayCommand(options);

  const z = await simulate({ bench, placed, job: wanted, keys: WAVE_KEYS, replay }, options);
  const { cycles, trigger, reads, writes, diagnosis } = bench.result;
  const ended = diagnosis === undefined && cycles !== null;
  const spent = cycles === null ? null : account.finish(m, n, k);
  const energy =
    cycles === null || spent === null
      ? null
      : energyOf(jobActivity(parameters, { op: wanted.op, cycles, reads, writes, account: spent }), BEST);
  const verdict = verdictOf(ended, z, placed.job);
  const wrongWrite = verdict.mismatches > 0 ? await wrongWriteOf(run, () => placeRun(options)) : undefined;
  return {
    ...settingsOf(wanted, parameters, ended, diagnosis),
    ...{ cycles, trigger, ...ratesOf(wanted, parameters, cycles), paperGflops: publishedGflops(parameters, fmt) },
    ...{ reads, writes, energy, account: spent },
    ...verdict,
    ...(wrongWrite && { wrongWrite }),
    replay,
  };
}
