import { INEXACT, OVERFLOW, RDN, RMM, RNE, RUP, UNDERFLOW, type FpFormat, type FpResult } from "./format.js";
import { isTiny } from "./policy.js";

/** Whether the magnitude above a cut grows by one unit; `half` is the bit below the cut, `sticky` says any below that. */
export function roundsUp(rounding: number, negative: number, odd: number, half: number, sticky: number): boolean {
  if (rounding === RNE) return half !== 0 && (sticky | odd) !== 0;
  if (rounding === RDN) return negative !== 0 && (half | sticky) !== 0;
  if (rounding === RUP) return negative === 0 && (half | sticky) !== 0;
  return rounding === RMM && half !== 0;
}

/** Bit `at` of a 96-bit number; 0 outside. */
function bitOf(w0: number, w1: number, w2: number, at: number): number {
  if (at < 0 || at > 95) return 0;
  return ((at < 32 ? w0 : at < 64 ? w1 : w2) >>> (at & 31)) & 1;
}

/** The 32 bits of a 96-bit number from bit `at` up, as an unsigned number; `at` may lie outside on either side. */
function fieldOf(w0: number, w1: number, w2: number, at: number): number {
  if (at > 95) return 0;
  if (at < 0) return at < -31 ? 0 : (w0 << -at) >>> 0;
  const low = at < 32 ? w0 : at < 64 ? w1 : w2;
  const high = at < 32 ? w1 : at < 64 ? w2 : 0;
  const shift = at & 31;
  return shift === 0 ? low >>> 0 : ((low >>> shift) | (high << (32 - shift))) >>> 0;
}

/** 1 when any bit of a 96-bit number below bit `at` is set. */
function anyBelow(w0: number, w1: number, w2: number, at: number): number {
  if (at <= 0) return 0;
  const mask = at & 31 ? -1 >>> (32 - (at & 31)) : 0;
  const set = at > 95 ? w0 | w1 | w2 : at > 63 ? w0 | w1 | (w2 & mask) : at > 31 ? w0 | (w1 & mask) : w0 & mask;
  return set === 0 ? 0 : 1;
}

/** Position of the leading one of a 96-bit number, -1 for zero. */
function leadingBit(w0: number, w1: number, w2: number): number {
  if (w2 !== 0) return 95 - Math.clz32(w2);
  if (w1 !== 0) return 63 - Math.clz32(w1);
  return 31 - Math.clz32(w0);
}

/**
 * Normalises and rounds a magnitude into `format`. Zero gives zero of the given sign.
 * @param exponent weight of bit 0 of the magnitude, as the biased exponent of a significand with that unit
 * @param w0 low word of the magnitude (96 bits in w0, w1, w2), each as signed or unsigned 32 bits; signed ones cost no allocation
 * @param sticky 1 when the exact magnitude is larger than the one given, by less than a unit of its bit 0; then the
 *   rounding position must lie above bit 0
 */
export function normaliseRound(
  format: FpFormat,
  rounding: number,
  negative: number,
  exponent: number,
  w0: number,
  w1: number,
  w2: number,
  sticky: number,
  out: FpResult,
): void {
  const sign = negative === 0 ? 0 : format.signBit;
  const lead = leadingBit(w0, w1, w2);
  if (lead < 0 && sticky === 0) {
    out.set(sign, 0);
    return;
  }
  // Unit in the last place: of the leading bit's binade, or of the subnormals where that is coarser.
  const full = lead - format.manBits;
  const unit = Math.max(full, 1 - exponent);
  const significand = fieldOf(w0, w1, w2, unit);
  const half = bitOf(w0, w1, w2, unit - 1);
  const rest = sticky | anyBelow(w0, w1, w2, unit - 1);
  const increment = roundsUp(rounding, negative, significand & 1, half, rest) ? 1 : 0;
  // A normal significand holds the hidden bit, which adds one to the exponent field; so does a carry.
  const magnitude = (exponent + unit - 1) * (1 << format.manBits) + significand + increment;
  if (magnitude >= format.infinity) {
    const outward = roundsUp(rounding, negative, 1, 1, 1);
    out.set((sign + (outward ? format.infinity : format.maxFinite)) | 0, OVERFLOW | INEXACT);
    return;
  }
  if ((half | rest) === 0) {
    out.set((sign + magnitude) | 0, 0);
    return;
  }
  const tiny =
    exponent + full < 1 && isTiny(exponent + full, carriesAt(rounding, negative, full, w0, w1, w2, sticky, format));
  out.set((sign + magnitude) | 0, tiny ? UNDERFLOW | INEXACT : INEXACT);
}

/** Whether rounding at full precision, unit at bit `full`, carries into the next binade. */
function carriesAt(
  rounding: number,
  negative: number,
  full: number,
  w0: number,
  w1: number,
  w2: number,
  sticky: number,
  format: FpFormat,
): boolean {
  if (fieldOf(w0, w1, w2, full) !== (1 << format.precision) - 1) return false;
  const rest = sticky | anyBelow(w0, w1, w2, full - 1);
  return roundsUp(rounding, negative, 1, bitOf(w0, w1, w2, full - 1), rest);
}
