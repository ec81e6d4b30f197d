import { tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { SplitMix64 } from "../random.js";

/** Largest size of a dimension of a steered job, as long as two tiles fit. */
const LARGEST = 128;

/** A whole number whose logarithm is evenly spread. */
function log(random: SplitMix64, least: number, most: number): number {
  return Math.floor(least * ((most + 1) / least) ** random.uniform());
}

/** A number below `tile` that is no multiple of `unit`, or 0 where there is none. */
function leftover(random: SplitMix64, tile: number, unit: number): number {
  if (unit === 1) return 0;
  return unit * random.integer(Math.ceil(tile / unit)) + log(random, 1, unit - 1);
}

/** A whole number of tiles, one or several, and what is left behind them. */
function sizeOf(random: SplitMix64, tile: number, left: number): number {
  const several = random.integer(2) === 1;
  if (!several) return left === 0 ? tile : left;
  const tiles = log(random, 2, Math.max(2, Math.floor(LARGEST / tile)));
  return (left === 0 ? tiles : tiles - 1) * tile + left;
}

/**
 * Sizes for the cross of leftovers and tile counts: every combination that the design has comes with the same probability,
 * which sizes without steering are far from.
 */
export function steeredSizes(
  random: SplitMix64,
  p: Pick<RedmuleParameters, "L" | "H" | "P">,
): Record<"m" | "n" | "k", number> {
  const D = tileColumns(p);
  const mLeft = random.integer(2) === 0 ? 0 : leftover(random, p.L, p.L);
  const kLeft = random.integer(2) === 0 ? 0 : leftover(random, D, D);
  const kind = random.integer(3);
  const nLeft = kind === 0 ? 0 : kind === 1 ? p.H * random.integer(p.P + 1) : leftover(random, D, p.H);
  return { m: sizeOf(random, p.L, mLeft), n: sizeOf(random, D, nLeft), k: sizeOf(random, D, kLeft) };
}
