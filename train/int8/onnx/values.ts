/** What a tensor of a quantised graph stands for while the graph is read. */
import type { OnnxNode, OnnxTensor } from "../../onnx/graph.js";
import { nodeError } from "../../onnx/operands.js";
import type { Padding } from "../../network.js";
import { CODE_LIMITS, type CodeType, type Quantization } from "../network.js";

/** Weights as the network keeps them: signed codes, and a scale for all or for each slice of an axis. */
export interface WeightCodes {
  readonly shape: readonly number[];
  readonly codes: Int8Array;
  readonly scales: Float32Array;
  readonly zeros: Int8Array;
}

/** How the layer that a value waits for is made once the codes of its result are known. */
export type Finish = (output: string, codes: Quantization, low: number, high: number) => void;

/** Shapes are those of a whole batch. */
export type Value =
  | { readonly kind: "constant"; readonly tensor: OnnxTensor }
  /** Whole numbers with their scales: a dequantised constant. */
  | {
      readonly kind: "dequantized";
      readonly tensor: OnnxTensor;
      readonly scale: OnnxTensor;
      readonly zero: OnnxTensor | undefined;
      readonly axis: number;
    }
  /** The network's input where the graph takes numbers. */
  | {
      readonly kind: "numbers";
      readonly name: string;
      readonly shape: readonly number[];
      /** Zeros around it that a convolution is still to add: top, left, bottom, right. The shape is without them. */
      readonly padding?: Padding;
    }
  /** A tensor of the network, as codes or (`isReal`) as the numbers that they stand for. */
  | {
      readonly kind: "codes";
      readonly tensor: string;
      readonly isReal: boolean;
      readonly shape: readonly number[];
      readonly padding?: Padding;
    }
  /** A result of numbers that a QuantizeLinear will make codes of; limits are numbers. */
  | {
      readonly kind: "pending";
      readonly node: OnnxNode;
      readonly shape: readonly number[];
      readonly low: number;
      readonly high: number;
      readonly finish: Finish;
      /** Another pending value with a constant vector added, where the layer has a bias. */
      readonly withBias?: (bias: OnnxTensor) => Value;
    };

function codeType(node: OnnxNode, tensor: OnnxTensor | undefined): CodeType {
  if (tensor === undefined || tensor.type === "uint8") return "u8";
  if (tensor.type === "int8") return "s8";
  throw nodeError(node, `has codes of ${tensor.type} but uint8 and int8 are known: quantise to eight bits`);
}

/** The quantisation of an activation from its scale and zero point. */
export function quantizationFrom(node: OnnxNode, scale: OnnxTensor, zero: OnnxTensor | undefined): Quantization {
  if (scale.data.length !== 1 || (zero !== undefined && zero.data.length !== 1)) {
    throw nodeError(node, `has ${scale.data.length} scales for an activation but one is known`);
  }
  const value = scale.data[0];
  if (!(value > 0) || !Number.isFinite(value)) throw nodeError(node, `has the scale ${value} but it must be positive`);
  return { type: codeType(node, zero), scale: value, zero: zero?.data[0] ?? 0 };
}

/** Weights from their codes (uint8 moved by 128), scales and zero points. @param channelAxis the axis that scales may go along */
export function weightCodes(
  node: OnnxNode,
  tensor: OnnxTensor,
  scale: OnnxTensor,
  zero: OnnxTensor | undefined,
  channelAxis: number,
): WeightCodes {
  const offset = codeType(node, tensor) === "u8" ? 128 : 0;
  const count = scale.data.length;
  if (count !== 1 && count !== tensor.shape[channelAxis]) {
    throw nodeError(node, `has ${count} scales of its weights but 1 or ${tensor.shape[channelAxis]} are needed`);
  }
  const bad = Array.from(scale.data).find((value) => !(value > 0) || !Number.isFinite(value));
  if (bad !== undefined) throw nodeError(node, `has the scale ${bad} but it must be positive`);
  if (zero !== undefined && zero.data.length !== 1 && zero.data.length !== count) {
    throw nodeError(node, `has ${zero.data.length} zero points but ${count} scales of its weights`);
  }
  return {
    shape: tensor.shape,
    codes: Int8Array.from(tensor.data, (code) => code - offset),
    scales: Float32Array.from(scale.data),
    zeros: Int8Array.from({ length: count }, (_, k) => {
      const [first] = zero?.data ?? [0];
      return (zero !== undefined && zero.data.length > 1 ? zero.data[k] : first) - offset;
    }),
  };
}

/** The code of a limit. */
export function limitCode(value: number, { type, scale, zero }: Quantization): number {
  const [low, high] = CODE_LIMITS[type];
  if (!Number.isFinite(value)) return value < 0 ? low : high;
  return Math.min(high, Math.max(low, Math.round(value / scale) + zero));
}
