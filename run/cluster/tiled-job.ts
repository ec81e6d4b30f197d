import type { GemmOpsJob } from "../../golden/gemm/job.js";
import { clusterMap, regionOf, withRegionSize } from "../../hw/cluster/address-map.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import type { Config } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { macfgOf } from "../../hw/redmule/registers.js";
import { PlacedJob, type Bases, type Shape } from "../redmule/placed-job.js";
import { clusterParameters, pack } from "./cluster-job.js";
import type { Tiling } from "./tiling.js";

/** Where the tensors begin, above the start of L2: behind the firmware. */
const TENSORS = 0x4000;

type TiledField = "x" | "w" | "z" | "m" | "n" | "k" | "tileM" | "tileN" | "tileK";
type TiledSwitch = "first" | "later" | "shift" | "loadsY" | "clear";
type TiledBuffers = "xBuffers" | "wBuffers" | "zBuffers";

/** The words of the tiled firmware's descriptor; see `sw/jobs/gemm-ops-tiled.S`. */
export type TiledDescriptor = Readonly<
  Record<TiledField | TiledSwitch, number> & Record<TiledBuffers, readonly number[]>
>;

/** A cluster whose L2 holds the tensors of a job, and where they stand. */
export interface TiledCluster {
  readonly parameters: Partial<ClusterParameters>;
  readonly bases: Bases;
}

/**
 * A cluster of one core with an L2 that is large enough for the tensors of a job.
 * @param moved bytes by which X, W and Z are moved up
 * @throws UsageError when they reach beyond the place that the map has for L2, or when E12 spreads FP8 elements
 */
export function tiledCluster(
  config: Config,
  shape: Shape,
  moved: readonly number[],
  p: RedmuleParameters,
): TiledCluster {
  if (p.errata.E12 && TENSOR_FORMATS[shape.fmt].bytes === 1) {
    throw new UsageError(`Tiles of ${shape.fmt} are dense, which E12 does not read: leave E12 or --tiled out.`);
  }
  const map = clusterMap(config.tcdmKib * 1024);
  const l2 = regionOf(map, "l2");
  const { bases, end } = pack(shape, moved, p, l2.base + TENSORS);
  const limit = Math.min(...map.regions.map(({ base }) => base).filter((base) => base > l2.base));
  if (end > limit) {
    const mib = (bytes: number) => Math.ceil(bytes / 2 ** 20);
    throw new UsageError(
      `The tensors need ${mib(end - l2.base)} MiB of L2, but the map has room for ${mib(limit - l2.base)} MiB: choose a smaller shape.`,
    );
  }
  const bytes = Math.max(l2.bytes, Math.ceil((end - l2.base) / 64) * 64);
  return { parameters: { ...clusterParameters(config), map: withRegionSize(map, "l2", bytes) }, bases };
}

/** A job whose tensors stand in the L2 of a cluster. */
export class TiledJob extends PlacedJob {
  /** What the firmware has to be told about the job. */
  readonly descriptor: TiledDescriptor;

  constructor(cluster: Cluster, job: GemmOpsJob, bases: Bases, { tile, buffers }: Tiling) {
    const { redmule, map, l2 } = cluster;
    super({ redmule, memory: l2.memory }, job, bases);
    const [x, w, z] = bases;
    const { m, n, k, op, fmt } = job;
    const { base } = regionOf(map, "tcdm");
    const [xBuffers, wBuffers, zBuffers] = [buffers.x, buffers.w, buffers.z].map((pair) =>
      pair.map((offset) => base + offset),
    );
    const { bytes } = TENSOR_FORMATS[fmt];
    const later = op === "MATMUL" ? "GEMM" : op;
    this.descriptor = {
      ...{ x, w, z, m, n, k, tileM: tile.m, tileN: tile.n, tileK: tile.k },
      ...{ xBuffers, wBuffers, zBuffers },
      ...{ first: macfgOf(op, fmt), later: macfgOf(later, fmt), shift: bytes - 1, loadsY: op === "MATMUL" ? 0 : 1 },
      // E4: contexts are not apart, and only a soft clear makes sure that nothing of an earlier job is left.
      clear: redmule.parameters.errata.E4 ? 1 : 0,
    };
  }
}
