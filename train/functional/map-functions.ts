/**
 * The functions of `map` steps: FP32 operations on operands widened to FP32, each rounded; the caller rounds the result to the format
 * of the output. `a` is dy in backward functions; constants are c and d.
 */
import type { MapFunction } from "../step.js";
import { fma32 } from "./arithmetic.js";
import { erf32, exp32, log32, sigmoid32, tanh32 } from "./elementary.js";

type MapOperation = (a: number, b: number, third: number, c: number, d: number) => number;

const f = Math.fround;
const SQRT_HALF = f(Math.SQRT1_2);
/** 1 / sqrt(2 pi) and 2 / sqrt(pi). */
const DENSITY = f(0.3989422804014327);
const ERF_SLOPE = f(1.1283791670955126);
/** sqrt(2 / pi) and the cubic term of GELU's tanh form. */
const GELU_SCALE = f(0.7978845608028654);
const GELU_CUBIC = f(0.044715);

/** fmax and fmin of the cores: a NaN loses against a number. */
function maximum(a: number, b: number): number {
  return a !== a ? b : Math.max(a, b);
}
function minimum(a: number, b: number): number {
  return a !== a ? b : Math.min(a, b);
}

function power(x: number, exponent: number): number {
  let value = x;
  for (let i = 1; i < exponent; i++) value = f(value * x);
  return value;
}

/** tanh(scale (x + cubic x^3)) of GELU. */
function geluInner(x: number): number {
  const square = f(x * x);
  return tanh32(f(f(GELU_SCALE * x) * fma32(GELU_CUBIC, square, 1)));
}

export const MAP_FUNCTIONS: Readonly<Record<MapFunction, MapOperation>> = {
  add: (a, b) => f(a + b),
  sub: (a, b) => f(a - b),
  mul: (a, b) => f(a * b),
  div: (a, b) => f(a / b),
  neg: (a) => -a,
  scale: (a, _b, _t, c) => f(a * c),
  reciprocal: (a) => f(1 / a),
  /** -dy left / right^2 as -(dy (left / right)) / right. */
  divRightBackward: (a, left, right) => -f(f(a * f(left / right)) / right),
  sqrt: (a) => f(Math.sqrt(a)),
  /** dy / (2 y). */
  sqrtBackward: (a, y) => f(a / f(y + y)),
  square: (a) => f(a * a),
  /** dy (2 x). */
  squareBackward: (a, x) => f(a * f(x + x)),
  power: (a, _b, _t, c) => power(a, c),
  /** dy (c x^(c - 1)); for c = 1 dy. */
  powerBackward: (a, x, _t, c) => (c === 1 ? a : f(a * f(c * power(x, c - 1)))),
  exp: (a) => exp32(a),
  log: (a) => log32(a),
  erf: (a) => erf32(a),
  /** dy (2 / sqrt(pi) exp(-x^2)). */
  erfBackward: (a, x) => f(a * f(ERF_SLOPE * exp32(-f(x * x)))),
  /** The larger of x and +0: -0 and NaN become +0. */
  relu: (a) => maximum(a, 0),
  reluBackward: (a, y) => (y > 0 ? a : 0),
  clip: (a, _b, _t, c, d) => minimum(maximum(a, c), d),
  clipBackward: (a, x, _t, c, d) => (x >= c && x <= d ? a : 0),
  relu6Backward: (a, y, _t, c, d) => (y > c && y < d ? a : 0),
  leakyRelu: (a, _b, _t, c) => (a > 0 ? a : f(a * c)),
  leakyReluBackward: (a, x, _t, c) => (x > 0 ? a : f(a * c)),
  sigmoid: (a) => sigmoid32(a),
  /** dy ((1 - y) y). */
  sigmoidBackward: (a, y) => f(a * f(f(1 - y) * y)),
  tanh: (a) => tanh32(a),
  /** dy fma(-y, y, 1). */
  tanhBackward: (a, y) => f(a * fma32(-y, y, 1)),
  /** h = x / 2, fma(h, erf(x sqrt(1/2)), h). */
  geluErf: (a) => fma32(f(0.5 * a), erf32(f(a * SQRT_HALF)), f(0.5 * a)),
  /** dy fma(x, density, distribution), distribution = fma(1/2, erf(x sqrt(1/2)), 1/2), density = exp(-(x/2) x) / sqrt(2 pi). */
  geluErfBackward: (a, x) => {
    const distribution = fma32(0.5, erf32(f(x * SQRT_HALF)), 0.5);
    const density = f(exp32(-f(f(0.5 * x) * x)) * DENSITY);
    return f(a * fma32(x, density, distribution));
  },
  /** h = x / 2, fma(h, t, h), t = tanh((s x) fma(k, x^2, 1)). */
  geluTanh: (a) => fma32(f(0.5 * a), geluInner(a), f(0.5 * a)),
  /** dy fma((x/2) fma(-t, t, 1), s fma(3k, x^2, 1), fma(1/2, t, 1/2)). */
  geluTanhBackward: (a, x) => {
    const t = geluInner(x);
    const square = f(x * x);
    const slope = f(GELU_SCALE * fma32(f(3 * GELU_CUBIC), square, 1));
    return f(a * fma32(f(f(0.5 * x) * fma32(-t, t, 1)), slope, fma32(0.5, t, 0.5)));
  },
};
