/** What the built-in networks are made of: layers as Keras defines them, parameters from a seed. */
import { NetworkBuilder } from "../builder.js";
import { elementsOf, type Pair, type Padding, type ParameterRole, type Shape } from "../network.js";
import { Random } from "../randomness.js";

/** Keras's epsilon and momentum (0.99 of the old value). */
const NORM = { epsilon: 1e-3, momentum: 0.01, frozen: false } as const;

/** Padding that makes ceil(size / stride) outputs; an odd row or column goes to the far end. */
export function samePadding([h, w]: Pair, kernel: Pair, stride: Pair): Padding {
  const total = (size: number, axis: 0 | 1): number =>
    Math.max((Math.ceil(size / stride[axis]) - 1) * stride[axis] + kernel[axis] - size, 0);
  const [v, u] = [total(h, 0), total(w, 1)];
  return [v >> 1, u >> 1, v - (v >> 1), u - (u >> 1)];
}

export class SeededBuilder extends NetworkBuilder {
  private readonly random: Random;

  constructor(name: string, seed: number) {
    super(name);
    this.random = new Random(seed);
  }

  /** Convolution with bias and "same" padding; `groups` equal to the channels makes it depthwise. */
  conv(name: string, x: string, channels: number, kernel: Pair, stride: Pair = [1, 1], groups = 1): string {
    const [, inputs, h, w] = this.shape(x);
    const weight = this.weight(`${name}.weight`, [channels, inputs / groups, ...kernel]);
    const bias = this.constantly(`${name}.bias`, channels, "bias", 0);
    const padding = samePadding([h, w], kernel, stride);
    return this.add("conv2d", name, [x, weight, bias], { stride, padding, dilation: [1, 1], groups });
  }

  batchNorm(name: string, x: string): string {
    const [, channels] = this.shape(x);
    const inputs = [
      x,
      this.constantly(`${name}.weight`, channels, "scale", 1),
      this.constantly(`${name}.bias`, channels, "shift", 0),
      this.constantly(`${name}.running_mean`, channels, "statistic", 0),
      this.constantly(`${name}.running_var`, channels, "statistic", 1),
    ];
    return this.add("batchNorm", name, inputs, NORM);
  }

  relu(x: string): string {
    return this.add("relu", `${x}.relu`, [x], {});
  }

  /** Convolution, batch norm, ReLU. */
  convNormRelu(name: string, x: string, channels: number, kernel: Pair, stride: Pair = [1, 1], groups = 1): string {
    return this.relu(this.batchNorm(`${name}.bn`, this.conv(name, x, channels, kernel, stride, groups)));
  }

  linear(name: string, x: string, outputs: number): string {
    const inputs = this.shape(x).at(-1)!;
    const weight = this.weight(`${name}.weight`, [outputs, inputs]);
    const bias = this.constantly(`${name}.bias`, outputs, "bias", 0);
    return this.add("linear", name, [x, weight, bias], { weight: "out-in" });
  }

  /** The mean of each channel, then a linear layer. */
  classify(name: string, x: string, classes: number): string {
    const mean = this.add("globalAveragePool", "pool", [x], {});
    const [n, channels] = this.shape(mean);
    return this.linear(name, this.add("reshape", "flatten", [mean], { shape: [n, channels] }), classes);
  }

  /** Uniform within +-sqrt(6 / inputs of an output): He's initialisation. */
  private weight(name: string, shape: Shape): string {
    const limit = Math.sqrt(6 / elementsOf(shape.slice(1)));
    const values = Float32Array.from({ length: elementsOf(shape) }, () => (2 * this.random.uniform() - 1) * limit);
    return this.parameter(name, shape, "weight", values);
  }

  private constantly(name: string, size: number, role: ParameterRole, value: number): string {
    return this.parameter(name, [size], role, new Float32Array(size).fill(value));
  }
}
