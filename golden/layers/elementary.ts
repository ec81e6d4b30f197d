/** The elementary functions of training, operation by operation; docs/training.md states the sequences. */
import { add, div, fma, maximum, minimum, mul, numberOf, encodingOf, single, sub } from "./real.js";

const numbers = (values: readonly number[]): readonly number[] => values.map(single);
const LN2 = numbers([0.693359375, -2.1219444e-4]);
const EXP = numbers([0.0013751336, 0.008368936, 0.041669536, 0.16666518, 0.49999988, 1, 1]);
const LOG = numbers([0.29903206, 0.399764, 0.6666679]);
const TANH_P = numbers([1.331917e-8, 2.058356e-5, 0.0034940396, 0.13379723, 1]);
const TANH_Q = numbers([7.762062e-7, 3.283101e-4, 0.025871092, 0.46713036, 1]);
const ERF_P = numbers([2.0419805e-6, 2.848073e-4, 0.003779553, 0.052790113, 0.19078253, 1.1283791]);
const ERF_Q = numbers([3.8004106e-5, 0.001165199, 0.014997326, 0.11425698, 0.50240934, 1]);

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.slice(1).reduce((value, coefficient) => fma(value, x, coefficient), coefficients[0]);
const limited = (x: number, low: number, high: number): number => minimum(maximum(x, low), high);
const power = (exponent: number): number => 2 ** exponent;

function nearestInteger(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const inside = limited(x, -104, 89);
  const k = nearestInteger(mul(inside, single(Math.LOG2E)));
  const r = fma(-k, LN2[1], fma(-k, LN2[0], inside));
  const half = Math.floor(k / 2);
  return mul(mul(horner(EXP, r), power(half)), power(k - half));
}

export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  const bits = encodingOf("fp32", mul(x, power(24)));
  const root = encodingOf("fp32", single(Math.SQRT1_2));
  const k = Math.floor((bits - root) / 2 ** 23);
  const m = numberOf("fp32", bits - k * 2 ** 23);
  const s = div(sub(m, 1), add(m, 1));
  const square = mul(s, s);
  const tail = fma(mul(s, square), horner(LOG, square), fma(k - 24, LN2[1], add(s, s)));
  return fma(k - 24, LN2[0], tail);
}

function rational(p: readonly number[], q: readonly number[], limit: number, x: number): number {
  if (Number.isNaN(x)) return NaN;
  const inside = limited(x, -single(limit), single(limit));
  const square = mul(inside, inside);
  return limited(div(mul(inside, horner(p, square)), horner(q, square)), -1, 1);
}

export const tanh = (x: number): number => rational(TANH_P, TANH_Q, 9.02, x);
export const erf = (x: number): number => rational(ERF_P, ERF_Q, 3.93, x);
export const sigmoid = (x: number): number => div(1, add(1, exp(-x)));
