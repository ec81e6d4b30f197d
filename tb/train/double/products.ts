import type { Layer, Shape } from "../../../train/network.js";
import { at, pixel, real, total, type Real } from "./real.js";
import { sigmoid } from "./scalars.js";

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

/** Layers that multiply; undefined for the others. */
export function productsOf(
  layer: Layer,
  inputs: readonly (Real | undefined)[],
  shape: Shape,
): readonly Real[] | undefined {
  const [x, second, third] = inputs as readonly Real[];
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
    case "matmul": {
      const width = x.shape.at(-1)!;
      return [
        real(shape, (index) => {
          const [lead, m, k] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
          return total(width, (i) => at(x, [...lead, m, i]) * at(second, [...lead, i, k]));
        }),
      ];
    }
    case "gru":
    case "rnn":
      return recurrent(layer, inputs);
    default:
      return undefined;
  }
}
