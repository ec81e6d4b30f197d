import { engineActivity } from "../measure/energy/cluster-activity.js";
import { energyOf } from "../measure/energy/estimate.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { placeTiled, type TiledInCluster } from "../run/cluster/placement.js";
import { type Job } from "../run/redmule/job.js";
import { jobOf, replayCommand, tileOf, type JobOptions, type RunOptions } from "./run-options.js";
import { ratesOf, settingsOf, type TiledReport } from "./run-report.js";
import { simulate, verdictOf } from "./simulate.js";
import { wrongWriteOf } from "./wrong-write.js";
import { REDMULE_KEYS } from "./record-wave.js";

/** What the save file for GTKWave shows first. */
export const TILED_WAVE_KEYS = ["core0.{retired_valid,retired_pc,sleeping}", "dma.{busy,event}", ...REDMULE_KEYS];

/** A job whose tensors stand in L2, in a cluster of its own, ready to run. */
export interface PlacedTiledRun extends TiledInCluster {
  readonly wanted: Job;
}

/** @throws UsageError when the settings do not fit together or a file cannot be read */
export function placeTiledRun(options: JobOptions): PlacedTiledRun {
  const wanted = jobOf(options);
  return { wanted, ...placeTiled(wanted, { tile: tileOf(options) }) };
}

/**
 * One job whose tensors stand in L2, through the tiled firmware on a cluster of its own.
 * @throws UsageError before the first clock when the settings do not fit together or a file cannot be read or written
 */
export async function runTiled(options: RunOptions): Promise<TiledReport> {
  const run = placeTiledRun(options);
  const { wanted, placed, bench, tiling } = run;
  const redmule = bench.cluster.redmule.parameters;
  const replay = replayCommand(options);

  const z = await simulate({ bench, placed, job: wanted, keys: TILED_WAVE_KEYS, replay }, options);
  const { clocks: cycles, start, work: clocks, toTcdm, toL2, diagnosis } = bench.result;
  const ended = diagnosis === undefined;
  const verdict = verdictOf(ended, z, placed.job);
  const wrongWrite = verdict.mismatches > 0 ? await wrongWriteOf(run, () => placeTiledRun(options)) : undefined;
  return {
    ...settingsOf(wanted, redmule, ended, diagnosis),
    ...{ tile: tiling.tile, tiles: tiling.tiles, cycles, start, clocks, ...ratesOf(wanted, redmule, cycles) },
    ...{ bytesToTcdm: toTcdm, bytesToL2: toL2, bytesPerClock: cycles === null ? null : (toTcdm + toL2) / cycles },
    energy: cycles === null ? null : energyOf(engineActivity(bench.cluster, cycles), OPERATING_POINTS["0.65V"]),
    ...verdict,
    ...(wrongWrite && { wrongWrite }),
    replay,
  };
}
