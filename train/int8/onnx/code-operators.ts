/** Operators on codes: QLinearConv and its kin, pools of maxima. */
import type { OnnxNode, OnnxTensor } from "../../onnx/graph.js";
import { nodeError, numberOf } from "../../onnx/operands.js";
import { windowOf } from "../../onnx/window.js";
import type { Quantization } from "../network.js";
import { refusePadding, type Bias, type Reader } from "./reader.js";
import {
  bindCodes,
  limitsOf,
  meanWindow,
  pooledShape,
  sameShape,
  stated,
  type Codes,
  type Operator,
  type Product,
} from "./shared.js";
import { weightCodes } from "./values.js";

/** The layer of a product whose result's codes are stated at once. */
function pushProduct(reader: Reader, node: OnnxNode, x: Codes, { whole, shape }: Product, codes: Quantization): void {
  const [output] = node.outputs;
  const base = { name: node.name, input: x.tensor, output, ...limitsOf(codes) };
  reader.push({ ...base, ...whole(reader.tensor(x.tensor).scale) }, shape.slice(1), codes);
  bindCodes(reader, node, shape);
}

function integers(tensor: OnnxTensor | undefined): Bias {
  return tensor && { values: tensor.data };
}

function qLinearConv(reader: Reader, node: OnnxNode): void {
  const x = reader.codes(node, 0, stated(reader, node, 1, 2), true);
  const weights = weightCodes(node, reader.constant(node, 3), reader.constant(node, 4), reader.optional(node, 5), 0);
  const bias = integers(reader.optional(node, 8));
  const product = reader.convolution(node, x, weights, bias, numberOf(node, "group", 1));
  pushProduct(reader, node, x, product, stated(reader, node, 6, 7));
}

function qLinearMatMul(reader: Reader, node: OnnxNode): void {
  const x = reader.codes(node, 0, stated(reader, node, 1, 2));
  const weights = weightCodes(node, reader.constant(node, 3), reader.constant(node, 4), reader.optional(node, 5), 1);
  pushProduct(reader, node, x, reader.linear(node, x, weights, undefined, false), stated(reader, node, 6, 7));
}

function qGemm(reader: Reader, node: OnnxNode): void {
  if (numberOf(node, "alpha", 1) !== 1 || numberOf(node, "transA", 0) !== 0) {
    throw nodeError(node, "has another alpha than 1 or a transposed A: neither is known");
  }
  const isOutIn = numberOf(node, "transB", 0) !== 0;
  const x = reader.codes(node, 0, stated(reader, node, 1, 2));
  const operand = reader.constant(node, 3);
  const weights = weightCodes(node, operand, reader.constant(node, 4), reader.optional(node, 5), isOutIn ? 0 : 1);
  const product = reader.linear(node, x, weights, integers(reader.optional(node, 6)), isOutIn);
  if (!reader.has(node, 7))
    throw nodeError(node, "gives numbers but codes are needed: state scale and zero of the result");
  pushProduct(reader, node, x, product, stated(reader, node, 7, 8));
}

function qLinearAdd(reader: Reader, node: OnnxNode): void {
  const left = reader.codes(node, 0, stated(reader, node, 1, 2));
  const right = reader.codes(node, 3, stated(reader, node, 4, 5));
  const codes = stated(reader, node, 6, 7);
  sameShape(reader, node, left, right);
  const base = { name: node.name, output: node.outputs[0], ...limitsOf(codes) };
  reader.push({ ...base, op: "add", inputs: [left.tensor, right.tensor] }, reader.tensor(left.tensor).shape, codes);
  bindCodes(reader, node, left.shape);
}

function qLinearPool(reader: Reader, node: OnnxNode, isGlobal: boolean): void {
  const x = reader.codes(node, 0, stated(reader, node, 1, 2));
  const window = meanWindow(node, x.shape, isGlobal);
  const codes = stated(reader, node, 3, 4);
  const shape = pooledShape(x.shape, window);
  const base = { name: node.name, input: x.tensor, output: node.outputs[0], ...limitsOf(codes) };
  reader.push({ ...base, ...window, op: "averagePool" }, shape.slice(1), codes);
  bindCodes(reader, node, shape);
}

/** A pool of maxima, of codes or of the numbers they stand for: both are the same. */
function maxPool(reader: Reader, node: OnnxNode): void {
  const x = reader.value(node, 0);
  if (x.kind !== "codes") throw nodeError(node, "reads numbers that have no codes");
  refusePadding(node, x);
  const tensor = reader.tensors.get(x.tensor);
  if (tensor === undefined) throw nodeError(node, "reads an input whose scale nothing states");
  const { kernel, stride, padding, dilation } = windowOf(node, [x.shape[2], x.shape[3]], undefined);
  const window = { kernel, stride, padding, dilation };
  const shape = pooledShape(x.shape, window);
  const [output] = node.outputs;
  const base = { name: node.name, input: x.tensor, output, ...limitsOf(tensor) };
  reader.push({ ...base, ...window, op: "maxPool" }, shape.slice(1), tensor);
  reader.bind(output, { ...x, tensor: output, shape });
}

export const CODE_OPERATORS: Readonly<Record<string, Operator>> = {
  QLinearConv: qLinearConv,
  QLinearMatMul: qLinearMatMul,
  "com.microsoft.QGemm": qGemm,
  "com.microsoft.QLinearAdd": qLinearAdd,
  "com.microsoft.QLinearAveragePool": (reader, node) => {
    qLinearPool(reader, node, false);
  },
  "com.microsoft.QLinearGlobalAveragePool": (reader, node) => {
    qLinearPool(reader, node, true);
  },
  MaxPool: maxPool,
};
