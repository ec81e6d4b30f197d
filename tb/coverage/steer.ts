import { tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { SplitMix64 } from "../../run/data/random.js";
import type { ShapeKind } from "./shape-coverage.js";

type Array = Pick<RedmuleParameters, "L" | "H" | "P">;

/** Largest size of a dimension of a steered job, as long as two tiles fit. */
const LARGEST = 128;

/** A whole number whose logarithm is evenly spread. */
function log(random: SplitMix64, least: number, most: number): number {
  return Math.floor(least * ((most + 1) / least) ** random.uniform());
}

/** A number below `tile` that is no multiple of `unit`. */
function leftover(random: SplitMix64, tile: number, unit: number): number {
  return unit * random.integer(Math.ceil(tile / unit)) + log(random, 1, unit - 1);
}

/** One or several tiles, the last of them with `left` elements; 0 fills it. */
function sizeOf(random: SplitMix64, tile: number, left: number, several: boolean): number {
  const tiles = several ? log(random, 2, Math.max(2, Math.floor(LARGEST / tile))) : 1;
  return left === 0 ? tiles * tile : (tiles - 1) * tile + left;
}

/** Whether an array has jobs of a kind: short rows and tiles leave nothing over. */
export function offers(array: Array, { left }: ShapeKind): boolean {
  const chain = left.n === "steps" ? array.H > 1 : left.n === "full" || array.P > 0;
  return chain && (!left.m || array.L > 1) && (!left.k || tileColumns(array) > 1);
}

/** Sizes of a job of this kind on an array that offers it. */
export function sizesOf(
  random: SplitMix64,
  array: Array,
  { left, several }: ShapeKind,
): Record<"m" | "n" | "k", number> {
  const { L, H, P } = array;
  const D = tileColumns(array);
  const nLeft = { full: () => 0, groups: () => H * (1 + random.integer(P)), steps: () => leftover(random, D, H) };
  return {
    m: sizeOf(random, L, left.m ? leftover(random, L, L) : 0, several.m),
    n: sizeOf(random, D, nLeft[left.n](), several.n),
    k: sizeOf(random, D, left.k ? leftover(random, D, D) : 0, several.k),
  };
}
