/**
 * Conversions as RI5CY's FPU makes them. Two differ from the RISC-V manual, in flags and rarely in value; the vectors recorded
 * from that core show both in every format.
 */
import { cast } from "./cast.js";
import { INEXACT, INVALID, OVERFLOW, type FpFormat, type FpResult } from "./format.js";
import { fromSigned, fromUnsigned } from "./integer.js";
import { magnitudeOf, signOf } from "./operand.js";
import { roundsUp } from "./round.js";

/**
 * Between floating-point formats, also a format and itself. An infinity counts as a number beyond the range: it is inexact,
 * and rounding towards zero makes it the largest finite number.
 */
export function convertFloat(from: FpFormat, to: FpFormat, bits: number, rounding: number, out: FpResult): void {
  if (magnitudeOf(from, bits) !== from.infinity) {
    cast(from, to, bits, rounding, out);
    return;
  }
  const negative = signOf(from, bits);
  const magnitude = roundsUp(rounding, negative, 1, 1, 1) ? to.infinity : to.maxFinite;
  out.set((negative * to.signBit + magnitude) | 0, INEXACT);
}

/** From an integer of `width` bits: one beyond the range of the format is invalid and no overflow. */
export function convertInteger(
  to: FpFormat,
  value: number,
  isSigned: boolean,
  rounding: number,
  width: number,
  out: FpResult,
): void {
  if (isSigned) fromSigned(to, value, rounding, width, out);
  else fromUnsigned(to, value, rounding, width, out);
  if (out.flags & OVERFLOW) out.set(out.signedBits, INVALID | INEXACT);
}
