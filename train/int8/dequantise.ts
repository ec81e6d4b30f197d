/** A network of codes as one of numbers: dequantised weights, rectifiers where codes end at their zero. Codes saturate, numbers do not. */
import { NetworkBuilder } from "../builder.js";
import { elementsOf, type Network, type Shape } from "../network.js";
import {
  CODE_LIMITS,
  imageOf,
  inputsOf,
  isProduct,
  type PoolLayer,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
} from "./network.js";

const at = (list: ArrayLike<number>, k: number): number => list[list.length === 1 ? 0 : k];

/** Weights as files have them, [Co, Ci / groups, kh, kw]. */
function weightsOf({ weights, weightScales, weightZeros, bias, kernel }: ProductLayer): Float32Array {
  const taps = kernel[0] * kernel[1];
  const row = weights.length / bias.length;
  const depth = row / taps;
  return Float32Array.from(weights, (_, i) => {
    const k = Math.floor(i / row);
    const [c, t] = [Math.floor((i % row) / taps), i % taps];
    return at(weightScales, k) * (weights[k * row + t * depth + c] - at(weightZeros, k));
  });
}

class Dequantiser {
  private readonly builder: NetworkBuilder;
  private readonly network: QuantizedNetwork;
  private readonly batch: number;

  constructor(network: QuantizedNetwork, batch: number) {
    this.builder = new NetworkBuilder(network.name);
    this.network = network;
    this.batch = batch;
  }

  run(): Network {
    const { network, builder, batch } = this;
    builder.input(network.input, [batch, ...this.tensor(network.input).shape]);
    network.layers.forEach((layer) => {
      this.layer(layer);
    });
    const { output, outputShape } = network;
    return builder.build([this.shaped(output, outputShape, `${output}/shaped`)]);
  }

  private tensor(name: string): QuantizedTensor {
    return this.network.tensors.get(name)!;
  }

  /** A product with a whole image at once. */
  private isLinear(layer: QuantizedLayer): layer is ProductLayer {
    if (!isProduct(layer) || layer.groups !== 1 || layer.padding.some((size) => size > 0)) return false;
    const { h, w } = imageOf(this.tensor(layer.input));
    return layer.kernel[0] === h && layer.kernel[1] === w;
  }

  /** Shape of a sample: single pixels that linear layers alone read are vectors. */
  private shapeOf(name: string): Shape {
    const { layers, output, outputShape } = this.network;
    const { shape } = this.tensor(name);
    if (name === output) return outputShape;
    const readers = layers.filter((layer) => inputsOf(layer).includes(name));
    const { c, h, w } = imageOf({ shape });
    return h * w === 1 && readers.every((layer) => this.isLinear(layer)) ? [c] : shape;
  }

  /** The same elements under another shape. */
  private shaped(name: string, sample: Shape, as: string): string {
    const shape = [this.batch, ...sample];
    if (this.builder.shape(name).join() === shape.join()) return name;
    return this.builder.add("reshape", as, [name], { shape }, [as]);
  }

  private layer(layer: QuantizedLayer): void {
    const { builder } = this;
    const [result, limit] = [this.result(layer), this.limitsOf(layer)];
    const { name, output } = layer;
    const shape = [this.batch, ...this.shapeOf(output)];
    const isShaped = builder.shape(result).join() === shape.join();
    const rectified = limit?.(isShaped ? output : `${name}/limited`, result) ?? result;
    if (rectified !== output) builder.add("reshape", `${name}/shape`, [rectified], { shape }, [output]);
  }

  /** What limits codes to less than their type can hold, if anything does. */
  private limitsOf(layer: QuantizedLayer): ((output: string, x: string) => string) | undefined {
    const { name } = layer;
    const { scale, zero, type } = this.tensor(layer.output);
    const [first, last] = CODE_LIMITS[type];
    // Of the scores the codes alone end, and what a pool reads does not go below its own limits.
    const isOpen = layer.output === this.network.output || layer.op === "maxPool";
    const isRectified = layer.low > first || (layer.low === zero && !isOpen && !this.readsRectified(layer));
    const low = isRectified ? scale * (layer.low - zero) : -Infinity;
    const high = layer.high < last ? scale * (layer.high - zero) : Infinity;
    if (low === -Infinity && high === Infinity) return undefined;
    return low === 0 && high === Infinity
      ? (output, x) => this.builder.add("relu", `${name}/relu`, [x], {}, [output])
      : (output, x) => this.builder.add("clip", `${name}/limits`, [x], { low, high }, [output]);
  }

  private readsRectified(layer: QuantizedLayer): boolean {
    return (
      layer.op !== "add" &&
      !isProduct(layer) &&
      this.tensor(layer.input).zero === CODE_LIMITS[this.tensor(layer.input).type][0]
    );
  }

  private result(layer: QuantizedLayer): string {
    if (layer.op === "add") {
      const { shape } = this.tensor(layer.output);
      const inputs = layer.inputs.map((name, i) => this.shaped(name, shape, `${layer.name}/${i}`));
      return this.builder.add("add", layer.name, inputs, {}, [this.own(layer)]);
    }
    return isProduct(layer) ? this.product(layer) : this.pool(layer);
  }

  private product(layer: ProductLayer): string {
    const { builder } = this;
    const { name, input, kernel, stride, padding, dilation, groups } = layer;
    const x = this.tensor(input);
    const { c, h, w } = imageOf(x);
    const channels = layer.bias.length;
    const isLinear = this.isLinear(layer);
    const values = weightsOf(layer);
    const shape = isLinear ? [channels, c * h * w] : [channels, c / groups, ...kernel];
    const weight = builder.parameter(`${name}.weight`, shape, "weight", values);
    const starts = Float32Array.from(layer.bias, (start, k) => start * x.scale * at(layer.weightScales, k));
    const bias = builder.parameter(`${name}.bias`, [channels], "bias", starts);
    const from = this.shaped(input, isLinear ? [c * h * w] : [c, h, w], `${name}/x`);
    const [inputs, outputs] = [[from, weight, bias], [this.own(layer)]];
    if (isLinear) return builder.add("linear", name, inputs, { weight: "out-in" }, outputs);
    return builder.add("conv2d", name, inputs, { stride, padding, dilation, groups }, outputs);
  }

  private pool(layer: PoolLayer): string {
    const { builder } = this;
    const { name, input, kernel, stride, padding, dilation } = layer;
    const image = imageOf(this.tensor(input));
    const outputs = [this.own(layer)];
    const isPoint = elementsOf([...kernel, ...stride]) === 1 && padding.every((size) => size === 0);
    // A copy with other codes, or with limits.
    if (isPoint && layer.op === "averagePool") return input;
    const x = this.shaped(input, [image.c, image.h, image.w], `${name}/x`);
    if (layer.op === "maxPool")
      return builder.add("maxPool", name, [x], { kernel, stride, padding, dilation }, outputs);
    if (kernel[0] === image.h && kernel[1] === image.w && padding.every((size) => size === 0)) {
      return builder.add("globalAveragePool", name, [x], {}, outputs);
    }
    return builder.add("averagePool", name, [x], { kernel, stride, padding, countPadding: true }, outputs);
  }

  /** Name of what a layer computes before limits and shape: that of its tensor where neither follows. */
  private own(layer: QuantizedLayer): string {
    const { shape } = this.tensor(layer.output);
    const { c, h, w } = imageOf({ shape });
    const natural = layer.op === "add" ? shape : this.isLinear(layer) ? [c] : [c, h, w];
    const isLast = this.limitsOf(layer) === undefined && natural.join() === this.shapeOf(layer.output).join();
    return isLast ? layer.output : `${layer.name}/result`;
  }
}

/** The network of numbers for a batch; tensors have the names of the codes. */
export function dequantised(network: QuantizedNetwork, batch: number): Network {
  return new Dequantiser(network, batch).run();
}

/** The layers that make one tensor out of the input. */
export function quantizedUpTo(network: QuantizedNetwork, tensor: string): QuantizedNetwork {
  const wanted = new Set([tensor]);
  const layers = network.layers
    .toReversed()
    .filter((layer) => {
      if (!wanted.has(layer.output)) return false;
      inputsOf(layer).forEach((name) => wanted.add(name));
      return true;
    })
    .reverse();
  const tensors = new Map([...network.tensors].filter(([name]) => wanted.has(name)));
  return { ...network, tensors, layers, output: tensor, outputShape: network.tensors.get(tensor)!.shape };
}
