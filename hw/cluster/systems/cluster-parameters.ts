import { DEFAULT_CE, type CeModel } from "../../redmule/ce-model.js";
import { DEFAULT_PARAMETERS, type RedmuleParameters } from "../../redmule/parameters.js";
import { checkMap, clusterMap, type AddressMap } from "../address-map.js";
import { EXTERNAL_REGION, type ExternalParameters } from "../external/external-map.js";
import type { ArbiterRevision } from "../tcdm/arbiter.js";
import { coreParameters, DEFAULT_ISA, type CoreParameters } from "../core/parameters.js";
import { DEFAULT_DMA, type DmaParameters } from "../dma/dma-map.js";
import { DEFAULT_L2, type L2Parameters } from "../l2/l2.js";
import { DEFAULT_ICACHE, type IcacheParameters } from "../icache/icache-parameters.js";
import { DEFAULT_TCDM, type TcdmSize } from "../tcdm/tcdm-size.js";

export const FETCH_MODELS = ["ideal", "cache"] as const;
export type FetchModel = (typeof FETCH_MODELS)[number];

/** Structure of a cluster. */
export interface ClusterParameters {
  readonly map: AddressMap;
  /** Number of cores, 1 to 16. */
  readonly cores: number;
  readonly core: CoreParameters;
  readonly redmule: RedmuleParameters;
  /** Compute elements register by register, or evaluated fast. */
  readonly ce: CeModel;
  readonly tcdm: TcdmSize;
  readonly dma: DmaParameters;
  readonly l2: L2Parameters;
  /** Instructions through the cache, or read from L2 at once. */
  readonly fetch: FetchModel;
  readonly icache: IcacheParameters;
  /** The memory outside of the chip; null: none. */
  readonly external: ExternalParameters | null;
  readonly arbiter: ArbiterRevision;
  /** 0: the cores go before RedMulE at the banks, 1: RedMulE before the cores. */
  readonly invertPrio: 0 | 1;
  /** Guards of the two revisions of the arbiter, see `SideArbiter`. */
  readonly maxStall: number;
  readonly numerator: number;
  readonly denominator: number;
}

const DEFAULTS: Omit<ClusterParameters, "map"> = {
  cores: 8,
  core: coreParameters(DEFAULT_ISA),
  redmule: DEFAULT_PARAMETERS,
  ce: DEFAULT_CE,
  tcdm: DEFAULT_TCDM,
  dma: DEFAULT_DMA,
  l2: DEFAULT_L2,
  fetch: "ideal",
  icache: DEFAULT_ICACHE,
  external: null,
  arbiter: "f7fbfcd",
  invertPrio: 0,
  maxStall: 0,
  numerator: 0,
  denominator: 0,
};

/**
 * The papers' cluster with the given differences. Without a map of its own it gets the one of `clusterMap`.
 * @throws UsageError when the TCDM does not fit the address space
 */
export function clusterOf(given: Partial<ClusterParameters>): ClusterParameters {
  const p = { ...DEFAULTS, ...given };
  const map = given.map ?? clusterMap(4 * p.tcdm.banks * p.tcdm.rows);
  return { ...p, map: p.external === null ? map : withExternal(map) };
}

/** A map with the registers of the external memory's DMA, where it has none yet. */
function withExternal(map: AddressMap): AddressMap {
  if (map.regions.some(({ target }) => target === EXTERNAL_REGION.target)) return map;
  const extended = { ...map, regions: [...map.regions, EXTERNAL_REGION] };
  checkMap(extended);
  return extended;
}
