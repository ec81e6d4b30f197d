// The chains of chain.ts in AssemblyScript: `npm run build:simd` compiles it to chain.wasm.ts. Matrices are dense and of FP32 numbers.

/** Exponent field of 2^-14, the smallest normal number of FP16: below it the unit stays the same. */
const LEAST_EXPONENT: v128 = i64x2.splat(i64(1023 - 14) << 52);
const EXPONENT: v128 = i64x2.splat(0x7ff << 52);
const SIGN: v128 = i64x2.splat(1 << 63);
/** To the rounder of a binade: 42 binades up, and the top fraction bit. */
const ROUNDER: v128 = i64x2.splat((i64(42) << 52) | (1 << 51));
const LARGEST: v128 = f64x2.splat(65504);

/** Nearest FP16 numbers, ties to even, as in hw/redmule/simd-array.as.ts. */
// @ts-ignore: decorator
@inline
function round16(s: v128): v128 {
  const sign = v128.and(s, SIGN);
  const rounder = i64x2.add(i32x4.max_s(v128.and(s, EXPONENT), LEAST_EXPONENT), ROUNDER);
  const nearest = f64x2.sub(f64x2.add(s, rounder), rounder);
  const finite = v128.or(nearest, sign);
  return v128.bitselect(v128.or(EXPONENT, sign), finite, f64x2.gt(f64x2.abs(nearest), LARGEST));
}

/** One step of a chain in FP16. */
// @ts-ignore: decorator
@inline
function fma16(x: v128, w: v128, acc: v128): v128 {
  return round16(f64x2.add(f64x2.mul(x, w), acc));
}

const TIE_MASK: v128 = i64x2.splat(0x1fffffff);
const TIE: v128 = i64x2.splat(0x10000000);
/** 2^-126, the smallest normal number of FP32. */
const LEAST_NORMAL: v128 = f64x2.splat(1.1754943508222875e-38);
const ONE: v128 = i64x2.splat(1);
const ZERO: v128 = f64x2.splat(0);

/** product + c, rounded to odd: to the neighbour with an odd last bit where the sum is not exact. */
function toOdd(product: v128, c: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, product);
  const error = f64x2.add(f64x2.sub(product, f64x2.sub(sum, part)), f64x2.sub(c, part));
  const inexact = v128.or(f64x2.gt(error, ZERO), f64x2.lt(error, ZERO));
  const even = i64x2.eq(v128.and(sum, ONE), ZERO);
  // Away from zero where error and sum have the same sign, else towards it.
  const outward = i64x2.ge_s(v128.xor(error, sum), ZERO);
  const moved = v128.bitselect(i64x2.add(sum, ONE), i64x2.sub(sum, ONE), outward);
  return v128.bitselect(moved, sum, v128.and(inexact, even));
}

/** One step of a chain in FP32, held in doubles: FP32 rounding of the double sum but for ties and small numbers. */
// @ts-ignore: decorator
@inline
function fma32(x: v128, w: v128, acc: v128): v128 {
  const product = f64x2.mul(x, w);
  let sum = f64x2.add(product, acc);
  const tie = i64x2.eq(v128.and(sum, TIE_MASK), TIE);
  const small = f64x2.lt(f64x2.abs(sum), LEAST_NORMAL);
  if (v128.any_true(v128.or(tie, small))) sum = toOdd(product, acc, sum);
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sum));
}

// @ts-ignore: decorator
@inline
function element(half: bool, x: v128, w: v128, acc: v128): v128 {
  return half ? fma16(x, w, acc) : fma32(x, w, acc);
}

/** Loads two FP32 numbers as doubles. */
// @ts-ignore: decorator
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function storePair(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(value), 0);
}

// @ts-ignore: decorator
@inline
function rows(half: bool, x: usize, w: usize, z: usize, m: i32, n: i32, k: i32): void {
  const width = k << 2;
  for (let i = 0; i < m; i++) {
    const row = x + ((i * n) << 2);
    const out = z + i * width;
    let j = 0;
    // Eight chains side by side hide the latency of one.
    for (; j + 8 <= k; j += 8) {
      const at = out + (j << 2);
      let a = pair(at);
      let b = pair(at + 8);
      let c = pair(at + 16);
      let d = pair(at + 24);
      let from = w + (j << 2);
      for (let s = 0; s < n; s++, from += width) {
        const value = f64x2.splat(f64(load<f32>(row + (s << 2))));
        a = element(half, value, pair(from), a);
        b = element(half, value, pair(from + 8), b);
        c = element(half, value, pair(from + 16), c);
        d = element(half, value, pair(from + 24), d);
      }
      storePair(at, a);
      storePair(at + 8, b);
      storePair(at + 16, c);
      storePair(at + 24, d);
    }
    for (; j + 2 <= k; j += 2) {
      const at = out + (j << 2);
      let a = pair(at);
      let from = w + (j << 2);
      for (let s = 0; s < n; s++, from += width) {
        a = element(half, f64x2.splat(f64(load<f32>(row + (s << 2)))), pair(from), a);
      }
      storePair(at, a);
    }
    if (j < k) {
      const at = out + (j << 2);
      let a = f64x2.promote_low_f32x4(v128.load32_zero(at));
      let from = w + (j << 2);
      for (let s = 0; s < n; s++, from += width) {
        const weight = f64x2.promote_low_f32x4(v128.load32_zero(from));
        a = element(half, f64x2.splat(f64(load<f32>(row + (s << 2)))), weight, a);
      }
      v128.store32_lane(at, f32x4.demote_f64x2_zero(a), 0);
    }
  }
}

export function chain32(x: usize, w: usize, z: usize, m: i32, n: i32, k: i32): void {
  rows(false, x, w, z, m, n, k);
}

export function chain16(x: usize, w: usize, z: usize, m: i32, n: i32, k: i32): void {
  rows(true, x, w, z, m, n, k);
}

/** z[i] = x[i] w[i] + z[i] for `size` elements. */
// @ts-ignore: decorator
@inline
function lanes(half: bool, x: usize, w: usize, z: usize, size: i32): void {
  const end = x + (size << 2);
  const pairs = x + ((size >> 1) << 3);
  for (; x < pairs; x += 8, w += 8, z += 8) storePair(z, element(half, pair(x), pair(w), pair(z)));
  if (x < end) {
    const a = f64x2.promote_low_f32x4(v128.load32_zero(x));
    const b = f64x2.promote_low_f32x4(v128.load32_zero(w));
    const c = f64x2.promote_low_f32x4(v128.load32_zero(z));
    v128.store32_lane(z, f32x4.demote_f64x2_zero(element(half, a, b, c)), 0);
  }
}

export function lanes32(x: usize, w: usize, z: usize, size: i32): void {
  lanes(false, x, w, z, size);
}

export function lanes16(x: usize, w: usize, z: usize, size: i32): void {
  lanes(true, x, w, z, size);
}
