import type { FpFormat } from "./format.js";
import { isSignallingNan, magnitudeOf, signOf } from "./operand.js";

/** Class of a number as the one-hot mask of RISC-V fclass: bit 0 is minus infinity, bit 9 a quiet NaN. */
export function classify(format: FpFormat, bits: number): number {
  const magnitude = magnitudeOf(format, bits);
  const negative = signOf(format, bits) === 1;
  if (magnitude > format.infinity) return isSignallingNan(format, bits) ? 1 << 8 : 1 << 9;
  if (magnitude === format.infinity) return negative ? 1 << 0 : 1 << 7;
  if (magnitude === 0) return negative ? 1 << 3 : 1 << 4;
  if (magnitude >>> format.manBits === 0) return negative ? 1 << 2 : 1 << 5;
  return negative ? 1 << 1 : 1 << 6;
}

/**
 * Class of a packed element in 8 bits, as RI5CY's FPU gives it: bit 0 infinity, 1 normal, 2 subnormal, 3 zero, 4 signalling
 * NaN, 5 quiet NaN, 6 positive or NaN, 7 negative.
 */
export function classifyPacked(format: FpFormat, bits: number): number {
  const magnitude = magnitudeOf(format, bits);
  if (magnitude > format.infinity) return 0x40 | (isSignallingNan(format, bits) ? 1 << 4 : 1 << 5);
  const sign = signOf(format, bits) === 1 ? 0x80 : 0x40;
  if (magnitude === format.infinity) return sign | (1 << 0);
  if (magnitude === 0) return sign | (1 << 3);
  return sign | (magnitude >>> format.manBits === 0 ? 1 << 2 : 1 << 1);
}
