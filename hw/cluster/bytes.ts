/** Bits of a word that byte enables select, index = 4-bit byte enable. */
const BYTE_MASK = Int32Array.from({ length: 16 }, (_, be) =>
  [0, 1, 2, 3].reduce((mask, byte) => mask | (((be >> byte) & 1) * (0xff << (8 * byte))), 0),
);

/** `old` with the enabled bytes of `wdata`, as a 32-bit pattern of either sign. */
export function mergeBytes(old: number, wdata: number, be: number): number {
  const mask = BYTE_MASK[be];
  return (old & ~mask) | (wdata & mask);
}
