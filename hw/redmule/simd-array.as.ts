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

/** Exponent field of 2^14: with a larger one a sum may round to infinity, or be no number. */
const HIGH_EXPONENT: v128 = i64x2.splat(i64(1023 + 14) << 52);

/** Two multiply-adds, of sums below 2^15. Returns the larger of `peak` and their exponent fields. */
// @ts-ignore: decorator
@inline
function multiplyAdd(to: i32, from: i32, x: v128, w: v128, peak: v128): v128 {
  const s = f64x2.add(f64x2.mul(x, w), v128.load(from));
  const exponent = i32x4.max_s(v128.and(s, EXPONENT), LEAST_EXPONENT);
  const rounder = i64x2.add(exponent, ROUNDER);
  const nearest = f64x2.sub(f64x2.add(s, rounder), rounder);
  v128.store(to, v128.or(nearest, v128.and(s, SIGN)));
  return i32x4.max_s(peak, exponent);
}

/** A column of multiply-adds in two clocks that follow each other, x read once for both. Else like `columnOfSums`. */
// @ts-ignore: decorator
@inline
function columnTwice(to: i32, from: i32, nextTo: i32, nextFrom: i32, x: i32, w: v128, nextW: v128, rows: i32): void {
  let peak = LEAST_EXPONENT;
  const pairs = (rows >> 1) << 4;
  for (let at = 0; at < pairs; at += 16) {
    const value = v128.load(x + at);
    peak = multiplyAdd(to + at, from + at, value, w, peak);
    peak = multiplyAdd(nextTo + at, nextFrom + at, value, nextW, peak);
  }
  if (!(rows & 1) && !v128.any_true(i32x4.gt_s(peak, HIGH_EXPONENT))) return;
  again(to, from, x, w, rows);
  again(nextTo, nextFrom, x, nextW, rows);
}

/** A column of multiply-adds. Sums are taken to be small, and all is done again where one is not. */
// @ts-ignore: decorator
@inline
function columnOfSums(to: i32, from: i32, x: i32, w: v128, rows: i32): void {
  let peak = LEAST_EXPONENT;
  let toAt = to;
  let fromAt = from;
  let xAt = x;
  for (let left = rows >> 2; left > 0; left--) {
    peak = multiplyAdd(toAt, fromAt, v128.load(xAt), w, peak);
    peak = multiplyAdd(toAt + 16, fromAt + 16, v128.load(xAt, 16), w, peak);
    toAt += 32;
    fromAt += 32;
    xAt += 32;
  }
  if (rows & 2) peak = multiplyAdd(toAt, fromAt, v128.load(xAt), w, peak);
  if (rows & 1 || v128.any_true(i32x4.gt_s(peak, HIGH_EXPONENT))) again(to, from, x, w, rows);
}

function again(to: i32, from: i32, x: i32, w: v128, rows: i32): void {
  column(STAGE1_FMA, 0, to, from, x, w, rows);
}

/** A column of `rows` compute elements; the last of an odd number alone, for the row beside it may not be clocked. */
// @ts-ignore: decorator
@inline
function column(stage1: i32, stage2: i32, to: i32, from: i32, x: i32, w: v128, rows: i32): void {
  const pairs = (rows >> 1) << 4;
  for (let at = 0; at < pairs; at += 16) {
    v128.store(to + at, element(stage1, stage2, v128.load(x + at), w, v128.load(from + at)));
  }
  if (rows & 1) {
    const last = element(stage1, stage2, v128.load(x + pairs), w, v128.load(from + pairs));
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

/** Values of two FP16 encodings that lie side by side. */
// @ts-ignore: decorator
@inline
function pairAt(from: i32): v128 {
  const bits = i32x4.extend_low_i16x8_u(v128.load32_zero(from));
  const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const extreme = v128.and(i32x4.ge_s(magnitude, i32x4.splat(F16_INFINITY)), i32x4.splat(F32_INFINITY));
  const number = v128.or(f32x4.mul(magnitude, f32x4.splat(SCALE)), extreme);
  return f64x2.promote_low_f32x4(v128.or(number, i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16)));
}

/** Values of a column of FP16 encodings, `rows` of them and one more where they are odd. */
// @ts-ignore: decorator
@inline
function decode(to: i32, from: i32, rows: i32): void {
  for (let l = 0; l < rows; l += 2) v128.store(to + (l << 3), pairAt(from + (l << 1)));
}

/**
 * `count` clocks of the first rows, whose outputs go to as many places of the pipeline in turn: no clock reads what another one writes.
 * `how` holds the stages of the operation, whether accumulators are fed back, and the number of rows, `wRead` the
 * group and the element that column 0 reads of W in the first clock; the next ones read the elements behind it. `design` describes the
 * design in words: addresses of the values of x, of the accumulators that wait before column 0, of the X buffer, of the halves that the
 * columns read, of which columns have changed and of the steps; columns; rows; bytes of a column; address of the W buffer; bytes of its row
 * and of a group in it; address and places of the pipeline. Column h reads its row of W at group (`group` - h) mod
 * columns. It takes the output of h - 1, which is still in place as the last column comes first; column 0 takes the accumulators that
 * wait, which are the outputs of the last column where they are fed back.
 */
export function step(design: i32, place: i32, how: i32, wRead: i32, count: i32): void {
  const stage1 = how & 7;
  const stage2 = (how >> 3) & 7;
  const rows = how >> 7;
  const group = wRead & 0xffff;
  const fed = load<i32>(design, 4);
  const steps = load<i32>(design, 20);
  const columns = load<i32>(design, 24);
  const stride = load<i32>(design, 32);
  const pipe = load<i32>(design, 48);
  const slot = columns * stride;
  const ring = load<i32>(design, 52) * slot;
  const end = pipe + ring;
  const first = pipe + place * slot;
  const wRow = load<i32>(design, 40);
  const wGroup = load<i32>(design, 44);
  const last = columns - 1;
  decodeStale(design, columns);
  if (how & (1 << 6)) feedBack(fed, first + last * stride, end, ring, slot, stride, rows, count);
  let w = load<i32>(design, 36) + ((wRead >> 16) << 1) + last * wRow;
  let x = load<i32>(design) + last * stride;
  let read = group + 1 == columns ? 0 : group + 1;
  for (let h = last; h >= 0; h--) {
    let to = first + h * stride;
    let waiting = fed;
    const computes = load<u8>(steps + h);
    const wAt = w + read * wGroup;
    let pair = SIGN;
    for (let i = 0; i < count; i++) {
      const from = h == 0 ? waiting : to - stride;
      if ((i & 1) == 0) pair = pairAt(wAt + (i << 1));
      const value = i & 1 ? v128.shuffle<f64>(pair, pair, 1, 1) : v128.shuffle<f64>(pair, pair, 0, 0);
      let next = to + slot;
      if (next >= end) next -= ring;
      if (!computes) move(to, from, rows);
      else if (stage1 != STAGE1_FMA) column(stage1, stage2, to, from, x, value, rows);
      else if (i & 1 || i + 1 == count) columnOfSums(to, from, x, value, rows);
      else {
        const nextFrom = h == 0 ? waiting + stride : next - stride;
        columnTwice(to, from, next, nextFrom, x, value, v128.shuffle<f64>(pair, pair, 1, 1), rows);
        i++;
        waiting += stride;
        next += slot;
        if (next >= end) next -= ring;
      }
      to = next;
      waiting += stride;
    }
    x -= stride;
    w -= wRow;
    read = read + 1 == columns ? 0 : read + 1;
  }
}

/** The outputs of the last column become the accumulators of column 0. */
// @ts-ignore: decorator
@inline
function feedBack(fed: i32, from: i32, end: i32, ring: i32, slot: i32, stride: i32, rows: i32, count: i32): void {
  for (let i = 0; i < count; i++) {
    move(fed, from, rows);
    fed += stride;
    from += slot;
    if (from >= end) from -= ring;
  }
}

/** Decodes the columns of x that have changed. */
// @ts-ignore: decorator
@inline
function decodeStale(design: i32, columns: i32): void {
  const stale = load<i32>(design, 16);
  const rows = load<i32>(design, 28);
  for (let h = 0; h < columns; h++) {
    if (load<u8>(stale + h) == 0) continue;
    const half = load<u8>(load<i32>(design, 12) + h);
    const from = load<i32>(design, 8) + (((half * columns + h) * rows) << 1);
    decode(load<i32>(design) + h * load<i32>(design, 32), from, rows);
    store<u8>(stale + h, 0);
  }
}
