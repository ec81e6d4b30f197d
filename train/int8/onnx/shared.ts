/** What operators on codes and on numbers share. */
import type { OnnxNode } from "../../onnx/graph.js";
import { nodeError, numberOf } from "../../onnx/operands.js";
import { windowOf } from "../../onnx/window.js";
import { CODE_LIMITS, windowOutput, type Quantization, type Window } from "../network.js";
import { POINT, type Reader } from "./reader.js";
import { quantizationFrom, type Value } from "./values.js";

export type Codes = Value & { readonly kind: "codes" };

export type Operator = (reader: Reader, node: OnnxNode) => void;

/** The scale and zero point that stand at two inputs. */
export function stated(reader: Reader, node: OnnxNode, scale: number, zero: number): Quantization {
  return quantizationFrom(node, reader.constant(node, scale), reader.optional(node, zero));
}

export function limitsOf({ type }: Quantization): { low: number; high: number } {
  const [low, high] = CODE_LIMITS[type];
  return { low, high };
}

export function bindCodes(reader: Reader, node: OnnxNode, shape: readonly number[]): void {
  reader.bind(node.outputs[0], { kind: "codes", tensor: node.outputs[0], isReal: false, shape });
}

export type Product = ReturnType<Reader["convolution"]>;

/** Refuses sums of tensors of different shapes, or of a flattened one and one that is not. */
export function sameShape(reader: Reader, node: OnnxNode, left: Codes, right: Codes): void {
  const [a, b] = [left, right].map(({ tensor }) => reader.tensor(tensor).shape.join("x"));
  if (left.shape.join() !== right.shape.join() || a !== b) {
    throw nodeError(node, `adds ${left.shape.join("x")} and ${right.shape.join("x")} but equal shapes are known`);
  }
}

/** The window of a mean, and the shape of its result. */
export function meanWindow(node: OnnxNode, shape: readonly number[], isGlobal: boolean): Window {
  if (shape.length !== 4) throw nodeError(node, `pools ${shape.join("x")} but images of two dimensions are known`);
  if (numberOf(node, "channels_last", 0) !== 0)
    throw nodeError(node, "has its channels last: export it with channels first");
  if (isGlobal) return { ...POINT, kernel: [shape[2], shape[3]] };
  const { kernel, stride, padding, dilation } = windowOf(node, [shape[2], shape[3]], undefined);
  if (padding.some((size) => size > 0) && numberOf(node, "count_include_pad", 0) === 0) {
    throw nodeError(node, "leaves padded positions out of its mean: export it with count_include_pad");
  }
  return { kernel, stride, padding, dilation };
}

export function pooledShape(shape: readonly number[], window: Window): readonly number[] {
  return [shape[0], shape[1], ...windowOutput([shape[2], shape[3]], window)];
}
