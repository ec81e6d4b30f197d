import type { GemmOpsJob } from "../../golden/gemm/job.js";
import { regionOf } from "../../hw/cluster/address-map.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import { redmuleOf, type Config } from "../../hw/config.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { checkPlaces, tensorBytes, type Stretch } from "../redmule/layout.js";
import { PlacedJob, type Bases, type Shape } from "../redmule/placed-job.js";
import type { JobDescriptor } from "./cluster-bench.js";

/** Boundary at which tensors start before they are moved. */
const ALIGNMENT = 64;
/** What the address map of the cluster has room for. */
const LARGEST_TCDM_KIB = 1.5 * 2 ** 20;

/** The structure of a cluster of so many cores with the parameters of a configuration. */
export function clusterParameters(config: Config, cores = 1): Partial<ClusterParameters> {
  const { ce, banks, tcdmKib, arbiter, priority, maxStall, numerator, denominator } = config;
  return {
    cores,
    redmule: redmuleOf(config),
    ce,
    tcdm: { banks, rows: (tcdmKib * 256) / banks },
    ...{ arbiter, invertPrio: priority === "cores" ? 0 : 1, maxStall, numerator, denominator },
  };
}

/** Tensors packed behind an address, and the first address behind them. */
export interface Packed {
  readonly bases: Bases;
  readonly bytes: readonly number[];
  readonly end: number;
}

/** X, W and Z from an address on, in this order, each at a boundary of 64 bytes and moved up by so many bytes. */
export function pack(shape: Shape, moved: readonly number[], p: RedmuleParameters, from: number): Packed {
  const bytes = [...tensorBytes(shape, p)];
  // E7 stores whole tiles of rows.
  if (p.errata.E7) bytes[2] *= (Math.ceil(shape.m / p.L) * p.L) / shape.m;
  const bases: [number, number, number] = [0, 0, 0];
  let end = from;
  for (let i = 0; i < 3; i++) {
    bases[i] = Math.ceil(end / ALIGNMENT) * ALIGNMENT + moved[i];
    end = bases[i] + bytes[i];
  }
  return { bases, bytes, end };
}

/**
 * Addresses of X, W and Z packed in a TCDM.
 * @throws UsageError with the size that would do, when they end behind the TCDM
 */
export function packedBases(shape: Shape, moved: readonly number[], p: RedmuleParameters, tcdm: Stretch): Bases {
  const { bases, bytes, end } = pack(shape, moved, p, tcdm.base);
  const kib = Math.ceil((end - tcdm.base) / 1024);
  const larger = kib <= LARGEST_TCDM_KIB ? `give --tcdm-kib ${kib} or` : `choose`;
  checkPlaces(bases, bytes, tcdm, `the tensors need ${kib} KiB of TCDM, so ${larger} a smaller shape`);
  return bases;
}

/** A job's tensors in the TCDM of a cluster. */
export class ClusterJob extends PlacedJob {
  /** What the firmware has to be told about the job. */
  readonly descriptor: JobDescriptor;

  constructor(cluster: Cluster, job: GemmOpsJob, bases: Bases) {
    const { redmule, map, interconnect } = cluster;
    super({ redmule, memory: { base: regionOf(map, "tcdm").base, bytes: interconnect.tcdm.bytes } }, job, bases);
    const [x, w, z] = bases;
    const { m, n, k } = job;
    // E4: only a soft clear makes sure that nothing of an earlier job is left.
    const clear = redmule.parameters.errata.E4 ? 1 : 0;
    this.descriptor = { x, w, z, m, n, k, arith: this.registers[5], clear };
  }
}
