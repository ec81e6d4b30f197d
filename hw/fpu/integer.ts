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
  normaliseRound(to, rounding, 0, to.unit, ((value << (32 - bits)) >>> (32 - bits)) | 0, 0, 0, 0, out);
  return out;
}

/** Powers of two from 2^-150, enough for the units of every format. */
const POWERS = Float64Array.from({ length: 272 }, (_unused, i) => 2 ** (i - 150));

/**
 * Bounded conversion to `width` bits: integers outside and infinities give the nearest bound and raise invalid only. A finite
 * magnitude is at most 2^128 and exact in a double.
 */
function toInteger(
  from: FpFormat,
  bits: number,
  rounding: number,
  width: number,
  isSigned: boolean,
  out: FpResult,
): FpResult {
  const most = (isSigned ? 0x7fffffff : -1) >>> (32 - width);
  const least = isSigned ? -most - 1 : 0;
  const magnitude = magnitudeOf(from, bits);
  if (magnitude > from.infinity) {
    out.set(nanAsInteger(most), INVALID);
    return out;
  }
  const negative = signOf(from, bits);
  const unit = POWERS[exponentOf(from, magnitude) - from.unit + 150];
  const value = magnitude === from.infinity ? Infinity : significandOf(from, magnitude) * unit;
  const floor = Math.floor(value);
  const fraction = value - floor;
  const rest = fraction !== 0 && fraction !== 0.5 ? 1 : 0;
  const up = roundsUp(rounding, negative, floor % 2 === 0 ? 0 : 1, fraction >= 0.5 ? 1 : 0, rest);
  const rounded = up ? floor + 1 : floor;
  const integer = negative === 0 ? rounded : -rounded;
  if (integer < least) out.set(least | 0, INVALID);
  else if (integer > most) out.set(most | 0, INVALID);
  else out.set(integer | 0, fraction === 0 ? 0 : INEXACT);
  return out;
}

/** Converts to a signed integer of `width` bits (sign-extended to 32), saturating. Writes into `out` and returns it. */
export function toSigned(from: FpFormat, bits: number, rounding: number, width: number, out: FpResult): FpResult {
  return toInteger(from, bits, rounding, width, true, out);
}

/** Converts to an unsigned integer of `width` bits, saturating. Writes into `out` and returns it. */
export function toUnsigned(from: FpFormat, bits: number, rounding: number, width: number, out: FpResult): FpResult {
  return toInteger(from, bits, rounding, width, false, out);
}
