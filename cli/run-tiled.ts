import type { GemmOpsJob } from "../golden/gemm/job.js";
import { redmuleOf } from "../hw/config.js";
import { TiledBench } from "../run/cluster/tiled-bench.js";
import { tiledCluster, TiledJob } from "../run/cluster/tiled-job.js";
import { chooseTiling, tilingOf, type Tiling } from "../run/cluster/tiling.js";
import { StallPattern } from "../run/data/random.js";
import { tensorsOf, type Job } from "../run/redmule/job.js";
import { fillGarbage } from "../run/redmule/placed-job.js";
import { jobOf, replayCommand, tileOf, type JobOptions, type RunOptions } from "./run-options.js";
import { ratesOf, settingsOf, type TiledReport } from "./run-report.js";
import { buildCluster, simulate, verdictOf } from "./simulate.js";
import { REDMULE_KEYS } from "./record-wave.js";

/** What the save file for GTKWave shows first. */
export const TILED_WAVE_KEYS = ["core0.{retired_valid,retired_pc,sleeping}", "dma.{busy,event}", ...REDMULE_KEYS];

/** A job whose tensors stand in L2, placed in a cluster of its own, ready to run. */
export interface PlacedTiledRun {
  readonly wanted: Job;
  /** The job with its tensors. */
  readonly job: GemmOpsJob;
  readonly placed: TiledJob;
  readonly bench: TiledBench;
  readonly tiling: Tiling;
}

/** @throws UsageError when the settings do not fit together or a file cannot be read */
export function placeTiledRun(options: JobOptions): PlacedTiledRun {
  const wanted = jobOf(options);
  const { config, op, fmt, m, n, k, seed, stall, stallSeed, misalign } = wanted;
  const redmule = redmuleOf(config);
  const { parameters, bases } = tiledCluster(config, wanted, misalign, redmule);
  const target = { redmule, tcdmBytes: 1024 * config.tcdmKib, redmuleFirst: config.priority === "redmule" };
  const tile = tileOf(options);
  const tiling = tile === undefined ? chooseTiling(wanted, target) : tilingOf(wanted, tile, target);
  const cluster = buildCluster(parameters);
  fillGarbage(cluster.interconnect.tcdm.words, seed);
  fillGarbage(cluster.l2.memory.words, seed);
  const job: GemmOpsJob = { op, fmt, m, n, k, ...tensorsOf(wanted) };
  const placed = new TiledJob(cluster, job, bases, tiling);
  const bench = new TiledBench(cluster, placed.descriptor, new StallPattern(stall, stallSeed));
  return { wanted, job, placed, bench, tiling };
}

/**
 * One job whose tensors stand in L2, through the tiled firmware on a cluster of its own.
 * @throws UsageError before the first clock when the settings do not fit together or a file cannot be read or written
 */
export async function runTiled(options: RunOptions): Promise<TiledReport> {
  const { wanted, job, placed, bench, tiling } = placeTiledRun(options);
  const redmule = bench.cluster.redmule.parameters;
  const replay = replayCommand(options);

  const z = await simulate({ bench, placed, job: wanted, keys: TILED_WAVE_KEYS, replay }, options);
  const { clocks: cycles, start, work: clocks, toTcdm, toL2, diagnosis } = bench.result;
  const ended = diagnosis === undefined;
  return {
    ...settingsOf(wanted, redmule, ended, diagnosis),
    ...{ tile: tiling.tile, tiles: tiling.tiles, cycles, start, clocks, ...ratesOf(wanted, redmule, cycles) },
    ...{ bytesToTcdm: toTcdm, bytesToL2: toL2, bytesPerClock: cycles === null ? null : (toTcdm + toL2) / cycles },
    ...verdictOf(ended, z, job),
    replay,
  };
}
