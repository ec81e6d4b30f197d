/** Softmax and the losses, row by row, FP32 throughout. */
import { exp, log } from "./elementary.js";
import { add, div, dot, fma, maximum, mul, rounded, single, sub, sum, type RealFormat } from "./real.js";

/** exp(x - m) of a row, their sum and m. */
function exponentials(x: readonly number[]): {
  readonly m: number;
  readonly e: readonly number[];
  readonly total: number;
} {
  const m = x.reduce(maximum);
  const e = x.map((value) => exp(sub(value, m)));
  return { m, e, total: sum(e) };
}

export function softmax(x: readonly number[], format: RealFormat): number[] {
  const { e, total } = exponentials(x);
  const inverse = div(1, total);
  return e.map((value) => rounded(format, mul(value, inverse)));
}

export function softmaxBackward(y: readonly number[], dy: readonly number[], format: RealFormat): number[] {
  const product = dot(dy, y);
  return y.map((value, i) => rounded(format, mul(value, sub(dy[i], product))));
}

export interface RowLoss {
  readonly loss: number;
  /** Derivatives before the factor. */
  readonly derivatives: readonly number[];
}

export function crossEntropy(x: readonly number[], label: number): RowLoss {
  const { m, e, total } = exponentials(x);
  const inverse = div(1, total);
  const derivatives = e.map((value, i) => (i === label ? sub(mul(value, inverse), 1) : mul(value, inverse)));
  return { loss: add(sub(m, x[label]), log(total)), derivatives };
}

/** Targets are probabilities. */
export function softCrossEntropy(x: readonly number[], t: readonly number[]): RowLoss {
  const { m, e, total } = exponentials(x);
  const inverse = div(1, total);
  const logarithm = log(total);
  const loss = x.reduce((acc, value, i) => fma(t[i], add(sub(m, value), logarithm), acc), 0);
  const weight = sum(t);
  return { loss, derivatives: e.map((value, i) => fma(mul(value, inverse), weight, -t[i])) };
}

export function meanSquare(y: readonly number[], t: readonly number[]): RowLoss {
  const d = y.map((value, i) => sub(value, t[i]));
  return { loss: dot(d, d), derivatives: d.map((value) => add(value, value)) };
}

export function meanAbsolute(y: readonly number[], t: readonly number[]): RowLoss {
  const d = y.map((value, i) => sub(value, t[i]));
  return { loss: sum(d.map(Math.abs)), derivatives: d.map((value) => Math.sign(value) + 0) };
}

export function binaryCrossEntropy(y: readonly number[], t: readonly number[]): RowLoss {
  const terms = y.map((value, i) => {
    const [hit, miss] = [maximum(log(value), -100), maximum(log(sub(1, value)), -100)];
    return fma(t[i], hit, mul(sub(1, t[i]), miss));
  });
  const derivatives = y.map((value, i) => div(sub(value, t[i]), maximum(mul(sub(1, value), value), single(1e-12))));
  return { loss: terms.reduce((acc, term) => sub(acc, term), 0), derivatives };
}

/** The loss of all rows and the gradient of each, rounded once. */
export function lossOf(
  rows: readonly RowLoss[],
  factor: number,
  scale: number,
  format: RealFormat,
): { readonly loss: number; readonly gradients: readonly (readonly number[])[] } {
  const all = mul(single(factor), scale);
  return {
    loss: mul(sum(rows.map(({ loss }) => loss)), single(factor)),
    gradients: rows.map(({ derivatives }) => derivatives.map((value) => rounded(format, mul(value, all)))),
  };
}
