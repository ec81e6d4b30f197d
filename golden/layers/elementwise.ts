/** Element-wise layers: value and gradient in FP32, to be rounded once. */
import { erf, exp, sigmoid, tanh } from "./elementary.js";
import { add, div, fma, maximum, minimum, mul, single, sqrt, sub } from "./real.js";

/** y = f(x), dx = g(dy, x, y); `c` and `d` are constants of the layer. */
export interface Elementwise {
  value(x: number, c: number, d: number): number;
  gradient(dy: number, x: number, y: number, c: number, d: number): number;
}

const S = single(Math.sqrt(2 / Math.PI));
const K = single(0.044715);
const inner = (x: number): number => tanh(mul(mul(S, x), fma(K, mul(x, x), 1)));
const chainPower = (x: number, exponent: number): number =>
  Array.from({ length: exponent - 1 }).reduce<number>((value) => mul(value, x), x);

export const ELEMENTWISE: Readonly<Record<string, Elementwise>> = {
  relu: { value: (x) => maximum(x, 0), gradient: (dy, _x, y) => (y > 0 ? dy : 0) },
  relu6: { value: (x) => minimum(maximum(x, 0), 6), gradient: (dy, _x, y) => (y > 0 && y < 6 ? dy : 0) },
  clip: {
    value: (x, c, d) => minimum(maximum(x, c), d),
    gradient: (dy, x, _y, c, d) => (x >= c && x <= d ? dy : 0),
  },
  leakyRelu: { value: (x, c) => (x > 0 ? x : mul(x, c)), gradient: (dy, x, _y, c) => (x > 0 ? dy : mul(dy, c)) },
  sigmoid: { value: sigmoid, gradient: (dy, _x, y) => mul(dy, mul(sub(1, y), y)) },
  tanh: { value: tanh, gradient: (dy, _x, y) => mul(dy, fma(-y, y, 1)) },
  exp: { value: exp, gradient: (dy, _x, y) => mul(dy, y) },
  neg: { value: (x) => -x, gradient: (dy) => -dy },
  sqrt: { value: sqrt, gradient: (dy, _x, y) => div(dy, add(y, y)) },
  erf: {
    value: erf,
    gradient: (dy, x) => mul(dy, mul(single(2 / Math.sqrt(Math.PI)), exp(-mul(x, x)))),
  },
  square: { value: (x) => mul(x, x), gradient: (dy, x) => mul(dy, add(x, x)) },
  power: {
    value: (x, c) => chainPower(x, c),
    gradient: (dy, x, _y, c) => (c === 1 ? dy : mul(dy, mul(c, chainPower(x, c - 1)))),
  },
  geluErf: {
    value: (x) => fma(mul(0.5, x), erf(mul(x, single(Math.SQRT1_2))), mul(0.5, x)),
    gradient: (dy, x) => {
      const distribution = fma(0.5, erf(mul(x, single(Math.SQRT1_2))), 0.5);
      const density = mul(exp(-mul(mul(0.5, x), x)), single(1 / Math.sqrt(2 * Math.PI)));
      return mul(dy, fma(x, density, distribution));
    },
  },
  geluTanh: {
    value: (x) => fma(mul(0.5, x), inner(x), mul(0.5, x)),
    gradient: (dy, x) => {
      const t = inner(x);
      const slope = mul(S, fma(single(3 * K), mul(x, x), 1));
      return mul(dy, fma(mul(mul(0.5, x), fma(-t, t, 1)), slope, fma(0.5, t, 0.5)));
    },
  },
};
