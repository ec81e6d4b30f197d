import type { FpFormat } from "./format.js";
import { fractionSignals } from "./policy.js";

/** Encoding without its sign. */
export function magnitudeOf(format: FpFormat, bits: number): number {
  return bits & (format.signBit - 1);
}

/** 1 for a set sign bit. */
export function signOf(format: FpFormat, bits: number): number {
  return (bits >>> (format.width - 1)) & 1;
}

/** Significand with its hidden bit. */
export function significandOf(format: FpFormat, magnitude: number): number {
  const fraction = magnitude & ((1 << format.manBits) - 1);
  return magnitude >>> format.manBits === 0 ? fraction : fraction | (1 << format.manBits);
}

/** Biased exponent of the significand: subnormals share the 1 of the smallest normal binade. */
export function exponentOf(format: FpFormat, magnitude: number): number {
  return magnitude >>> format.manBits || 1;
}

export function isNan(format: FpFormat, bits: number): boolean {
  return magnitudeOf(format, bits) > format.infinity;
}

export function isSignallingNan(format: FpFormat, bits: number): boolean {
  return isNan(format, bits) && fractionSignals(bits & ((1 << format.manBits) - 1), format.manBits);
}
