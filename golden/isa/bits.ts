/** `value` of `bits` bits, sign-extended. */
export const sext = (value: number, bits: number) => (value << (32 - bits)) >> (32 - bits);
/** Bits `from[i]` of the instruction, put at `to[i]`. */
export const gather = (word: number, ...pairs: [from: number, to: number][]) =>
  pairs.reduce((sum, [from, to]) => sum | (((word >>> from) & 1) << to), 0);
