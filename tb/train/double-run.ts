/** The forward pass and the loss of a network in doubles, by the definitions of the layers: what finite differences are taken of. */
import { elementsOf, type Layer, type Network, type Shape } from "../../train/network.js";
import type { LossName } from "../../train/step.js";

interface Real {
  readonly shape: Shape;
  readonly values: Float64Array;
}

function real(shape: Shape, value: (index: readonly number[]) => number): Real {
  const values = new Float64Array(elementsOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    values[i] = value(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return { shape, values };
}

/** An element; axes of size 1 and missing ones are broadcast. */
function at({ shape, values }: Real, index: readonly number[]): number {
  const lead = index.length - shape.length;
  return values[shape.reduce((place, size, axis) => place * size + (size === 1 ? 0 : index[axis + lead]), 0)];
}

function pixel(x: Real, n: number, c: number, y: number, z: number, outside: number): number {
  const [, , h, w] = x.shape;
  return y >= 0 && y < h && z >= 0 && z < w ? at(x, [n, c, y, z]) : outside;
}

function total(size: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += value(i);
  return sum;
}

/** erf by its series. */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 200; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const UNARY: Readonly<Record<string, (x: number, layer: Layer) => number>> = {
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

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
};

/** Normalises the places that `group` calls equal. */
function normalized(x: Real, group: (index: readonly number[]) => number, epsilon: number): Real {
  const groups = real(x.shape, group).values;
  const sums = new Map<number, number[]>();
  x.values.forEach((value, i) => sums.set(groups[i], [...(sums.get(groups[i]) ?? []), value]));
  const stats = new Map(
    [...sums].map(([key, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return [key, [mean, Math.sqrt(variance + epsilon)] as const];
    }),
  );
  const values = x.values.map((value, i) => (value - stats.get(groups[i])![0]) / stats.get(groups[i])![1]);
  return { shape: x.shape, values };
}

function recurrent(layer: Layer & { op: "gru" | "rnn" }, inputs: readonly (Real | undefined)[]): readonly Real[] {
  const [x, w, r, b, initial] = inputs;
  const { hidden: H } = layer.attributes;
  const [length, batch, width] = x!.shape;
  const gates = layer.op === "gru" ? 3 : 1;
  let h = real([batch, H], ([n, i]) => (initial ? at(initial, [0, n, i]) : 0));
  const states: Real[] = [];
  for (let t = 0; t < length; t++) {
    const before = h;
    const bias = (half: number, g: number): number => (b ? at(b, [0, half * gates * H + g]) : 0);
    const a = (n: number, g: number): number => bias(0, g) + total(width, (i) => at(x!, [t, n, i]) * at(w!, [0, g, i]));
    const c = (n: number, g: number): number => bias(1, g) + total(H, (i) => at(before, [n, i]) * at(r!, [0, g, i]));
    h = real([batch, H], ([n, i]) => {
      if (layer.op === "rnn") return Math.tanh(a(n, i) + c(n, i));
      const z = sigmoid(a(n, i) + c(n, i));
      const candidate = Math.tanh(a(n, 2 * H + i) + sigmoid(a(n, H + i) + c(n, H + i)) * c(n, 2 * H + i));
      return (1 - z) * candidate + z * at(before, [n, i]);
    });
    states.push(h);
  }
  return [
    real([length, 1, batch, H], ([t, , n, i]) => at(states[t], [n, i])),
    real([1, batch, H], ([, n, i]) => at(h, [n, i])),
  ];
}

function outputsOf(layer: Layer, inputs: readonly (Real | undefined)[], shape: Shape): readonly Real[] {
  const [x, second, third] = inputs as readonly Real[];
  if (layer.op in UNARY) return [{ shape, values: x.values.map((value) => UNARY[layer.op](value, layer)) }];
  if (layer.op in BINARY) return [real(shape, (i) => BINARY[layer.op](at(x, i), at(second, i)))];
  switch (layer.op) {
    case "linear": {
      const weight = (i: number, o: number): number =>
        at(second, layer.attributes.weight === "out-in" ? [o, i] : [i, o]);
      const width = x.shape.at(-1)!;
      return [
        real(shape, (index) => {
          const o = index.at(-1)!;
          return (third ? third.values[o] : 0) + total(width, (i) => at(x, [...index.slice(0, -1), i]) * weight(i, o));
        }),
      ];
    }
    case "conv2d": {
      const { stride, padding, dilation, groups } = layer.attributes;
      const [co, cg, kh, kw] = second.shape;
      return [
        real(shape, ([n, k, y, z]) => {
          const base = Math.floor(k / (co / groups)) * cg;
          const sum = total(cg * kh * kw, (i) => {
            const [c, a, b] = [Math.floor(i / (kh * kw)), Math.floor(i / kw) % kh, i % kw];
            const row = y * stride[0] - padding[0] + a * dilation[0];
            const column = z * stride[1] - padding[1] + b * dilation[1];
            return pixel(x, n, base + c, row, column, 0) * at(second, [k, c, a, b]);
          });
          return sum + (third ? third.values[k] : 0);
        }),
      ];
    }
    case "convTranspose2d": {
      const { stride, padding, dilation, groups } = layer.attributes;
      const [ci, cog, kh, kw] = second.shape;
      const y = real(shape, ([, k]) => (third ? third.values[k] : 0));
      real(x.shape, (index) => {
        const [n, c, row, column] = index;
        const group = Math.floor(c / (ci / groups));
        for (let k = 0; k < cog; k++) {
          for (let a = 0; a < kh; a++) {
            for (let b = 0; b < kw; b++) {
              const to = [
                row * stride[0] - padding[0] + a * dilation[0],
                column * stride[1] - padding[1] + b * dilation[1],
              ];
              if (to[0] < 0 || to[0] >= shape[2] || to[1] < 0 || to[1] >= shape[3]) continue;
              const place = ((n * shape[1] + group * cog + k) * shape[2] + to[0]) * shape[3] + to[1];
              y.values[place] += at(x, index) * at(second, [c, k, a, b]);
            }
          }
        }
        return 0;
      });
      return [y];
    }
    case "batchNorm": {
      const [, scale, shift, mean, variance] = inputs as readonly Real[];
      const { epsilon, frozen } = layer.attributes;
      const hat = frozen
        ? real(shape, (i) => (at(x, i) - mean.values[i[1]]) / Math.sqrt(variance.values[i[1]] + epsilon))
        : normalized(x, ([, c]) => c, epsilon);
      return [real(shape, (i) => at(hat, i) * scale.values[i[1]] + shift.values[i[1]])];
    }
    case "instanceNorm": {
      const hat = normalized(x, ([n, c]) => n * shape[1] + c, layer.attributes.epsilon);
      return [real(shape, (i) => at(hat, i) * second.values[i[1]] + third.values[i[1]])];
    }
    case "layerNorm": {
      const { axis, epsilon } = layer.attributes;
      const hat = normalized(
        x,
        (i) => i.slice(0, axis).reduce((place, each, k) => place * shape[k] + each, 0),
        epsilon,
      );
      const inner = shape.slice(axis);
      const place = (i: readonly number[]): number => i.slice(axis).reduce((sum, each, k) => sum * inner[k] + each, 0);
      return [real(shape, (i) => at(hat, i) * (second?.values[place(i)] ?? 1) + (third?.values[place(i)] ?? 0))];
    }
    case "softmax": {
      const { axis } = layer.attributes;
      const along = (i: readonly number[], k: number): number[] => i.map((each, a) => (a === axis ? k : each));
      return [real(shape, (i) => Math.exp(at(x, i)) / total(shape[axis], (k) => Math.exp(at(x, along(i, k)))))];
    }
    case "maxPool":
    case "averagePool": {
      const { kernel, stride, padding } = layer.attributes;
      const dilation = layer.op === "maxPool" ? layer.attributes.dilation : [1, 1];
      const countsPadding = layer.op === "averagePool" && layer.attributes.countPadding;
      return [
        real(shape, ([n, c, y, z]) => {
          const values: number[] = [];
          let positions = 0;
          for (let a = 0; a < kernel[0]; a++) {
            for (let b = 0; b < kernel[1]; b++) {
              const row = y * stride[0] - padding[0] + a * dilation[0];
              const column = z * stride[1] - padding[1] + b * dilation[1];
              if (row < x.shape[2] + padding[2] && column < x.shape[3] + padding[3]) positions++;
              const value = pixel(x, n, c, row, column, NaN);
              if (!Number.isNaN(value)) values.push(value);
            }
          }
          if (layer.op === "maxPool") return Math.max(...values);
          return values.reduce((sum, value) => sum + value, 0) / (countsPadding ? positions : values.length);
        }),
      ];
    }
    case "globalAveragePool": {
      const [, , h, w] = x.shape;
      return [real(shape, ([n, c]) => total(h * w, (i) => at(x, [n, c, Math.floor(i / w), i % w])) / (h * w))];
    }
    case "matmul": {
      const width = x.shape.at(-1)!;
      return [
        real(shape, (index) => {
          const [lead, m, k] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
          return total(width, (i) => at(x, [...lead, m, i]) * at(second, [...lead, i, k]));
        }),
      ];
    }
    case "concat": {
      const { axis } = layer.attributes;
      return [
        real(shape, (index) => {
          let rest = index[axis];
          const part = (inputs as readonly Real[]).find((each) => {
            if (rest < each.shape[axis]) return true;
            rest -= each.shape[axis];
            return false;
          })!;
          return at(
            part,
            index.map((each, a) => (a === axis ? rest : each)),
          );
        }),
      ];
    }
    case "slice": {
      const { starts, steps } = layer.attributes;
      return [
        real(shape, (index) =>
          at(
            x,
            index.map((each, a) => starts[a] + each * steps[a]),
          ),
        ),
      ];
    }
    case "reshape":
      return [{ shape, values: x.values }];
    case "dropout":
      return [x];
    case "transpose": {
      const { permutation } = layer.attributes;
      return [
        real(shape, (index) => {
          const from = new Array<number>(index.length);
          permutation.forEach((axis, i) => (from[axis] = index[i]));
          return at(x, from);
        }),
      ];
    }
    case "pad": {
      const { before, value } = layer.attributes;
      return [
        real(shape, (index) => {
          const from = index.map((each, a) => each - before[a]);
          return from.every((each, a) => each >= 0 && each < x.shape[a]) ? at(x, from) : value;
        }),
      ];
    }
    case "reduceMean":
    case "reduceSum": {
      const { axes } = layer.attributes;
      const sums = new Float64Array(elementsOf(shape));
      const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const sizes = kept.map((axis) => x.shape[axis]);
      real(x.shape, (index) => {
        const place = kept.reduce((sum, axis, k) => sum * sizes[k] + index[axis], 0);
        sums[place] += at(x, index);
        return 0;
      });
      const count = x.values.length / sums.length;
      return [{ shape, values: layer.op === "reduceMean" ? sums.map((value) => value / count) : sums }];
    }
    case "gru":
    case "rnn":
      return recurrent(layer, inputs);
    default:
      throw new Error(`No double form of ${layer.op}.`);
  }
}

/** Loss of a network for parameters and inputs in doubles. */
export function lossInDouble(
  network: Network,
  loss: LossName,
  parameters: ReadonlyMap<string, Float64Array>,
  inputs: readonly Float64Array[],
  target: Float64Array,
): number {
  const tensors = new Map<string, Real>();
  network.inputs.forEach((name, i) => tensors.set(name, { shape: network.shapes.get(name)!, values: inputs[i] }));
  for (const [name, values] of parameters) tensors.set(name, { shape: network.shapes.get(name)!, values });
  for (const layer of network.layers) {
    const known = layer.inputs.map((name) => (name === "" ? undefined : tensors.get(name)!));
    const shape = network.shapes.get(layer.outputs.find((name) => name !== "")!)!;
    const results = outputsOf(layer, known, shape);
    layer.outputs.forEach((name, i) => name !== "" && tensors.set(name, results[i]));
  }
  const { shape, values } = tensors.get(network.outputs[0])!;
  if (loss === "cross-entropy") {
    const rows = elementsOf(shape) / shape[1];
    const inner = elementsOf(shape.slice(2));
    const logit = (r: number, c: number): number =>
      values[(Math.floor(r / inner) * shape[1] + c) * inner + (r % inner)];
    return total(rows, (r) => Math.log(total(shape[1], (c) => Math.exp(logit(r, c)))) - logit(r, target[r])) / rows;
  }
  const terms: Readonly<Record<string, (y: number, t: number) => number>> = {
    mse: (y, t) => (y - t) ** 2,
    l1: (y, t) => Math.abs(y - t),
    bce: (y, t) => -t * Math.log(y) - (1 - t) * Math.log(1 - y),
  };
  return total(values.length, (i) => terms[loss](values[i], target[i])) / values.length;
}
