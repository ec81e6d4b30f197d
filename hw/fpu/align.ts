import type { FpFormat } from "./format.js";
import type { Field } from "./registers.js";
import * as from from "./unpack.js";

/** Guard bits below the product: the lowest place that a sum can be rounded at lies two bits under it. */
export const GUARD_BITS = 2;

export const PRODUCT_SIGN = 3;
export const ADDEND_SIGN = 4;
export const EXPONENT = 5;
export const STICKY = 6;
export const PRODUCT = 7;
export const ADDEND = 9;
export const ALIGNED_LAYOUT: readonly Field[] = [
  ...from.CARRIED_LAYOUT,
  { name: "product_sign", slot: PRODUCT_SIGN, width: () => 1 },
  { name: "addend_sign", slot: ADDEND_SIGN, width: () => 1 },
  // Biased exponent of the product's unit, the bias being twice that of the format.
  { name: "exponent", slot: EXPONENT, width: (f) => f.expBits + 1 },
  { name: "sticky", slot: STICKY, width: () => 1 },
  { name: "product", slot: PRODUCT, width: (f) => 2 * f.precision, words: 2 },
  { name: "addend", slot: ADDEND, width: (f) => f.sumBits, words: 3 },
];

/**
 * Stage 2: the exact product, and the addend shifted to the product's scale. An addend far above the product stops two
 * bits over it, where the whole product is less than a quarter of the addend's unit and only matters as sticky; one far
 * below keeps its shifted-out bits as `sticky`.
 */
export function multiplyAlign(format: FpFormat, input: Uint32Array, out: Uint32Array): void {
  out[from.SPECIAL] = input[from.SPECIAL];
  out[from.INVALID_OPERATION] = input[from.INVALID_OPERATION];
  out[from.ROUNDING_MODE] = input[from.ROUNDING_MODE];
  out[PRODUCT_SIGN] = input[from.PRODUCT_SIGN];
  out[ADDEND_SIGN] = input[from.ADDEND_SIGN];

  // At most 48 bits: exact in a double.
  const product = input[from.SIG_A] * input[from.SIG_B];
  const productHigh = Math.floor(product * 2 ** -32);
  out[PRODUCT] = product - productHigh * 2 ** 32;
  out[PRODUCT + 1] = productHigh;

  const sigC = input[from.SIG_C];
  const productExponent = input[from.EXP_A] + input[from.EXP_B];
  const addendExponent = input[from.EXP_C] + format.unit;
  const limit = 2 * format.precision + 2;
  const distance = addendExponent - productExponent;
  let exponent = productExponent;
  let shift = GUARD_BITS;
  // A zero term has no place of its own: the other one is taken as it is.
  if (product === 0) exponent = addendExponent;
  else if (sigC !== 0 && distance > limit) {
    exponent = addendExponent - limit;
    shift += limit;
  } else if (sigC !== 0) shift += distance;
  out[EXPONENT] = exponent;
  alignAddend(sigC, shift, out);
}

function alignAddend(sig: number, shift: number, out: Uint32Array): void {
  out[ADDEND] = 0;
  out[ADDEND + 1] = 0;
  out[ADDEND + 2] = 0;
  out[STICKY] = 0;
  if (shift < 0) {
    const kept = shift < -31 ? 0 : sig >>> -shift;
    out[ADDEND] = kept;
    out[STICKY] = shift < -31 ? (sig === 0 ? 0 : 1) : kept << -shift === sig ? 0 : 1;
    return;
  }
  const word = ADDEND + (shift >>> 5);
  const bit = shift & 31;
  out[word] = sig << bit;
  if (bit !== 0 && word < ADDEND + 2) out[word + 1] = sig >>> (32 - bit);
}
