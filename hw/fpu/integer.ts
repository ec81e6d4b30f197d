import { INEXACT, INVALID, type FpFormat, type FpResult } from "./format.js";
import { exponentOf, magnitudeOf, significandOf, signOf } from "./operand.js";
import { NAN_AS_INT32, NAN_AS_UINT32 } from "./policy.js";
import { normaliseRound, roundsUp } from "./round.js";

/** Converts a signed integer (given as 32 bits, signed or unsigned) to `to`. Writes into `out` and returns it. */
export function fromInt32(to: FpFormat, value: number, rounding: number, out: FpResult): FpResult {
  const signed = value | 0;
  normaliseRound(to, rounding, signed < 0 ? 1 : 0, to.unit, Math.abs(signed), 0, 0, 0, out);
  return out;
}

/** Converts an unsigned 32-bit integer to `to`. Writes into `out` and returns it. */
export function fromUint32(to: FpFormat, value: number, rounding: number, out: FpResult): FpResult {
  normaliseRound(to, rounding, 0, to.unit, value >>> 0, 0, 0, 0, out);
  return out;
}

/** Magnitude of a finite number rounded to an integer: 0 to 2^128, exact in a double. */
function roundedMagnitude(from: FpFormat, magnitude: number, negative: number, rounding: number): number {
  const value = exactMagnitude(from, magnitude);
  const floor = Math.floor(value);
  const fraction = value - floor;
  const rest = fraction !== 0 && fraction !== 0.5 ? 1 : 0;
  return floor + (roundsUp(rounding, negative, floor % 2, fraction >= 0.5 ? 1 : 0, rest) ? 1 : 0);
}

function exactMagnitude(from: FpFormat, magnitude: number): number {
  return significandOf(from, magnitude) * 2 ** (exponentOf(from, magnitude) - from.unit);
}

/** Bounded conversion: integers outside [least, most] and infinities give the nearest bound and raise invalid only. */
function toInteger(
  from: FpFormat,
  bits: number,
  rounding: number,
  least: number,
  most: number,
  nan: number,
  out: FpResult,
): FpResult {
  const magnitude = magnitudeOf(from, bits);
  if (magnitude > from.infinity) {
    out.set(nan, INVALID);
    return out;
  }
  const negative = signOf(from, bits);
  const isInfinite = magnitude === from.infinity;
  const rounded = isInfinite ? Infinity : roundedMagnitude(from, magnitude, negative, rounding);
  const integer = negative === 0 ? rounded : -rounded;
  if (integer < least) out.set(least, INVALID);
  else if (integer > most) out.set(most, INVALID);
  else out.set(integer, rounded === exactMagnitude(from, magnitude) ? 0 : INEXACT);
  return out;
}

/** Converts to a signed 32-bit integer (as its 32 bits), saturating. Writes into `out` and returns it. */
export function toInt32(from: FpFormat, bits: number, rounding: number, out: FpResult): FpResult {
  return toInteger(from, bits, rounding, -0x80000000, 0x7fffffff, NAN_AS_INT32, out);
}

/** Converts to an unsigned 32-bit integer, saturating. Writes into `out` and returns it. */
export function toUint32(from: FpFormat, bits: number, rounding: number, out: FpResult): FpResult {
  return toInteger(from, bits, rounding, 0, 0xffffffff, NAN_AS_UINT32, out);
}
