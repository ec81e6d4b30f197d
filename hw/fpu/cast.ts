import { INVALID, type FpFormat, type FpResult } from "./format.js";
import { exponentOf, isSignallingNan, magnitudeOf, significandOf, signOf } from "./operand.js";
import { normaliseRound } from "./round.js";

/**
 * Converts an encoding of format `from` to the nearest number of format `to` in the given ROUNDING. Writes encoding and
 * flags into `out` and returns it.
 */
export function cast(from: FpFormat, to: FpFormat, bits: number, rounding: number, out: FpResult): FpResult {
  const magnitude = magnitudeOf(from, bits);
  const negative = signOf(from, bits);
  if (magnitude > from.infinity) {
    out.set(to.nan, isSignallingNan(from, bits) ? INVALID : 0);
    return out;
  }
  if (magnitude === from.infinity) {
    out.set((negative * to.signBit + to.infinity) | 0, 0);
    return out;
  }
  const exponent = exponentOf(from, magnitude) - from.unit + to.unit;
  normaliseRound(to, rounding, negative, exponent, significandOf(from, magnitude), 0, 0, 0, out);
  return out;
}
