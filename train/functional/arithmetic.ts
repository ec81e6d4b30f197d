/** Correctly rounded operations on numbers of FP32 and narrower formats, held in doubles. */
import { roundToF16 } from "../../hw/fpu/fast.js";
import type { ElementFormat } from "../step.js";

const double = new Float64Array(1);
/** The same bytes: low word, then sign, exponent and upper fraction (little endian). */
const words = new Int32Array(double.buffer);

/** Biased exponent of 2^-126 in a double, the smallest normal FP32 number. */
const LEAST_NORMAL = 1023 - 126;

/**
 * a * b + c with one rounding to FP32. The product of two FP32 numbers is an exact double, the sum one rounded to 53 bits. Rounding that
 * again to 24 bits is right unless it lies on a tie between FP32 numbers (low 29 bits 1000...) or below the normal ones; there the
 * error of the sum decides.
 */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  double[0] = sum;
  if ((words[0] & 0x1fffffff) !== 0x10000000 && ((words[1] >>> 20) & 0x7ff) >= LEAST_NORMAL) return Math.fround(sum);
  return roundSum(product, c, sum);
}

/** product + c to FP32 by way of the double `sum` rounded to odd: 53 bits are more than 24 + 2, so no tie comes from the first rounding. */
export function roundSum(product: number, c: number, sum: number): number {
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  double[0] = sum;
  // NaN and infinite sums have a NaN error.
  if ((error > 0 || error < 0) && (words[0] & 1) === 0) {
    if (error > 0 === sum > 0) words[0] += 1;
    else {
      if (words[0] === 0) words[1] -= 1;
      words[0] -= 1;
    }
  }
  return Math.fround(double[0]);
}

/** Nearest number with `fractionBits` and least exponent `least`, ties to even; beyond `largest` by half a unit infinite. */
function roundSmall(x: number, fractionBits: number, least: number, largest: number): number {
  if (x === 0 || x !== x || Math.abs(x) === Infinity) return x;
  double[0] = x;
  const exponent = Math.max(((words[1] >>> 20) & 0x7ff) - 1023, least);
  const rounder = 1.5 * 2 ** (exponent - fractionBits + 52);
  const nearest = x + rounder - rounder;
  if (nearest === 0) return x * 0;
  return Math.abs(nearest) > largest ? nearest * Infinity : nearest;
}

const ROUND: Readonly<Record<ElementFormat, (x: number) => number>> = {
  fp32: Math.fround,
  fp16: roundToF16,
  fp8: (x) => roundSmall(x, 2, -14, 57344),
  fp8alt: (x) => roundSmall(x, 3, -6, 240),
  int32: (x) => x,
  uint8: (x) => x,
};

/** Rounding to a format, to nearest even. */
export function rounderOf(format: ElementFormat): (x: number) => number {
  return ROUND[format];
}
