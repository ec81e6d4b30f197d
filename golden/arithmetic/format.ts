import { ZERO, scaled, type Rational } from "./rational.js";

/** A binary interchange format in the sense of IEEE 754-2019 section 3.4: sign, biased exponent, trailing significand. */
export interface FloatFormat {
  readonly exponentBits: number;
  readonly fractionBits: number;
}

export const FP32: FloatFormat = { exponentBits: 8, fractionBits: 23 };
export const FP16: FloatFormat = { exponentBits: 5, fractionBits: 10 };
export const BF16: FloatFormat = { exponentBits: 8, fractionBits: 7 };
export const FP8_E5M2: FloatFormat = { exponentBits: 5, fractionBits: 2 };
/** IEEE style (infinities, largest finite 240), not the OCP format E4M3FN. */
export const FP8_E4M3: FloatFormat = { exponentBits: 4, fractionBits: 3 };

export interface NotANumber {
  readonly kind: "nan";
  readonly signaling: boolean;
}
export interface Infinite {
  readonly kind: "infinite";
  readonly negative: boolean;
}
export interface Finite {
  readonly kind: "finite";
  readonly negative: boolean;
  readonly magnitude: Rational;
}
/** What an encoding stands for. */
export type Value = NotANumber | Infinite | Finite;

export function bias(format: FloatFormat): number {
  return 2 ** (format.exponentBits - 1) - 1;
}

/** Exponent of the smallest normal number. */
export function minExponent(format: FloatFormat): number {
  return 1 - bias(format);
}

/** Encoding of an infinity, which is also one more than the largest finite magnitude. */
export function infinity(format: FloatFormat, negative: boolean): number {
  return withSign(format, negative, (2 ** format.exponentBits - 1) * 2 ** format.fractionBits);
}

/** The one NaN that operations deliver: positive, quiet, no payload (RISC-V unprivileged manual, section "F": NaN generation). */
export function canonicalNan(format: FloatFormat): number {
  return infinity(format, false) + 2 ** (format.fractionBits - 1);
}

/** Puts the sign bit in front of a magnitude encoding. */
export function withSign(format: FloatFormat, negative: boolean, magnitude: number): number {
  return negative ? magnitude + 2 ** (format.exponentBits + format.fractionBits) : magnitude;
}

/** The exact meaning of an encoding, given as an unsigned integer of the format's width. */
export function decode(format: FloatFormat, bits: number): Value {
  const signWeight = 2 ** (format.exponentBits + format.fractionBits);
  const fractionWeight = 2 ** format.fractionBits;
  const negative = bits >= signWeight;
  const magnitude = bits % signWeight;
  const field = Math.floor(magnitude / fractionWeight);
  const fraction = magnitude % fractionWeight;
  if (field === 2 ** format.exponentBits - 1) {
    return fraction === 0
      ? { kind: "infinite", negative }
      : { kind: "nan", signaling: fraction < 2 ** (format.fractionBits - 1) };
  }
  if (magnitude === 0) return { kind: "finite", negative, magnitude: ZERO };
  const significand = field === 0 ? fraction : fractionWeight + fraction;
  const exponent = Math.max(field, 1) - bias(format) - format.fractionBits;
  return { kind: "finite", negative, magnitude: scaled(BigInt(significand), exponent) };
}
