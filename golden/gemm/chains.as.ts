// The chains of fast.ts in AssemblyScript: `npm run build:simd` compiles it to chains.wasm.ts. Values are doubles on the FP16 grid; why
// doubles are exact stands there. The name of an operation is that of op1 and op2 in z = op2(op1(x, w), z).

/** Exponent field of 2^-14: smaller numbers have the unit of that binade. */
const LEAST: v128 = i64x2.splat(i64(1023 - 14) << 52);
const EXPONENT: v128 = i64x2.splat(0x7ff << 52);
const SIGN: v128 = i64x2.splat(1 << 63);
/** Makes 1.5 x 2^42 binades of a binade: SHIFT of fast.ts. */
const SHIFT: v128 = i64x2.splat((i64(42) << 52) | (1 << 51));
const LARGEST: v128 = f64x2.splat(65504);

/** toHalf of fast.ts. */
// @ts-ignore: decorator
@inline
function toHalf(s: v128): v128 {
  const sign = v128.and(s, SIGN);
  const shift = i64x2.add(i32x4.max_s(v128.and(s, EXPONENT), LEAST), SHIFT);
  const r = f64x2.sub(f64x2.add(s, shift), shift);
  const overflows = f64x2.gt(f64x2.abs(r), LARGEST);
  return v128.or(v128.bitselect(EXPONENT, r, overflows), sign);
}

/** A NaN loses. */
// @ts-ignore: decorator
@inline
function larger(a: v128, b: v128): v128 {
  const r = v128.bitselect(f64x2.max(a, b), b, f64x2.eq(a, a));
  return v128.bitselect(r, a, f64x2.eq(b, b));
}

// @ts-ignore: decorator
@inline
function smaller(a: v128, b: v128): v128 {
  const r = v128.bitselect(f64x2.min(a, b), b, f64x2.eq(a, a));
  return v128.bitselect(r, a, f64x2.eq(b, b));
}

/** As vector-chains.ts numbers them. */
const enum Operation {
  FUSED,
  ADD_MAX,
  ADD_MIN,
  MUL_MAX,
  MUL_MIN,
  MAX_MIN,
  MIN_MAX,
}

// @ts-ignore: decorator
@inline
function step(operation: i32, x: v128, w: v128, z: v128): v128 {
  if (operation == Operation.FUSED) return toHalf(f64x2.add(f64x2.mul(x, w), z));
  if (operation == Operation.ADD_MAX) return larger(toHalf(f64x2.add(x, w)), z);
  if (operation == Operation.ADD_MIN) return smaller(toHalf(f64x2.add(x, w)), z);
  if (operation == Operation.MUL_MAX) return larger(toHalf(f64x2.mul(x, w)), z);
  if (operation == Operation.MUL_MIN) return smaller(toHalf(f64x2.mul(x, w)), z);
  if (operation == Operation.MAX_MIN) return smaller(larger(x, w), z);
  return larger(smaller(x, w), z);
}

/** Four rows of x by two columns, whose vectors hide the latency of one another. */
// @ts-ignore: decorator
@inline
function chains(operation: i32, x: usize, w: usize, z: usize, rows: i32, n: i32, pairs: i32): void {
  const pitch = n << 3;
  for (let pair = 0; pair < pairs; pair++) {
    let row = x;
    for (let i = 0; i < rows; i += 4) {
      let a = v128.load(z);
      let b = v128.load(z, 16);
      let c = v128.load(z, 32);
      let d = v128.load(z, 48);
      let at = row;
      for (let from = w; from < w + (n << 4); from += 16, at += 8) {
        const v = v128.load(from);
        a = step(operation, v128.load64_splat(at), v, a);
        b = step(operation, v128.load64_splat(at + pitch), v, b);
        c = step(operation, v128.load64_splat(at + 2 * pitch), v, c);
        d = step(operation, v128.load64_splat(at + 3 * pitch), v, d);
      }
      v128.store(z, a);
      v128.store(z, b, 16);
      v128.store(z, c, 32);
      v128.store(z, d, 48);
      row += 4 * pitch;
      z += 64;
    }
    w += n << 4;
  }
}

/**
 * Chains of n steps.
 * @param x `rows` rows of n numbers, a multiple of four
 * @param w column pairs, each with its n pairs of numbers
 * @param z column pairs, each with a pair for every row
 */
export function run(operation: i32, x: usize, w: usize, z: usize, rows: i32, n: i32, pairs: i32): void {
  switch (operation) {
    case Operation.FUSED:
      chains(Operation.FUSED, x, w, z, rows, n, pairs);
      break;
    case Operation.ADD_MAX:
      chains(Operation.ADD_MAX, x, w, z, rows, n, pairs);
      break;
    case Operation.ADD_MIN:
      chains(Operation.ADD_MIN, x, w, z, rows, n, pairs);
      break;
    case Operation.MUL_MAX:
      chains(Operation.MUL_MAX, x, w, z, rows, n, pairs);
      break;
    case Operation.MUL_MIN:
      chains(Operation.MUL_MIN, x, w, z, rows, n, pairs);
      break;
    case Operation.MAX_MIN:
      chains(Operation.MAX_MIN, x, w, z, rows, n, pairs);
      break;
    default:
      chains(Operation.MIN_MAX, x, w, z, rows, n, pairs);
  }
}
