/**
 * Steps of the adaptive stage of the fashion network in doubles, written from the formulas alone: depthwise 3 x 3 (from l9 on), pointwise,
 * ReLU, mean of each channel, linear, softmax cross entropy, plain SGD. Nothing of train/ is used.
 */

/** Weights by name, C order. */
export type DoubleWeights = Map<string, Float64Array>;

const SIDE = 4;
const PIXELS = SIDE * SIDE;
const IN = 64;
const OUT = 128;

interface Activations {
  /** [pixel][channel] of what the pointwise layer reads, and of its rectified result. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly mean: Float64Array;
  readonly error: Float64Array;
}

/** Taps of a pixel: position of the source, number of the tap. */
function taps(pixel: number): [number, number][] {
  const found: [number, number][] = [];
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      const [row, column] = [Math.floor(pixel / SIDE) + a - 1, (pixel % SIDE) + b - 1];
      if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) found.push([row * SIDE + column, 3 * a + b]);
    }
  }
  return found;
}

function depthwise(latent: Float64Array, w: Float64Array, bias: Float64Array): Float64Array {
  const y = new Float64Array(PIXELS * IN);
  for (let p = 0; p < PIXELS; p++) {
    for (let c = 0; c < IN; c++) {
      let sum = bias[c];
      for (const [source, tap] of taps(p)) sum += latent[source * IN + c] * w[c * 9 + tap];
      y[p * IN + c] = Math.max(0, sum);
    }
  }
  return y;
}

function forward(weights: DoubleWeights, x: Float64Array, label: number): Activations {
  const get = (name: string): Float64Array => weights.get(name)!;
  const [pw, bias, fc, fcBias] = [get("b5.pw.weight"), get("b5.pw.bias"), get("fc.weight"), get("fc.bias")];
  const y = new Float64Array(PIXELS * OUT);
  const mean = new Float64Array(OUT);
  for (let p = 0; p < PIXELS; p++) {
    for (let k = 0; k < OUT; k++) {
      let sum = bias[k];
      for (let c = 0; c < IN; c++) sum += x[p * IN + c] * pw[k * IN + c];
      y[p * OUT + k] = Math.max(0, sum);
      mean[k] += y[p * OUT + k] / PIXELS;
    }
  }
  const classes = fcBias.length;
  const scores = Float64Array.from(fcBias, (start, j) => mean.reduce((sum, m, k) => sum + m * fc[j * OUT + k], start));
  const top = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  const error = Float64Array.from(
    { length: classes },
    (_, j) => Math.exp(scores[j] - top) / total - Number(j === label),
  );
  return { x, y, mean, error };
}

/** One step of SGD on latents [pixel][channel]; changes the weights. */
export function doubleStep(
  weights: DoubleWeights,
  latents: readonly Float64Array[],
  labels: readonly number[],
  lr: number,
): void {
  const dw = weights.get("b5.dw.weight");
  const gradients = new Map([...weights].map(([name, values]) => [name, new Float64Array(values.length)]));
  const add = (name: string, at: number, value: number): void => {
    gradients.get(name)![at] += value / labels.length;
  };
  latents.forEach((latent, n) => {
    const x = dw === undefined ? latent : depthwise(latent, dw, weights.get("b5.dw.bias")!);
    const { y, mean, error } = forward(weights, x, labels[n]);
    const [pw, fc] = [weights.get("b5.pw.weight")!, weights.get("fc.weight")!];
    const dx = new Float64Array(PIXELS * IN);
    error.forEach((e, j) => {
      add("fc.bias", j, e);
      for (let k = 0; k < OUT; k++) add("fc.weight", j * OUT + k, e * mean[k]);
    });
    for (let k = 0; k < OUT; k++) {
      const back = error.reduce((sum, e, j) => sum + e * fc[j * OUT + k], 0) / PIXELS;
      for (let p = 0; p < PIXELS; p++) {
        if (y[p * OUT + k] === 0) continue;
        add("b5.pw.bias", k, back);
        for (let c = 0; c < IN; c++) {
          add("b5.pw.weight", k * IN + c, back * x[p * IN + c]);
          dx[p * IN + c] += back * pw[k * IN + c];
        }
      }
    }
    if (dw === undefined) return;
    for (let p = 0; p < PIXELS; p++) {
      for (let c = 0; c < IN; c++) {
        if (x[p * IN + c] === 0) continue;
        const e = dx[p * IN + c];
        add("b5.dw.bias", c, e);
        for (const [source, tap] of taps(p)) add("b5.dw.weight", c * 9 + tap, e * latent[source * IN + c]);
      }
    }
  });
  for (const [name, values] of weights) {
    const gradient = gradients.get(name)!;
    for (let i = 0; i < values.length; i++) values[i] -= lr * gradient[i];
  }
}
