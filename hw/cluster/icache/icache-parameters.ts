import { UsageError } from "../../errors.js";

/** Structure of the instruction cache. All sizes are powers of two. */
export interface IcacheParameters {
  /** Bytes of a line, 8 to 64. */
  readonly lineBytes: number;
  /** Bytes and ways of each core's private cache. */
  readonly privateBytes: number;
  readonly privateWays: number;
  /** Bytes, ways and banks of the cache that all cores share; neighbouring lines are in different banks. */
  readonly sharedBytes: number;
  readonly sharedWays: number;
  readonly banks: number;
  /** Clocks from the request of a private cache to the answer of the shared one at a hit, 1 to 64. */
  readonly sharedLatency: number;
}

/**
 * As the public pulp_cluster builds hier-icache (`pulp_cluster_package.sv`, `refill_arbiter.sv`): lines of 128 bits, four
 * ways in both caches, two shared banks; a look-up and a register on the way back.
 */
export const DEFAULT_ICACHE: IcacheParameters = {
  lineBytes: 16,
  privateBytes: 512,
  privateWays: 4,
  sharedBytes: 4096,
  sharedWays: 4,
  banks: 2,
  sharedLatency: 2,
};

/** @throws UsageError naming the first value outside its limits */
export function checkIcache(p: IcacheParameters): void {
  power("line", "bytes", p.lineBytes, 8, 64);
  power("cache", "ways", p.privateWays, 1, 16);
  power("cache", "ways", p.sharedWays, 1, 16);
  power("shared cache", "banks", p.banks, 1, 8);
  power("private cache", "bytes", p.privateBytes, p.lineBytes * p.privateWays, 2 ** 20);
  power("shared cache", "bytes", p.sharedBytes, p.lineBytes * p.sharedWays * p.banks, 2 ** 20);
  if (!Number.isInteger(p.sharedLatency) || p.sharedLatency < 1 || p.sharedLatency > 64) {
    throw new UsageError(
      `The latency of the shared instruction cache is ${p.sharedLatency}: give a whole number of clocks from 1 to 64.`,
    );
  }
}

function power(what: string, unit: string, value: number, least: number, most: number): void {
  if (Number.isInteger(Math.log2(value)) && value >= least && value <= most) return;
  throw new UsageError(
    `An instruction ${what} of ${value} ${unit} is not possible: give a power of two from ${least} to ${most}.`,
  );
}
