/*
 * Selections without branches: who requests what is as good as random, and a mispredicted branch costs more than the
 * work that it would skip.
 */

/** 1 when the 32-bit `x` is 0, else 0. */
export function isZero(x: number): number {
  return Math.clz32(x) >>> 5;
}

/** Index of the lowest set bit of a mask that is not 0. */
export function lowest(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

/** Bits of a word that byte enables select, index = 4-bit byte enable. */
export const BYTE_MASK = Int32Array.from({ length: 16 }, (_, be) =>
  [0, 1, 2, 3].reduce((mask, byte) => mask | (((be >> byte) & 1) * (0xff << (8 * byte))), 0),
);

/** `old` with the bits of `mask` from `wdata`, as a 32-bit pattern of either sign. */
export function merge(old: number, wdata: number, mask: number): number {
  return (old & ~mask) | (wdata & mask);
}
