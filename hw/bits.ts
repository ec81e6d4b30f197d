/*
 * Comparisons without a branch, of whole numbers below 2^30: in blocks that are settled in every clock, which way a branch goes is
 * hard to foretell, and a wrong guess costs more than the comparison.
 */

/** 1 when a is less than b, else 0. */
export function below(a: number, b: number): number {
  return (a - b) >>> 31;
}

/** 1 when a and b differ, else 0. */
export function differ(a: number, b: number): number {
  const bits = a ^ b;
  return (bits | -bits) >>> 31;
}
