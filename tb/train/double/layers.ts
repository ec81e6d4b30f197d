import { elementsOf, type Layer, type Shape } from "../../../train/network.js";
import { movesOf } from "./moves.js";
import { productsOf } from "./products.js";
import { at, pixel, real, total, type Real } from "./real.js";
import { BINARY, UNARY } from "./scalars.js";

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

/** What a layer makes of its inputs. */
export function outputsOf(layer: Layer, inputs: readonly (Real | undefined)[], shape: Shape): readonly Real[] {
  const [x, second, third] = inputs as readonly Real[];
  if (layer.op in UNARY) return [{ shape, values: x.values.map((value) => UNARY[layer.op](value, layer)) }];
  if (layer.op in BINARY) return [real(shape, (i) => BINARY[layer.op](at(x, i), at(second, i)))];
  const known = productsOf(layer, inputs, shape) ?? movesOf(layer, inputs, shape);
  if (known !== undefined) return known;
  switch (layer.op) {
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
    default:
      throw new Error(`No double form of ${layer.op}.`);
  }
}
