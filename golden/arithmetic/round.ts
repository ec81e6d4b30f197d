import { infinity, minExponent, bias, withSign, type FloatFormat } from "./format.js";
import { floorLog2, multiply, scaled, type Rational } from "./rational.js";

/** The RISC-V rounding modes: to nearest even, towards zero, down, up, to nearest with ties away from zero. */
export const ROUNDING_MODES = ["rne", "rtz", "rdn", "rup", "rmm"] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** Exception flags at their bits of the RISC-V fflags register. */
export const INVALID = 16;
export const DIVIDE_BY_ZERO = 8;
export const OVERFLOW = 4;
export const UNDERFLOW = 2;
export const INEXACT = 1;

/** An encoding and the exception flags raised on the way to it. */
export interface Rounded {
  readonly bits: number;
  readonly flags: number;
}

/** The magnitude of a number rounded to an integer, and whether it was one. */
export function roundToInteger(
  value: Rational,
  negative: boolean,
  mode: RoundingMode,
): { integer: bigint; exact: boolean } {
  const floor = value.num / value.den;
  const remainder = value.num % value.den;
  if (remainder === 0n) return { integer: floor, exact: true };
  const twice = 2n * remainder;
  let away: boolean;
  switch (mode) {
    case "rtz":
      away = false;
      break;
    case "rdn":
      away = negative;
      break;
    case "rup":
      away = !negative;
      break;
    case "rne":
      away = twice > value.den || (twice === value.den && floor % 2n === 1n);
      break;
    case "rmm":
      away = twice >= value.den;
      break;
  }
  return { integer: away ? floor + 1n : floor, exact: false };
}

/**
 * Rounds `magnitude` with the given sign to `format`. A number is tiny when it would be below the smallest normal number
 * after rounding to the format's precision with an unbounded exponent (IEEE 754-2019 section 7.5, "after rounding").
 */
export function round(format: FloatFormat, negative: boolean, magnitude: Rational, mode: RoundingMode): Rounded {
  if (magnitude.num === 0n) return { bits: withSign(format, negative, 0), flags: 0 };
  const { fractionBits } = format;
  const exponent = floorLog2(magnitude);
  const lowest = minExponent(format);
  const atPrecision = (e: number): ReturnType<typeof roundToInteger> =>
    roundToInteger(multiply(magnitude, scaled(1n, fractionBits - e)), negative, mode);

  const kept = Math.max(exponent, lowest);
  const { integer, exact } = atPrecision(kept);
  // The hidden one of a normal number adds itself to the exponent field; a carry out of the fraction moves on to it too.
  const encoding = (kept + bias(format) - 1) * 2 ** fractionBits + Number(integer);

  if (encoding >= infinity(format, false)) {
    const toInfinity = mode === "rne" || mode === "rmm" || mode === (negative ? "rdn" : "rup");
    const largest = infinity(format, false) - (toInfinity ? 0 : 1);
    return { bits: withSign(format, negative, largest), flags: OVERFLOW | INEXACT };
  }
  let flags = exact ? 0 : INEXACT;
  if (!exact && exponent < lowest) {
    const reachesNormal = exponent + 1 === lowest && atPrecision(exponent).integer === 2n ** BigInt(fractionBits + 1);
    if (!reachesNormal) flags |= UNDERFLOW;
  }
  return { bits: withSign(format, negative, encoding), flags };
}
