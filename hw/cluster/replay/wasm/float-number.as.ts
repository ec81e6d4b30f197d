// Numbers of the FPU's formats as doubles, and doubles rounded to them in every mode.
//
// Encodings stand at the top of a word (left-aligned), so that FP32 and bfloat16, with eight bits of exponent, are read alike, and
// FP16 and FP8 E5M2, with five.
import { BF16, FP16, FP32 } from "./float-code-layout";

/** Exceptions, in the encoding of fflags. */
export const INVALID: i32 = 16;
export const OVERFLOW: i32 = 4;
export const UNDERFLOW: i32 = 2;
export const INEXACT: i32 = 1;
/** Raised beside them by a short way that does not cover its operands: the general one has to. */
export const UNCOVERED: i32 = 1 << 5;

/** Rounding modes, in the encoding of rm. */
export const RNE: i32 = 0;
export const RTZ: i32 = 1;
const RDN: i32 = 2;
const RUP: i32 = 3;
const RMM: i32 = 4;

const SIGN: u64 = 1 << 63;
const FRACTION: u64 = (1 << 52) - 1;

/** Exceptions of the operation under way: those of its elements come together. */
export let raised: i32 = 0;

// @ts-ignore: decorator
@inline
export function raise(flags: i32): void {
  raised |= flags;
}

// @ts-ignore: decorator
@inline
export function clear(): void {
  raised = 0;
}

/** Bits of an encoding. */
// @ts-ignore: decorator
@inline
export function widthOf(format: i32): i32 {
  return format == FP32 ? 32 : format == FP16 || format == BF16 ? 16 : 8;
}

/** Left-aligned infinity; the lowest bit of its exponent is the smallest normal number. */
// @ts-ignore: decorator
@inline
export function infinityOf(format: i32): i32 {
  return format == FP32 || format == BF16 ? 0x7f800000 : 0x7c000000;
}

// @ts-ignore: decorator
@inline
export function smallestNormalOf(format: i32): i32 {
  return format == FP32 || format == BF16 ? 0x00800000 : 0x04000000;
}

// @ts-ignore: decorator
@inline
export function nanOf(format: i32): i32 {
  return infinityOf(format) | (smallestNormalOf(format) >>> 1);
}

// @ts-ignore: decorator
@inline
export function isNan(format: i32, left: i32): bool {
  return (left & 0x7fffffff) > infinityOf(format);
}

// @ts-ignore: decorator
@inline
export function isSignalling(format: i32, left: i32): bool {
  return isNan(format, left) && (left & (smallestNormalOf(format) >>> 1)) == 0;
}

/** Value of a finite left-aligned number with five bits of exponent. */
// @ts-ignore: decorator
@inline
export function finite5(left: i32): f64 {
  const magnitude = left & 0x7fffffff;
  const value =
    magnitude < 0x04000000
      ? f64(magnitude) * reinterpret<f64>((1023 - 40) << 52)
      : reinterpret<f64>((u64(magnitude) << 26) + ((1023 - 15) << 52));
  return left < 0 ? -value : value;
}

// @ts-ignore: decorator
@inline
export function fp32(bits: i32): f64 {
  return f64(reinterpret<f32>(bits));
}

/** Value of a left-aligned number. */
export function valueOf(format: i32, left: i32): f64 {
  if (format == FP32 || format == BF16) return fp32(left);
  const magnitude = left & 0x7fffffff;
  if (magnitude < 0x7c000000) return finite5(left);
  return magnitude > 0x7c000000 ? NaN : left < 0 ? -Infinity : Infinity;
}

/** Whether the magnitude above a cut grows by one unit; `half` is the bit below the cut, `rest` says any below that. */
// @ts-ignore: decorator
@inline
export function roundsUp(mode: i32, negative: bool, odd: bool, half: bool, rest: bool): bool {
  if (mode == RNE) return half && (rest || odd);
  if (mode == RDN) return negative && (half || rest);
  if (mode == RUP) return !negative && (half || rest);
  return mode == RMM && half;
}

/** The same for the bits of `significand` below bit `cut`, 1 to 54. */
function roundsUpAt(mode: i32, negative: bool, significand: u64, cut: i32): bool {
  const odd = ((significand >> cut) & 1) != 0;
  const half = ((significand >> (cut - 1)) & 1) != 0;
  const rest = (significand & ((u64(1) << (cut - 1)) - 1)) != 0;
  return roundsUp(mode, negative, odd, half, rest);
}

/** Encoding, right-aligned, of what is beyond the range. */
export function beyond(format: i32, mode: i32, negative: bool): i32 {
  const infinity = infinityOf(format) >>> (32 - widthOf(format));
  const sign = negative ? 1 << (widthOf(format) - 1) : 0;
  return sign | (infinity - i32(!roundsUp(mode, negative, true, true, true)));
}

/**
 * Encoding, right-aligned, of a finite double rounded to `format`; raises what the rounding does. A double that stands for a longer
 * number is that number rounded to odd.
 * @param subnormalIsTiny a result that is rounded up to the smallest normal number raises no underflow
 */
export function rounded(format: i32, mode: i32, s: f64, subnormalIsTiny: bool): i32 {
  const bits = reinterpret<u64>(s);
  const width = widthOf(format);
  const negative = s < 0 || bits == SIGN;
  const sign = negative ? 1 << (width - 1) : 0;
  if (s == 0) return sign;
  const isWide = format == FP32 || format == BF16;
  const fractionBits = width - (isWide ? 9 : 6);
  const least = isWide ? -126 : -14;
  const exponent = i32((bits >> 52) & 0x7ff) - 1023;
  const significand = (bits & FRACTION) | (1 << 52);
  const full = 52 - fractionBits;
  const cut = min(full + max(least - exponent, 0), 54);
  const up = roundsUpAt(mode, negative, significand, cut);
  const binade = u64(max(exponent, least) - least) << fractionBits;
  const magnitude = binade + (significand >> cut) + u64(up);
  if (magnitude >= u64(infinityOf(format) >>> (32 - width))) {
    raise(OVERFLOW | INEXACT);
    return beyond(format, mode, negative);
  }
  if ((significand & ((u64(1) << cut) - 1)) != 0) {
    const carries =
      exponent == least - 1 &&
      significand >> full == (u64(2) << fractionBits) - 1 &&
      roundsUpAt(mode, negative, significand, full);
    const isTiny = exponent < least && !carries && !(subnormalIsTiny && magnitude >> fractionBits != 0);
    raise(isTiny ? UNDERFLOW | INEXACT : INEXACT);
  }
  return sign | i32(magnitude);
}

/** p + z of finite doubles, rounded to the neighbour with an odd last bit where it is none. */
export function oddSum(p: f64, z: f64): f64 {
  const s = p + z;
  const t = s - p;
  const error = p - (s - t) + (z - t);
  if (error == 0) return s;
  const bits = reinterpret<u64>(s);
  if (bits & 1) return s;
  return reinterpret<f64>(error > 0 == s > 0 ? bits + 1 : bits - 1);
}

/** Sign of a sum that is exactly zero. */
export function zeroSum(mode: i32, p: f64, z: f64): f64 {
  if (reinterpret<i64>(p) < 0 == reinterpret<i64>(z) < 0) return p + z;
  return mode == RDN ? -0.0 : 0.0;
}
