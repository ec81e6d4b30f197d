import { INEXACT, INVALID, type FpFormat, type FpResult } from "./format.js";
import { exponentOf, magnitudeOf, significandOf, signOf } from "./operand.js";
import { nanAsInteger } from "./policy.js";
import { normaliseRound, roundsUp } from "./round.js";

/** Converts the low `bits` bits of `value`, a signed integer, to `to`. Writes into `out` and returns it. */
export function fromSigned(to: FpFormat, value: number, rounding: number, bits: number, out: FpResult): FpResult {
  const signed = (value << (32 - bits)) >> (32 - bits);
  normaliseRound(to, rounding, signed < 0 ? 1 : 0, to.unit, Math.abs(signed), 0, 0, 0, out);
  return out;
}

/** Converts the low `bits` bits of `value`, an unsigned integer, to `to`. Writes into `out` and returns it. */
export function fromUnsigned(to: FpFormat, value: number, rounding: number, bits: number, out: FpResult): FpResult {
  normaliseRound(to, rounding, 0, to.unit, (value << (32 - bits)) >>> (32 - bits), 0, 0, 0, out);
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

/** Powers of two from 2^-150, enough for the units of every format. */
const POWERS = Float64Array.from({ length: 272 }, (_unused, i) => 2 ** (i - 150));

function exactMagnitude(from: FpFormat, magnitude: number): number {
  return significandOf(from, magnitude) * POWERS[exponentOf(from, magnitude) - from.unit + 150];
}

/** Bounded conversion: integers outside [least, most] and infinities give the nearest bound and raise invalid only. */
function toInteger(
  from: FpFormat,
  bits: number,
  rounding: number,
  least: number,
  most: number,
  out: FpResult,
): FpResult {
  const magnitude = magnitudeOf(from, bits);
  if (magnitude > from.infinity) {
    out.set(nanAsInteger(most), INVALID);
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

/** Converts to a signed integer of `width` bits (sign-extended to 32), saturating. Writes into `out` and returns it. */
export function toSigned(from: FpFormat, bits: number, rounding: number, width: number, out: FpResult): FpResult {
  const most = 0x7fffffff >>> (32 - width);
  return toInteger(from, bits, rounding, -most - 1, most, out);
}

/** Converts to an unsigned integer of `width` bits, saturating. Writes into `out` and returns it. */
export function toUnsigned(from: FpFormat, bits: number, rounding: number, width: number, out: FpResult): FpResult {
  return toInteger(from, bits, rounding, 0, -1 >>> (32 - width), out);
}
