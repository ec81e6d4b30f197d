/**
 * Where IEEE 754 leaves a choice, this file makes it, as the RISC-V F extension (unprivileged manual, "NaN Generation and
 * Propagation" and "Floating-Point Conversion") does. No other file decides about NaN, tininess or invalid conversions.
 */

/** Every NaN result: positive, quiet, no payload. */
export function canonicalNan(expBits: number, manBits: number): number {
  return (2 ** (expBits + 1) - 1) * 2 ** (manBits - 1);
}

/** A NaN whose leading fraction bit is 0 signals. `fraction` is the trailing significand of a NaN. */
export function fractionSignals(fraction: number, manBits: number): boolean {
  return ((fraction >>> (manBits - 1)) & 1) === 0;
}

/** Infinity times zero plus a quiet NaN raises invalid. */
export const INF_TIMES_ZERO_PLUS_NAN_IS_INVALID = true;

/**
 * Tininess is detected after rounding: a result is tiny when rounding to full precision with unbounded exponent leaves it
 * below the smallest normal number.
 * @param exponent biased exponent of the value before rounding, not bounded below (1 is the smallest normal)
 * @param carries whether rounding to full precision carries into the next binade
 */
export function isTiny(exponent: number, carries: boolean): boolean {
  return exponent < 0 || (exponent === 0 && !carries);
}

/** Result of converting NaN to an integer: `most`, the largest one of the target type. */
export function nanAsInteger(most: number): number {
  return most;
}
