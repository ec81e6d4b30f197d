// The step of SimdArray (simd-array.ts) in AssemblyScript: `npm run build:simd` compiles it to simd-array.wasm.ts.
// Values are doubles on the FP16 grid, two rows of the array in a vector. Addresses and strides are in bytes.

/** Exponent field of 2^-14, the smallest normal number of FP16: below it the unit stays the same. */
const LEAST_EXPONENT: v128 = i64x2.splat(i64(1023 - 14) << 52);
const EXPONENT: v128 = i64x2.splat(0x7ff << 52);
const SIGN: v128 = i64x2.splat(1 << 63);
/** To the rounder of a binade: 42 binades up, and the top fraction bit. */
const ROUNDER: v128 = i64x2.splat((i64(42) << 52) | (1 << 51));
const LARGEST: v128 = f64x2.splat(65504);

/**
 * The nearest FP16 numbers, ties to even. The rounder is 1.5 x 2^42 times the binade of `s`, whose unit as a double is the unit of
 * FP16 there: adding it makes the adder round. A result that is zero loses its sign in this, so the sign of `s` is put back. NaN and
 * infinity pass through the two additions.
 */
// @ts-ignore: decorator
@inline
function round(s: v128): v128 {
  const sign = v128.and(s, SIGN);
  const rounder = i64x2.add(i32x4.max_s(v128.and(s, EXPONENT), LEAST_EXPONENT), ROUNDER);
  const nearest = f64x2.sub(f64x2.add(s, rounder), rounder);
  const finite = v128.or(nearest, sign);
  return v128.bitselect(v128.or(EXPONENT, sign), finite, f64x2.gt(f64x2.abs(nearest), LARGEST));
}

/** RISC-V fmin: one NaN loses against the number, -0 < +0. */
// @ts-ignore: decorator
@inline
function least(a: v128, b: v128): v128 {
  const both = v128.bitselect(f64x2.min(a, b), b, f64x2.eq(a, a));
  return v128.bitselect(both, a, f64x2.eq(b, b));
}

/** RISC-V fmax. */
// @ts-ignore: decorator
@inline
function most(a: v128, b: v128): v128 {
  const both = v128.bitselect(f64x2.max(a, b), b, f64x2.eq(a, a));
  return v128.bitselect(both, a, f64x2.eq(b, b));
}

// Stages of a compute element, as ce-operation.ts numbers them.
const STAGE1_FMA: i32 = 0;
const STAGE1_ADD: i32 = 1;
const STAGE1_MUL: i32 = 2;
const STAGE1_MIN: i32 = 3;
const STAGE2_MAX: i32 = 2;

/** op2(op1(x, w), accumulator). */
// @ts-ignore: decorator
@inline
function combined(stage1: i32, stage2: i32, x: v128, w: v128, accumulator: v128): v128 {
  let first: v128;
  if (stage1 == STAGE1_ADD) first = round(f64x2.add(x, w));
  else if (stage1 == STAGE1_MUL) first = round(f64x2.mul(x, w));
  else if (stage1 == STAGE1_MIN) first = least(x, w);
  else first = most(x, w);
  return stage2 == STAGE2_MAX ? most(first, accumulator) : least(first, accumulator);
}

// @ts-ignore: decorator
@inline
function element(stage1: i32, stage2: i32, x: v128, w: v128, accumulator: v128): v128 {
  if (stage1 == STAGE1_FMA) return round(f64x2.add(f64x2.mul(x, w), accumulator));
  return combined(stage1, stage2, x, w, accumulator);
}

/** A column of `rows` compute elements; the last of an odd number alone, for the row beside it may not be clocked. */
// @ts-ignore: decorator
@inline
function column(stage1: i32, stage2: i32, to: i32, from: i32, x: i32, w: f64, rows: i32): void {
  const value = f64x2.splat(w);
  const pairs = (rows >> 1) << 4;
  for (let at = 0; at < pairs; at += 16) {
    v128.store(to + at, element(stage1, stage2, v128.load(x + at), value, v128.load(from + at)));
  }
  if (rows & 1) {
    const last = element(stage1, stage2, v128.load(x + pairs), value, v128.load(from + pairs));
    v128.store64_lane(to + pairs, last, 0);
  }
}

/** Moves `rows` doubles; an odd last one alone. */
// @ts-ignore: decorator
@inline
function move(to: i32, from: i32, rows: i32): void {
  const pairs = (rows >> 1) << 4;
  for (let at = 0; at < pairs; at += 16) v128.store(to + at, v128.load(from + at));
  if (rows & 1) store<f64>(to + pairs, load<f64>(from + pairs));
}

/** 2^112: from an exponent of FP16 that stands in the field of FP32 to that of the same number. */
const SCALE: f32 = reinterpret<f32>((112 + 127) << 23);
/** Fields of FP16 infinity where those of FP32 begin, and of FP32 infinity. */
const F16_INFINITY: i32 = 0x7c00 << 13;
const F32_INFINITY: i32 = 0x7f800000;

/** Value of an FP16 encoding. */
// @ts-ignore: decorator
@inline
function valueOf(bits: i32): f64 {
  const magnitude = (bits & 0x7fff) << 13;
  const finite = reinterpret<i32>(reinterpret<f32>(magnitude) * SCALE);
  const number = magnitude >= F16_INFINITY ? magnitude | F32_INFINITY : finite;
  return f64(reinterpret<f32>(number | ((bits & 0x8000) << 16)));
}

/** Values of a column of FP16 encodings, `rows` of them and one more where they are odd. */
// @ts-ignore: decorator
@inline
function decode(to: i32, from: i32, rows: i32): void {
  for (let l = 0; l < rows; l += 2) {
    const bits = i32x4.extend_low_i16x8_u(v128.load32_zero(from + (l << 1)));
    const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
    const extreme = v128.and(i32x4.ge_s(magnitude, i32x4.splat(F16_INFINITY)), i32x4.splat(F32_INFINITY));
    const number = v128.or(f32x4.mul(magnitude, f32x4.splat(SCALE)), extreme);
    const signed = v128.or(number, i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16));
    v128.store(to + (l << 3), f64x2.promote_low_f32x4(signed));
  }
}

/**
 * One clock of the first rows. `how` holds the stages of the operation, whether accumulators are fed back, and the number of rows, `wRead` the
 * group and the element that column 0 reads of W. `design` describes the design in words: addresses of the values of x, of the accumulators that
 * wait before column 0, of the X buffer, of the halves that the columns read, of which columns have changed and of the steps; columns;
 * rows; bytes of a column; address of the W buffer; bytes of its row and of a group in it. Column h reads its row of W at group
 * (`group` - h) mod columns. `pipe` is the place of the outputs: column h takes the output of
 * h - 1, which is still in place as the last column comes first; column 0 takes the accumulators that wait, which are the outputs
 * of the last column where they are fed back.
 */
export function step(design: i32, pipe: i32, how: i32, wRead: i32): void {
  const stage1 = how & 7;
  const stage2 = (how >> 3) & 7;
  const feedsBack = how & (1 << 6);
  const rows = how >> 7;
  const group = wRead & 0xffff;
  const element = wRead >> 16;
  const fed = load<i32>(design, 4);
  const stale = load<i32>(design, 16);
  const steps = load<i32>(design, 20);
  const columns = load<i32>(design, 24);
  const stride = load<i32>(design, 32);
  const wRow = load<i32>(design, 40);
  const wGroup = load<i32>(design, 44);
  const last = columns - 1;
  let to = pipe + last * stride;
  let x = load<i32>(design) + last * stride;
  let w = load<i32>(design, 36) + (element << 1) + last * wRow;
  let read = group + 1 == columns ? 0 : group + 1;
  if (feedsBack) move(fed, to, rows);
  for (let h = last; h >= 0; h--) {
    const from = h == 0 ? fed : to - stride;
    if (load<u8>(stale + h) != 0) {
      const allRows = load<i32>(design, 28);
      const half = load<u8>(load<i32>(design, 12) + h);
      decode(x, load<i32>(design, 8) + (((half * columns + h) * allRows) << 1), allRows);
      store<u8>(stale + h, 0);
    }
    if (load<u8>(steps + h) == 0) move(to, from, rows);
    else {
      const value = valueOf(load<u16>(w + read * wGroup));
      if (stage1 == STAGE1_FMA) column(STAGE1_FMA, 0, to, from, x, value, rows);
      else column(stage1, stage2, to, from, x, value, rows);
    }
    to -= stride;
    x -= stride;
    w -= wRow;
    read = read + 1 == columns ? 0 : read + 1;
  }
}
