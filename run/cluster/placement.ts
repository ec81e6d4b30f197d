import { regionOf, type Target } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { clusterOf, type ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import { redmuleOf } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { StallPattern } from "../data/random.js";
import { withTensors, type Job } from "../redmule/job.js";
import { fillGarbage } from "../redmule/placed-job.js";
import { ClusterBench } from "./cluster-bench.js";
import { ClusterJob, clusterParameters, packedBases } from "./cluster-job.js";
import { TiledBench } from "./tiled-bench.js";
import { tiledCluster, TiledJob, type TiledCluster } from "./tiled-job.js";
import { chooseTiling, tilingOf, type Tile, type Tiling } from "./tiling.js";

/** A job in a cluster of its own, ready to run through the firmware. */
export interface InCluster<Bench = ClusterBench, Placed = ClusterJob> {
  readonly cluster: Cluster;
  readonly placed: Placed;
  readonly bench: Bench;
}

/**
 * A job whose tensors stand in the TCDM, in the middle of garbage drawn from its seed.
 * @throws UsageError when they do not fit the TCDM, or the memories this machine
 */
export function placeInCluster(job: Job): InCluster {
  const { config, misalign, seed, stall, stallSeed } = job;
  const cluster = buildCluster(clusterParameters(config));
  const bases = packedBases(job, misalign, cluster.redmule.parameters, regionOf(cluster.map, "tcdm"));
  const tensors = withTensors(job);
  fillGarbage(cluster.interconnect.tcdm.words, seed);
  const placed = new ClusterJob(cluster, tensors, bases);
  return { cluster, placed, bench: new ClusterBench(cluster, placed.descriptor, new StallPattern(stall, stallSeed)) };
}

/** What else is up to the caller of a tiled job. */
export interface TiledOptions {
  /** Rows, steps and columns of a tile; by default those that `chooseTiling` prefers. */
  readonly tile?: Tile | undefined;
  /** Bandwidth and latency of L2, beside the default ones. */
  readonly l2?: ClusterParameters["l2"];
}

/** A cluster for a tiled job, the places of its tensors in L2, and its tiling. */
export interface TiledPlan extends TiledCluster {
  readonly tiling: Tiling;
}

/** A tiled job in a cluster of its own. */
export interface TiledInCluster extends InCluster<TiledBench, TiledJob> {
  readonly tiling: Tiling;
}

/**
 * What `placeTiled` builds, without building it.
 * @throws UsageError when not even the smallest tile fits the TCDM, or the tensors do not fit L2
 */
export function planTiled(job: Job, tile?: Tile): TiledPlan {
  const { config, misalign } = job;
  const redmule = redmuleOf(config);
  const places = tiledCluster(config, job, misalign, redmule);
  const target = { redmule, tcdmBytes: 1024 * config.tcdmKib, redmuleFirst: config.priority === "redmule" };
  return { ...places, tiling: tile === undefined ? chooseTiling(job, target) : tilingOf(job, tile, target) };
}

/**
 * A job whose tensors stand in L2, tiles of which pass through the TCDM; both memories hold garbage beside them.
 * @throws UsageError when a tile does not fit the TCDM, the tensors do not fit L2, or the memories this machine
 */
export function placeTiled(job: Job, { tile, l2 }: TiledOptions = {}): TiledInCluster {
  const { seed, stall, stallSeed } = job;
  const { parameters, bases, tiling } = planTiled(job, tile);
  const cluster = buildCluster(l2 === undefined ? parameters : { ...parameters, l2 });
  fillGarbage(cluster.interconnect.tcdm.words, seed);
  fillGarbage(cluster.l2.memory.words, seed);
  const placed = new TiledJob(cluster, withTensors(job), bases, tiling);
  const bench = new TiledBench(cluster, placed.descriptor, new StallPattern(stall, stallSeed));
  return { cluster, placed, bench, tiling };
}

function buildCluster(parameters: Partial<ClusterParameters>): Cluster {
  try {
    return new Cluster(parameters);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { map } = clusterOf(parameters);
    const kib = (target: Target) => Math.ceil(regionOf(map, target).bytes / 1024);
    throw new UsageError(
      `This machine has no room for a TCDM of ${kib("tcdm")} KiB and an L2 of ${kib("l2")} KiB: give a smaller --tcdm-kib or a smaller shape.`,
    );
  }
}
