/** Conversions of a core's FPU: IEEE 754 by default, or as RI5CY makes them, in flags and rarely in value. */
import { cast } from "./cast.js";
import { INEXACT, INVALID, OVERFLOW, type FpFormat, type FpResult } from "./format.js";
import { fromSigned, fromUnsigned } from "./integer.js";
import { magnitudeOf, signOf } from "./operand.js";
import { roundsUp } from "./round.js";
import type { FpuRules } from "./rules.js";

/** Between floating-point formats, also a format and itself. */
export function convertFloat(
  rules: FpuRules,
  from: FpFormat,
  to: FpFormat,
  bits: number,
  rounding: number,
  out: FpResult,
): void {
  if (!rules.roundsInfinity || magnitudeOf(from, bits) !== from.infinity) {
    cast(from, to, bits, rounding, out);
    return;
  }
  const negative = signOf(from, bits);
  const magnitude = roundsUp(rounding, negative, 1, 1, 1) ? to.infinity : to.maxFinite;
  out.set((negative * to.signBit + magnitude) | 0, INEXACT);
}

/** From an integer of `width` bits. */
export function convertInteger(
  rules: FpuRules,
  to: FpFormat,
  value: number,
  isSigned: boolean,
  rounding: number,
  width: number,
  out: FpResult,
): void {
  if (isSigned) fromSigned(to, value, rounding, width, out);
  else fromUnsigned(to, value, rounding, width, out);
  if (rules.refusesInteger && out.flags & OVERFLOW) out.set(out.signedBits, INVALID | INEXACT);
}
