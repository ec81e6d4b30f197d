import { RDN } from "./format.js";
import * as from from "./align.js";
import type { Field } from "./registers.js";
import { CARRIED_LAYOUT, INVALID_OPERATION, ROUNDING_MODE, SPECIAL } from "./unpack.js";

export const SIGN = 3;
export const EXPONENT = 4;
export const STICKY = 5;
export const SUM = 6;
export const SUM_LAYOUT: readonly Field[] = [
  ...CARRIED_LAYOUT,
  { name: "sign", slot: SIGN, width: () => 1 },
  { name: "exponent", slot: EXPONENT, width: (f) => f.expBits + 1 },
  { name: "sticky", slot: STICKY, width: () => 1 },
  { name: "sum", slot: SUM, width: (f) => f.sumBits, words: 3 },
];

/** Stage 3: sum or difference of the aligned terms as sign and magnitude, and the sign of an exact zero. */
export function addAligned(input: Uint32Array, out: Uint32Array): void {
  out[SPECIAL] = input[SPECIAL];
  out[INVALID_OPERATION] = input[INVALID_OPERATION];
  out[ROUNDING_MODE] = input[ROUNDING_MODE];
  out[EXPONENT] = input[from.EXPONENT];
  out[STICKY] = input[from.STICKY];
  const sign = input[from.PRODUCT_SIGN];
  if (sign === input[from.ADDEND_SIGN]) {
    out[SIGN] = sign;
    sum(input, out);
    return;
  }
  const negative = difference(input, out);
  const isZero = (out[SUM] | out[SUM + 1] | out[SUM + 2] | out[STICKY]) === 0;
  out[SIGN] = isZero ? (input[ROUNDING_MODE] === RDN ? 1 : 0) : sign ^ negative;
}

/** Words of the product at its place above the guard bits. */
function productLow(input: Uint32Array): number {
  return (input[from.PRODUCT] << from.GUARD_BITS) >>> 0;
}
function productHigh(input: Uint32Array): number {
  return ((input[from.PRODUCT + 1] << from.GUARD_BITS) | (input[from.PRODUCT] >>> (32 - from.GUARD_BITS))) >>> 0;
}

function sum(input: Uint32Array, out: Uint32Array): void {
  const low = productLow(input) + input[from.ADDEND];
  const middle = productHigh(input) + input[from.ADDEND + 1] + (low > 0xffffffff ? 1 : 0);
  out[SUM] = low;
  out[SUM + 1] = middle;
  out[SUM + 2] = input[from.ADDEND + 2] + (middle > 0xffffffff ? 1 : 0);
}

/**
 * Magnitude of product minus addend; returns 1 when the addend is the larger. Bits lost below bit 0 belong to the addend,
 * which is then the smaller term: the difference takes one unit less and stays short of the exact one by a sticky part.
 */
function difference(input: Uint32Array, out: Uint32Array): number {
  const low = productLow(input) - input[from.ADDEND] - input[from.STICKY];
  const middle = productHigh(input) - input[from.ADDEND + 1] - (low < 0 ? 1 : 0);
  const high = -input[from.ADDEND + 2] - (middle < 0 ? 1 : 0);
  out[SUM] = low;
  out[SUM + 1] = middle;
  out[SUM + 2] = high;
  if (high >= 0) return 0;
  const lowNegated = 0x100000000 - out[SUM];
  const middleNegated = 0xffffffff - out[SUM + 1] + (lowNegated > 0xffffffff ? 1 : 0);
  out[SUM] = lowNegated;
  out[SUM + 1] = middleNegated;
  out[SUM + 2] = 0xffffffff - out[SUM + 2] + (middleNegated > 0xffffffff ? 1 : 0);
  return 1;
}
