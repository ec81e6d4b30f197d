/**
 * Elementary functions as sequences of correctly rounded FP32 operations, the same on the cores (sw/layers) and in golden. Operand and
 * result are numbers of FP32; a NaN gives a NaN. docs/training.md states sequences and error bounds.
 */
import { fma32 } from "./arithmetic.js";

const f = Math.fround;
const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** A number from its FP32 encoding. */
function fromBits(encoding: number): number {
  bits[0] = encoding;
  return single[0];
}

/** Horner's rule, highest coefficient first. */
function polynomial(coefficients: Float32Array, x: number): number {
  let value = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) value = fma32(value, x, coefficients[i]);
  return value;
}

/** Bounds beyond which exp is infinite and 0. */
export const EXP_LIMITS = Float32Array.of(-104, 89);
export const LOG2_E = f(1.4426950408889634);
/** ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact. */
export const LN2 = Float32Array.of(0.693359375, -2.1219444e-4);
/** e^r on |r| <= ln 2 / 2, r^6 first. */
export const EXP = Float32Array.of(0.0013751336, 0.008368936, 0.041669536, 0.16666518, 0.49999988, 1, 1);

/** e^x: k = nearest integer to x log2 e, r = x - k ln 2, polynomial in r, times 2^(k >> 1), times 2^(k - (k >> 1)). */
export function exp32(x: number): number {
  if (x !== x) return NaN;
  const inside = Math.min(Math.max(x, EXP_LIMITS[0]), EXP_LIMITS[1]);
  const k = roundEven(f(inside * LOG2_E));
  const r = fma32(-k, LN2[1], fma32(-k, LN2[0], inside));
  const half = k >> 1;
  const scaled = f(polynomial(EXP, r) * fromBits((half + 127) << 23));
  return f(scaled * fromBits((k - half + 127) << 23));
}

/** Nearest integer, ties to even (fcvt.w.s with rne). */
function roundEven(x: number): number {
  const rounder = 1.5 * 2 ** 52;
  return x + rounder - rounder;
}

/** (log(m) - 2 s) / s^3 with s = (m - 1) / (m + 1), in s^2, highest power first. */
export const LOG = Float32Array.of(0.29903206, 0.399764, 0.6666679);

/**
 * log x for x from 0 to 2^100: x 2^24 = m 2^k with m in [sqrt 1/2, sqrt 2), s = (m - 1) / (m + 1), 2 s + s^3 polynomial, plus (k - 24) ln 2.
 * log 0 = -infinity; below 0 NaN.
 */
export function log32(x: number): number {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  single[0] = f(x * 16777216);
  // sqrt 1/2 is 0x3f3504f3: mantissas from there on.
  const offset = bits[0] - 0x3f3504f3;
  const k = offset >> 23;
  const m = fromBits((offset & 0x7fffff) + 0x3f3504f3);
  const s = f(f(m - 1) / f(m + 1));
  const square = f(s * s);
  const cube = f(s * square);
  const tail = fma32(cube, polynomial(LOG, square), fma32(k - 24, LN2[1], f(s + s)));
  return fma32(k - 24, LN2[0], tail);
}

export const TANH_LIMIT = f(9.02);
/** tanh x = x P(x^2) / Q(x^2), highest powers first. */
export const TANH_P = Float32Array.of(1.331917e-8, 2.058356e-5, 0.0034940396, 0.13379723, 1);
export const TANH_Q = Float32Array.of(7.762062e-7, 3.283101e-4, 0.025871092, 0.46713036, 1);

export const ERF_LIMIT = f(3.93);
export const ERF_P = Float32Array.of(2.0419805e-6, 2.848073e-4, 0.003779553, 0.052790113, 0.19078253, 1.1283791);
export const ERF_Q = Float32Array.of(3.8004106e-5, 0.001165199, 0.014997326, 0.11425698, 0.50240934, 1);

/** x P(x^2) / Q(x^2) of x limited to +-limit, the quotient limited to +-1. */
function rational(p: Float32Array, q: Float32Array, limit: number, x: number): number {
  if (x !== x) return NaN;
  const inside = Math.min(Math.max(x, -limit), limit);
  const square = f(inside * inside);
  const quotient = f(f(inside * polynomial(p, square)) / polynomial(q, square));
  return Math.min(Math.max(quotient, -1), 1);
}

export function tanh32(x: number): number {
  return rational(TANH_P, TANH_Q, TANH_LIMIT, x);
}

export function erf32(x: number): number {
  return rational(ERF_P, ERF_Q, ERF_LIMIT, x);
}

/** 1 / (1 + e^-x). */
export function sigmoid32(x: number): number {
  return f(1 / f(1 + exp32(-x)));
}
