// Short ways of FP16 operations in round-to-nearest-even, of one number in the lower half of a word or of one in each. A sum that is
// not covered raises `UNCOVERED`.
import { REPLICATE } from "./float-code-layout";
import { finite5, fp32, INEXACT, OVERFLOW, raise, UNCOVERED, UNDERFLOW } from "./float-number.as";

const SIGN: u64 = 1 << 63;
/** Exponent fields of doubles at the ends of FP16's normal range. */
const LEAST: i32 = 1023 - 14;
const MOST: i32 = 1023 + 15;
/** Encodings of infinity and of the smallest normal number. */
const INFINITE: i32 = 0x7c00;
const NORMAL: i32 = 0x0400;

/** Whether both halves of each word are finite numbers: exponents of 31 carry into the top bit. */
// @ts-ignore: decorator
@inline
export function areFinite(a: i32, b: i32, c: i32): bool {
  const overflow = (((a & 0x7c007c00) + 0x04000400) | ((b & 0x7c007c00) + 0x04000400) | ((c & 0x7c007c00) + 0x04000400)) & 0x80008000;
  return overflow == 0;
}

/** p + z in FP16. */
function sum16(p: f64, z: f64): i32 {
  const s = p + z;
  const t = s - p;
  const error = p - (s - t) + (z - t);
  const bits = reinterpret<u64>(s);
  const sign = i32(bits >> 48) & 0x8000;
  const field = max(i32(bits >> 52) & 0x7ff, LEAST);
  // 1.5 x 2^42 times the binade of s, whose unit as a double is that of FP16 there: adding it makes the adder round.
  const rounder = reinterpret<f64>((bits & SIGN) | (u64(field + 42) << 52) | (1 << 51));
  const sum = s + rounder;
  const encoding = ((field - LEAST) << 10) + i32(reinterpret<u64>(sum));
  if (field > MOST || encoding >= INFINITE) {
    raise(OVERFLOW | INEXACT);
    return sign | INFINITE;
  }
  if (sum - rounder != s || error != 0) {
    if (encoding > NORMAL) raise(INEXACT);
    else raise(encoding == NORMAL ? UNCOVERED : INEXACT | UNDERFLOW);
  }
  return sign | encoding;
}

/** FP16 arithmetic on the upper halves of words that hold finite ones. */
// @ts-ignore: decorator
@inline
function arithmetic16(op: i32, a: i32, b: i32, c: i32): i32 {
  const x = finite5(a & 0xffff0000);
  const y = finite5(b & 0xffff0000);
  switch (op) {
    case 0: return sum16(x, y);
    case 1: return sum16(x, -y);
    case 2: return sum16(x * y, -0.0);
  }
  const z = finite5(c & 0xffff0000);
  return sum16(op > 4 ? -(x * y) : x * y, op == 4 || op == 6 ? -z : z);
}

// @ts-ignore: decorator
@inline
export function scalar16(op: i32, a: i32, b: i32, c: i32): i32 {
  if (!areFinite(a << 16, b << 16, op > 2 ? c << 16 : 0)) raise(UNCOVERED);
  return arithmetic16(op, a << 16, b << 16, c << 16) | 0xffff0000;
}

// @ts-ignore: decorator
@inline
export function packed16(op: i32, code: i32, a: i32, b: i32, c: i32): i32 {
  if (!areFinite(a, b, op > 2 ? c : 0)) raise(UNCOVERED);
  const low = arithmetic16(op, a << 16, b << 16, c << 16);
  return low | (arithmetic16(op, a, code & REPLICATE ? b << 16 : b, c) << 16);
}

/** Whether neither half of a word is a NaN of FP16. */
// @ts-ignore: decorator
@inline
function areNumbers(a: i32, b: i32): bool {
  return ((((a & 0x7fff7fff) + 0x03ff03ff) | ((b & 0x7fff7fff) + 0x03ff03ff)) & 0x80008000) == 0;
}

/** The smaller or larger one of two sign-extended FP16 numbers, -0 below +0. */
// @ts-ignore: decorator
@inline
function chosen16(a: i32, b: i32, larger: bool): i32 {
  const isBelow = (b ^ ((b >> 31) & 0x7fff)) < (a ^ ((a >> 31) & 0x7fff));
  return isBelow == larger ? a : b;
}

// @ts-ignore: decorator
@inline
export function chosenPacked(code: i32, a: i32, b: i32, larger: bool): i32 {
  if (!areNumbers(a, b)) raise(UNCOVERED);
  const low = i32(i16(b));
  return (chosen16(i32(i16(a)), low, larger) & 0xffff) | (chosen16(a >> 16, code & REPLICATE ? low : b >> 16, larger) << 16);
}

/** An FP32 number in FP16. */
// @ts-ignore: decorator
@inline
export function narrowed(a: i32): i32 {
  if ((a & 0x7f800000) == 0x7f800000) raise(UNCOVERED);
  return sum16(fp32(a), -0.0);
}
