/**
 * Networks of eight-bit codes. A number is scale (code - zero); weights are signed codes with a scale for all or for each output
 * channel, biases whole numbers of the accumulator's unit, input scale times weight scale.
 */
import { elementsOf, type Padding, type Pair, type Shape } from "../network.js";

export type CodeType = "u8" | "s8";

/** First and last code of a type. */
export const CODE_LIMITS: Readonly<Record<CodeType, readonly [low: number, high: number]>> = {
  u8: [0, 255],
  s8: [-128, 127],
};

/** number = scale (code - zero). The scale is a number of FP32. */
export interface Quantization {
  readonly type: CodeType;
  readonly scale: number;
  readonly zero: number;
}

/** A tensor of codes; the shape is that of one sample, [C, H, W] or [F]. */
export interface QuantizedTensor extends Quantization {
  readonly name: string;
  readonly shape: Shape;
}

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Padded positions hold the input's zero: they add nothing. */
  readonly padding: Padding;
  readonly dilation: Pair;
}

interface LayerBase {
  /** Unique. */
  readonly name: string;
  readonly output: string;
  /** Limits of the codes of the result: those of the type, or what a rectifier leaves of them. */
  readonly low: number;
  readonly high: number;
}

/**
 * Sums of products. A linear layer is a convolution whose kernel is as large as the image (1 x 1 behind a linear layer).
 * code = limit(((acc m + 2^(s-1)) >> s) + zero of the output), acc = bias + sum (x - zero) (w - zero).
 */
export interface ProductLayer extends LayerBase, Window {
  readonly op: "convolution" | "depthwise" | "pointwise" | "linear";
  readonly input: string;
  readonly groups: number;
  /** [Co, kh, kw, Ci / groups]: a row for each output channel, in the order in which HWC images lie in memory. */
  readonly weights: Int8Array;
  /** One for all output channels, or one for each. */
  readonly weightScales: Float32Array;
  /** As many as scales; nearly always 0. */
  readonly weightZeros: Int8Array;
  /** One for each output channel. */
  readonly bias: Int32Array;
}

/** `averagePool` divides by the size of the kernel, padded positions counted; `maxPool` keeps the quantisation of its input. */
export interface PoolLayer extends LayerBase, Window {
  readonly op: "maxPool" | "averagePool";
  readonly input: string;
}

/** The sum of two tensors of one shape. */
export interface AddLayer extends LayerBase {
  readonly op: "add";
  readonly inputs: readonly [string, string];
}

export type QuantizedLayer = ProductLayer | PoolLayer | AddLayer;

/** One input, one output, layers in an order in which every tensor is written before it is read. */
export interface QuantizedNetwork {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, QuantizedTensor>;
  readonly layers: readonly QuantizedLayer[];
  readonly input: string;
  readonly output: string;
  /** Shape of the output of one sample as files have it: that of the tensor, or flattened. */
  readonly outputShape: Shape;
}

export function isProduct(layer: QuantizedLayer): layer is ProductLayer {
  return layer.op !== "add" && layer.op !== "maxPool" && layer.op !== "averagePool";
}

export function inputsOf(layer: QuantizedLayer): readonly string[] {
  return layer.op === "add" ? layer.inputs : [layer.input];
}

/** Channels, rows and columns; a vector is one pixel. */
export interface Image {
  readonly c: number;
  readonly h: number;
  readonly w: number;
}

export function imageOf({ shape }: Pick<QuantizedTensor, "shape">): Image {
  return shape.length === 3 ? { c: shape[0], h: shape[1], w: shape[2] } : { c: elementsOf(shape), h: 1, w: 1 };
}

/** Rows and columns of the result of a window over an image. */
export function windowOutput(image: Pair, { kernel, stride, padding, dilation }: Window): Pair {
  const along = (axis: 0 | 1): number =>
    Math.floor(
      (image[axis] + padding[axis] + padding[axis + 2] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis],
    ) + 1;
  return [along(0), along(1)];
}

/** The kind of a product by its shape; "linear" is said by whoever knows that it is one. */
export function productOp(window: Window, groups: number, channels: number, outputs: number): ProductLayer["op"] {
  if (groups === channels && groups === outputs && groups > 1) return "depthwise";
  const isPoint = [...window.kernel, ...window.stride].every((size) => size === 1);
  return isPoint && groups === 1 && window.padding.every((size) => size === 0) ? "pointwise" : "convolution";
}

/** Products of one sample. */
export function macsOf(network: QuantizedNetwork, layer: QuantizedLayer): number {
  if (!isProduct(layer)) return 0;
  const { c, h, w } = imageOf(network.tensors.get(layer.output)!);
  return (layer.weights.length / c) * c * h * w;
}
