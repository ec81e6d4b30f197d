import { hex } from "../hex.js";
import { UsageError } from "../errors.js";

/** What answers in a region. The event unit has a window of each core's own and a view that all cores share. */
export const TARGETS = [
  "tcdm",
  "l2",
  "redmule",
  "bench",
  "eventUnit",
  "eventUnitShared",
  "dma",
  "timer",
  "control",
  "external",
] as const;
export type Target = (typeof TARGETS)[number];

/** A stretch of byte addresses and who answers there. */
export interface Region {
  readonly target: Target;
  readonly base: number;
  readonly bytes: number;
  /** Clocks from grant to response. */
  readonly latency: number;
}

/** The address map of a cluster as its cores see it. */
export interface AddressMap {
  readonly name: string;
  readonly resetPc: number;
  readonly regions: readonly Region[];
}

/** The public pulp_cluster map; the bench registers are those of `core-complex`. */
export const CLUSTER_MAP: AddressMap = {
  name: "cluster",
  resetPc: 0x1c00_0080,
  regions: [
    { target: "tcdm", base: 0x1000_0000, bytes: 0x2_0000, latency: 1 },
    { target: "eventUnitShared", base: 0x1020_0800, bytes: 0x800, latency: 1 },
    { target: "redmule", base: 0x1020_1000, bytes: 0x400, latency: 1 },
    { target: "eventUnit", base: 0x1020_4000, bytes: 0x400, latency: 1 },
    { target: "dma", base: 0x1020_4400, bytes: 0x400, latency: 1 },
    { target: "timer", base: 0x1020_0400, bytes: 0x400, latency: 1 },
    { target: "control", base: 0x1020_0000, bytes: 0x400, latency: 1 },
    { target: "l2", base: 0x1c00_0000, bytes: 0x8_0000, latency: 1 },
    { target: "bench", base: 0x8000_0000, bytes: 0x1000, latency: 1 },
  ],
};

/** The upstream RedMulE core complex: its ports pass a register cut on both sides, RedMulE hangs before it. */
export const CORE_COMPLEX_MAP: AddressMap = {
  name: "core-complex",
  resetPc: 0x1c00_0084,
  regions: [
    { target: "redmule", base: 0x0010_0000, bytes: 0x400, latency: 1 },
    { target: "l2", base: 0x1c00_0000, bytes: 0x8000, latency: 3 },
    { target: "tcdm", base: 0x1c01_0000, bytes: 0x4_0000, latency: 3 },
    { target: "bench", base: 0x8000_0000, bytes: 0x1000, latency: 3 },
  ],
};

/** One memory and nothing else, as riscv-tests are linked; they signal through a word of it, the symbol `tohost`. */
export const BARE_MAP: AddressMap = {
  name: "bare",
  resetPc: 0x8000_0000,
  regions: [{ target: "l2", base: 0x8000_0000, bytes: 0x40_0000, latency: 1 }],
};

export const ADDRESS_MAPS: readonly AddressMap[] = [CLUSTER_MAP, CORE_COMPLEX_MAP, BARE_MAP];

/**
 * A map whose region of `target` has another size.
 * @throws UsageError when it then overlaps its neighbour
 */
export function withRegionSize(map: AddressMap, target: Target, bytes: number): AddressMap {
  const regions = map.regions.map((region) => (region.target === target ? { ...region, bytes } : region));
  checkMap({ ...map, regions });
  return { ...map, regions };
}

/** Where a TCDM stands that is too large for its place in the `cluster` map. */
const LARGE_TCDM_BASE = 0x2000_0000;

/**
 * The `cluster` map with a TCDM of another size: in its place as long as it ends before the cluster's registers, from
 * 0x2000_0000 on where it is larger.
 * @throws UsageError above 1.5 GiB
 */
export function clusterMap(tcdmBytes: number): AddressMap {
  const [tcdm, ...others] = CLUSTER_MAP.regions;
  const next = Math.min(...others.map(({ base }) => base));
  const base = tcdm.base + tcdmBytes <= next ? tcdm.base : LARGE_TCDM_BASE;
  const regions = CLUSTER_MAP.regions.map((region) =>
    region.target === "tcdm" ? { ...region, base, bytes: tcdmBytes } : region,
  );
  checkMap({ ...CLUSTER_MAP, regions });
  return { ...CLUSTER_MAP, regions };
}

/** The region of a target. */
export function regionOf(map: AddressMap, target: Target): Region {
  const region = map.regions.find((candidate) => candidate.target === target);
  if (region === undefined) throw new RangeError(`Map ${map.name} has no region ${target}.`);
  return region;
}

/** @throws UsageError naming two regions that overlap or one that leaves the 32-bit address space */
export function checkMap(map: AddressMap): void {
  const sorted = [...map.regions].sort((a, b) => a.base - b.base);
  sorted.forEach((region, i) => {
    const end = region.base + region.bytes;
    const limit = sorted[i + 1]?.base ?? 2 ** 32;
    if (end > limit) {
      throw new UsageError(
        `Map ${map.name}: ${region.target} at ${hex(region.base)} with ${region.bytes} bytes passes ${hex(limit)}, where ${sorted[i + 1]?.target ?? "the address space"} ${sorted[i + 1] ? "begins" : "ends"}: make it smaller or move it.`,
      );
    }
  });
}

/** Index of the region that holds a byte address, or -1. */
export function regionAt(map: AddressMap, addr: number): number {
  const { regions } = map;
  for (let i = 0; i < regions.length; i++) {
    if ((addr - regions[i].base) >>> 0 < regions[i].bytes) return i;
  }
  return -1;
}
