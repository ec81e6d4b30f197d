/** FP32 as a double: exact. Bits of the double in hand, low word first. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * a * b + c of FP32 numbers, rounded once to the nearest FP32 number, ties to even.
 *
 * The product of two 24-bit numbers is an exact double. Its sum with c is rounded to odd: where the double addition is not
 * exact and leaves an even number, the neighbour on the other side of the exact sum is taken. A number rounded to odd with
 * two bits more than the target, or more, rounds to the target as the exact number does (Boldo and Melquiond, "Emulation of
 * FMA and correctly rounded sums", 2008); a double has 29 more.
 */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  // NaN for infinite sums, which need no correction.
  if (error === 0 || error !== error) return Math.fround(sum);
  double[0] = sum;
  if ((words[0] & 1) === 1) return Math.fround(sum);
  if (error > 0 === sum > 0) words[0]++;
  else if (words[0]-- === 0) words[1]--;
  return Math.fround(double[0]);
}

/** Sizes of a product: Z and Y are m x k, X is m x n, W is n x k, dense and row major. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Z = Y + X W in FP32; every element starts at Y, or +0 without one, and takes fma(x, w, acc) for n = 0, 1 … N - 1. */
export function product32(
  { m, n, k }: ProductShape,
  x: Float32Array,
  w: Float32Array,
  y: Float32Array = new Float32Array(m * k),
): Float32Array {
  const z = y.slice();
  for (let i = 0; i < m; i++) {
    for (let s = 0; s < n; s++) {
      for (let j = 0; j < k; j++) z[i * k + j] = fma32(x[i * n + s], w[s * k + j], z[i * k + j]);
    }
  }
  return z;
}
