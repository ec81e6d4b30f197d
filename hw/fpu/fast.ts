/**
 * FP16 arithmetic in round-to-nearest-even through doubles: the function of the staged units, fast enough for the array.
 *
 * Why one double product, one double sum and one rounding give the correctly rounded FMA. The product p of two 11-bit
 * significands has at most 22 bits and a unit of at least 2^-48: exact. Let c be the addend and s = p + c.
 * - |p| >= 2^17: |s| > 2^16 whatever c is, and s rounded to a double is still beyond 65520: infinity either way.
 * - |c| <= |p| < 2^17: a product with unit below 2^-24 is below 2^-2, so s spans at most 2^-1 .. 2^-48; any other spans at
 *   most 2^18 .. 2^-24. Both fit 53 bits: exact.
 * - |p| < |c| and |p| >= ulp(c)/4: p's unit is at least |p| 2^-22 > ulp(c) 2^-25, and |s| < 2^12 ulp(c): 37 bits, exact.
 * - |p| < ulp(c)/4: s lies closer to c than half the FP16 spacing on either side of c, and so does s rounded to a double
 *   (rounding is monotonic); at the bound itself c is a power of two and the tie goes to it, the even one. Result c.
 * A double sum that is exactly zero is +0 unless both terms are -0, as in FP16.
 */

import { cast } from "./cast.js";
import { FP16, FpResult, RNE, type FpFormat } from "./format.js";

const float = new Float64Array(1);
/** The same eight bytes; word 1 holds sign, exponent and the upper 20 fraction bits (little endian). */
const words = new Int32Array(float.buffer);

/** Value of each FP16 encoding. */
export const F16_TO_F64 = new Float64Array(65536);
/** Unit of a number by its exponent field. */
const UNITS = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));
for (let bits = 0; bits < 65536; bits++) {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude =
    exponent === 31
      ? fraction === 0
        ? Infinity
        : NaN
      : (exponent === 0 ? fraction : 1024 + fraction) * UNITS[exponent];
  F16_TO_F64[bits] = bits & 0x8000 ? -magnitude : magnitude;
}

/**
 * Indexed by sign and biased exponent e of a double: 1.5 * 2^(e - 1023 + 42), a number whose unit is the FP16 unit of that
 * binade, 2^-24 at least. Adding it makes the double adder round there, ties to even. NaN where the result can be zero,
 * which would lose its sign, or infinite.
 */
export const ROUNDER = new Float64Array(4096);
/**
 * The same with the sign of the double, so that the magnitudes add and the low word of the sum is the rounded significand;
 * beyond the range infinity, whose low word is 0.
 */
const SIGNED_ROUNDER = new Float64Array(4096);
/** The FP16 encoding minus that low word; the hidden bit of a normal significand adds one exponent. */
const BASE = new Int32Array(4096);
for (let k = 0; k < 4096; k++) {
  const exponent = (k & 2047) - 1023;
  const isNegative = k > 2047;
  const rounder = 1.5 * 2 ** (Math.min(Math.max(exponent, -14), 16) + 42);
  ROUNDER[k] = exponent < -24 || exponent > 14 ? NaN : rounder;
  SIGNED_ROUNDER[k] = (isNegative ? -1 : 1) * (exponent > 15 ? Infinity : rounder);
  BASE[k] = (isNegative ? 0x8000 : 0) + (exponent > 15 ? 0x7c00 : Math.max(exponent + 14, 0) * 1024);
}

/** Rounding of what is near zero, near infinity, or no number. */
export function roundExtreme(s: number): number {
  if (s === 0 || s !== s) return s;
  const rounder = Math.abs(s) < 1 ? 1.5 * 2 ** 28 : 1.5 * 2 ** 57;
  const nearest = s + rounder - rounder;
  if (nearest === 0) return s * 0;
  return Math.abs(s) >= 65520 ? s * Infinity : nearest;
}

/**
 * Nearest FP16 number of a double, ties to even, as a double: magnitudes from 65520 become infinite, a zero result keeps
 * the sign of `s`, NaN stays NaN.
 */
export function roundToF16(s: number): number {
  float[0] = s;
  const rounder = ROUNDER[words[1] >>> 20];
  const nearest = s + rounder - rounder;
  return nearest === nearest ? nearest : roundExtreme(s);
}

/**
 * {@link roundToF16} of `values[from]` to `values[to - 1]` in place. Numbers that cross a function call can cost an
 * allocation each; here none does.
 * @param halves the same memory as 32-bit words
 */
export function roundRangeToF16(values: Float64Array, halves: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const s = values[i];
    const rounder = ROUNDER[halves[2 * i + 1] >>> 20];
    const nearest = s + rounder - rounder;
    // Two stores: one store of either number would have to box the first in an object.
    if (nearest === nearest) values[i] = nearest;
    else values[i] = roundExtreme(s);
  }
}

/** Encoding of the nearest FP16 number of a double, ties to even; NaN gives 0x7E00. */
export function f64ToF16Bits(x: number): number {
  if (x !== x) return 0x7e00;
  float[0] = x;
  const k = words[1] >>> 20;
  float[0] = x + SIGNED_ROUNDER[k];
  return BASE[k] + words[0];
}

/** a * b + c on FP16 encodings with one rounding (RNE), without flags; NaN results are 0x7E00. */
export function fmaF16(a: number, b: number, c: number): number {
  return f64ToF16Bits(F16_TO_F64[a] * F16_TO_F64[b] + F16_TO_F64[c]);
}

/** RISC-V fmin on doubles: one NaN loses against the number, -0 < +0. */
export function minNumber(a: number, b: number): number {
  return a !== a ? b : b !== b ? a : Math.min(a, b);
}

/** RISC-V fmax on doubles: one NaN loses against the number, -0 < +0. */
export function maxNumber(a: number, b: number): number {
  return a !== a ? b : b !== b ? a : Math.max(a, b);
}

/** Maps an FP16 encoding that is no NaN to an integer of the same order, -0 just below +0. */
function order(bits: number): number {
  return ((bits ^ (-(bits >>> 15) & 0x7fff)) << 16) >> 16;
}

/** RISC-V fmin on FP16 encodings; two NaN give 0x7E00. */
export function minF16(a: number, b: number): number {
  if ((a & 0x7fff) > 0x7c00) return (b & 0x7fff) > 0x7c00 ? 0x7e00 : b;
  if ((b & 0x7fff) > 0x7c00) return a;
  return order(a) <= order(b) ? a : b;
}

/** RISC-V fmax on FP16 encodings; two NaN give 0x7E00. */
export function maxF16(a: number, b: number): number {
  if ((a & 0x7fff) > 0x7c00) return (b & 0x7fff) > 0x7c00 ? 0x7e00 : b;
  if ((b & 0x7fff) > 0x7c00) return a;
  return order(a) >= order(b) ? a : b;
}

const scratch = new FpResult();

/** Encodings of `to` for each encoding of `from`, rounded to nearest even by the cast unit. */
function castTable<T extends Uint8Array | Uint16Array>(from: FpFormat, to: FpFormat, table: T): T {
  for (let bits = 0; bits < table.length; bits++) table[bits] = cast(from, to, bits, RNE, scratch).bits;
  return table;
}

const tablesToF16 = new Map<FpFormat, Uint16Array>();
const tablesFromF16 = new Map<FpFormat, Uint8Array | Uint16Array>();

/** FP16 encoding of each encoding of an 8 or 16-bit format (RNE). The table is built once, on first use. */
export function tableToF16(from: FpFormat): Uint16Array {
  let table = tablesToF16.get(from);
  if (table === undefined) {
    table = castTable(from, FP16, new Uint16Array(2 ** from.width));
    tablesToF16.set(from, table);
  }
  return table;
}

/** Encoding of each FP16 encoding in an 8 or 16-bit format (RNE). The table is built once, on first use. */
export function tableFromF16(to: FpFormat): Uint8Array | Uint16Array {
  let table = tablesFromF16.get(to);
  if (table === undefined) {
    table = castTable(FP16, to, to.width === 8 ? new Uint8Array(65536) : new Uint16Array(65536));
    tablesFromF16.set(to, table);
  }
  return table;
}
