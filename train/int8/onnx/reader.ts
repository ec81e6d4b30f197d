/** The state of reading a quantised graph: tensors, layers and what every name stands for. */
import { elementsOf, type Padding, type Shape } from "../../network.js";
import { type OnnxGraph, type OnnxNode, type OnnxTensor } from "../../onnx/graph.js";
import { nodeError } from "../../onnx/operands.js";
import { windowOf } from "../../onnx/window.js";
import { rowsOfWeights } from "../fuse.js";
import {
  CODE_LIMITS,
  imageOf,
  inputsOf,
  productOp,
  windowOutput,
  type ProductLayer,
  type Quantization,
  type QuantizedLayer,
  type QuantizedTensor,
  type Window,
} from "../network.js";
import type { Value, WeightCodes } from "./values.js";

/** A bias: none, or values in units of a scale (one, or one for each channel); without one they are whole units of the accumulator. */
export type Bias = { readonly values: ArrayLike<number>; readonly scales?: ArrayLike<number> } | undefined;

export const POINT: Window = { kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] };

type Whole = Pick<ProductLayer, "op" | "groups" | "weights" | "weightScales" | "weightZeros" | "bias"> & Window;

/** A layer that is read: limits may still shrink. */
type OpenLayer = QuantizedLayer & { low: number; high: number };

/** Padding stands apart from the tensor until a convolution takes it. */
export function refusePadding(node: OnnxNode, value: Value, mayBePadded = false): void {
  if (!mayBePadded && "padding" in value && value.padding !== undefined) {
    throw nodeError(node, "reads a padded tensor, which convolutions alone can: give it the pads as an attribute");
  }
}

const NO_PADDING: Padding = [0, 0, 0, 0];

export class Reader {
  readonly graph: OnnxGraph;
  readonly tensors = new Map<string, QuantizedTensor>();
  readonly layers: OpenLayer[] = [];
  private readonly values = new Map<string, Value>();

  constructor(graph: OnnxGraph) {
    this.graph = graph;
    for (const [name, tensor] of graph.initialisers) this.values.set(name, { kind: "constant", tensor });
  }

  bind(name: string, value: Value): void {
    this.values.set(name, value);
  }

  valueOf(name: string): Value | undefined {
    return this.values.get(name);
  }

  value(node: OnnxNode, index: number): Value {
    const value = this.values.get(node.inputs[index] ?? "");
    if (value === undefined) throw nodeError(node, `lacks its input ${index}`);
    return value;
  }

  has(node: OnnxNode, index: number): boolean {
    return (node.inputs[index] ?? "") !== "";
  }

  constant(node: OnnxNode, index: number): OnnxTensor {
    const value = this.value(node, index);
    if (value.kind !== "constant") throw nodeError(node, `computes its input ${index} but it must be constant`);
    return value.tensor;
  }

  optional(node: OnnxNode, index: number): OnnxTensor | undefined {
    return this.has(node, index) ? this.constant(node, index) : undefined;
  }

  /** An input of the network whose codes are known only now. */
  declare(name: string, shape: Shape, codes: Quantization): void {
    this.tensors.set(name, { name, shape, type: codes.type, scale: codes.scale, zero: codes.zero });
  }

  tensor(name: string): QuantizedTensor {
    return this.tensors.get(name)!;
  }

  /** The codes that an input is, declared with the quantisation that the node states where they are the network's input. */
  codes(node: OnnxNode, index: number, stated: Quantization, mayBePadded = false): Value & { readonly kind: "codes" } {
    const value = this.value(node, index);
    refusePadding(node, value, mayBePadded);
    if (value.kind !== "codes" || value.isReal)
      throw nodeError(node, `reads ${node.inputs[index]}, which is no tensor of codes`);
    const known = this.tensors.get(value.tensor);
    if (known === undefined && value.padding !== undefined && stated.zero !== 0) {
      throw nodeError(node, `reads an input padded with 0, whose zero is ${stated.zero}: pad it with its zero`);
    }
    if (known === undefined) this.declare(value.tensor, value.shape.slice(1), stated);
    else if (known.type !== stated.type || known.scale !== stated.scale || known.zero !== stated.zero) {
      throw nodeError(
        node,
        `reads ${value.tensor} as ${stated.scale} (code - ${stated.zero}) but it was written as ${known.scale} (code - ${known.zero})`,
      );
    }
    return value;
  }

  /** The numbers that an input stands for. */
  real(node: OnnxNode, index: number, mayBePadded = false): Value & { readonly kind: "codes" } {
    const value = this.value(node, index);
    refusePadding(node, value, mayBePadded);
    if (value.kind === "codes" && value.isReal) return value;
    throw nodeError(
      node,
      `reads ${node.inputs[index]}, which has no codes: put QuantizeLinear and DequantizeLinear between, or quantise a float network`,
    );
  }

  /** Adds a layer and its result. */
  push(layer: QuantizedLayer, shape: Shape, codes: Quantization): void {
    this.declare(layer.output, shape, codes);
    this.layers.push(layer);
  }

  /** A convolution; the shape is that of the result for a whole batch. */
  convolution(
    node: OnnxNode,
    x: Value & { readonly kind: "codes" },
    weights: WeightCodes,
    bias: Bias,
    groups: number,
  ): { readonly whole: (inputScale: number) => Whole; readonly shape: readonly number[] } {
    const { shape } = x;
    const [co, cg, kh, kw] = weights.shape;
    if (shape.length !== 4 || weights.shape.length !== 4) {
      throw nodeError(
        node,
        `convolves ${shape.join("x")} by ${weights.shape.join("x")} but images of two dimensions are known`,
      );
    }
    if (cg * groups !== shape[1] || co % groups !== 0) {
      throw nodeError(
        node,
        `has weights for ${cg * groups} channels in ${groups} groups but its input has ${shape[1]}`,
      );
    }
    const around = x.padding ?? NO_PADDING;
    const image = [shape[2] + around[0] + around[2], shape[3] + around[1] + around[3]] as const;
    const { kernel, stride, padding: own, dilation } = windowOf(node, image, [kh, kw]);
    const padding = own.map((size, side) => size + around[side]) as unknown as Padding;
    const window: Window = { kernel, stride, padding, dilation };
    const output = windowOutput([shape[2], shape[3]], window);
    if (Math.min(...output) < 1) throw nodeError(node, "has a kernel larger than its padded input");
    const rows = rowsOfWeights(weights.codes, weights.shape, new Int8Array(weights.codes.length));
    const op = productOp(window, groups, shape[1], co);
    return {
      whole: wholeOf(node, { ...window, op, groups }, rows, weights, bias, co),
      shape: [shape[0], co, ...output],
    };
  }

  /** A product of samples [N, F] and weights [F, K]: over the image where the samples are flattened ones. */
  linear(
    node: OnnxNode,
    x: Value & { readonly kind: "codes" },
    weights: WeightCodes,
    bias: Bias,
    isOutIn: boolean,
  ): { readonly whole: (inputScale: number) => Whole; readonly shape: readonly number[] } {
    const { shape } = x;
    const size = elementsOf(shape.slice(1));
    const [k, n] = isOutIn ? weights.shape : weights.shape.toReversed();
    if (shape.length !== 2 || weights.shape.length !== 2 || n !== size) {
      throw nodeError(
        node,
        `multiplies ${shape.join("x")} by ${weights.shape.join("x")}: samples of ${n} elements are needed`,
      );
    }
    const { c, h, w } = imageOf(this.tensors.get(x.tensor) ?? { shape: shape.slice(1) });
    const rows = Int8Array.from(weights.codes, (_, i) =>
      isOutIn ? weights.codes[i] : weights.codes[(i % size) * k + Math.floor(i / size)],
    );
    const ordered = rowsOfWeights(rows, [k, c, h, w], new Int8Array(rows.length));
    const window = { ...POINT, kernel: [h, w] as const, op: "linear" as const, groups: 1 };
    return { whole: wholeOf(node, window, ordered, weights, bias, k), shape: [shape[0], k] };
  }

  /** Narrows the limits of what wrote codes, or of a copy where others read them, too. */
  limit(node: OnnxNode, value: Value & { readonly kind: "codes" }, low: number, high: number): void {
    const readers = this.graph.nodes.filter(({ inputs }) => inputs.includes(node.inputs[0]));
    const layer = this.layers.find(({ output }) => output === value.tensor);
    const isRead = this.layers.some((other) => inputsOf(other).includes(value.tensor));
    if (layer !== undefined && readers.length === 1 && !isRead && !this.graph.outputs.includes(node.inputs[0])) {
      layer.low = Math.max(layer.low, low);
      layer.high = Math.min(layer.high, high);
      this.bind(node.outputs[0], value);
      return;
    }
    const tensor = this.tensor(value.tensor);
    const [first, last] = CODE_LIMITS[tensor.type];
    const limits = { low: Math.max(low, first), high: Math.min(high, last) };
    const output = node.outputs[0];
    this.push(
      { ...POINT, ...limits, op: "averagePool", name: node.name, input: value.tensor, output },
      tensor.shape,
      tensor,
    );
    this.bind(output, { ...value, tensor: output });
  }
}

function wholeOf(
  node: OnnxNode,
  base: Window & Pick<ProductLayer, "op" | "groups">,
  weights: Int8Array,
  { scales, zeros }: WeightCodes,
  bias: Bias,
  channels: number,
): (inputScale: number) => Whole {
  const count = bias?.values.length ?? 1;
  if (count !== channels && count !== 1) {
    throw nodeError(node, `has ${count} biases for ${channels} channels: give one for each`);
  }
  const one = (list: ArrayLike<number>, k: number): number => list[list.length === 1 ? 0 : k];
  return (inputScale) => {
    const codes = Int32Array.from({ length: channels }, (_, k) => {
      if (bias === undefined) return 0;
      const factor = bias.scales === undefined ? 1 : one(bias.scales, k) / (inputScale * one(scales, k));
      // A scale that is the accumulator's, rounded to FP32, leaves whole numbers as they are.
      const code = Math.abs(factor - 1) < 1e-6 ? one(bias.values, k) : Math.round(one(bias.values, k) * factor);
      if (!(Math.abs(code) < 2 ** 31)) throw nodeError(node, `has a bias of ${code} units but 32 bits hold it`);
      return code;
    });
    return { ...base, weights, weightScales: scales, weightZeros: zeros, bias: codes };
  };
}
