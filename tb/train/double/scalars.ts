/** Element-wise layers in doubles. */
import type { Layer } from "../../../train/network.js";

/** erf by its series. */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 200; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Of one element. */
export const UNARY: Readonly<Record<string, (x: number, layer: Layer) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  clip: (x, layer) => (layer.op === "clip" ? Math.min(Math.max(x, layer.attributes.low), layer.attributes.high) : x),
  leakyRelu: (x, layer) => (layer.op === "leakyRelu" && x < 0 ? x * layer.attributes.slope : x),
  sigmoid,
  tanh: Math.tanh,
  exp: Math.exp,
  neg: (x) => -x,
  sqrt: Math.sqrt,
  erf,
  gelu: (x, layer) =>
    layer.op === "gelu" && layer.attributes.form === "tanh"
      ? (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : (x / 2) * (1 + erf(x / Math.SQRT2)),
};

/** Of two. */
export const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
};
