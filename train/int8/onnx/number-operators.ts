/** Operators on numbers between DequantizeLinear and QuantizeLinear, and those that move codes. */
import type { OnnxNode, OnnxTensor } from "../../onnx/graph.js";
import { reshaped } from "../../onnx/forms.js";
import { listOf, nodeError, numberOf, textOf } from "../../onnx/operands.js";
import { elementsOf, type Padding } from "../../network.js";
import type { PoolLayer, Window } from "../network.js";
import { dequantizeLinear, quantizeLinear } from "./ends.js";
import { POINT, refusePadding, type Bias, type Reader } from "./reader.js";
import { meanWindow, pooledShape, sameShape, type Codes, type Operator, type Product } from "./shared.js";
import { weightCodes, type Value, type WeightCodes } from "./values.js";

/** Weights of a layer on numbers: dequantised constants. */
function dequantizedWeights(reader: Reader, node: OnnxNode, channelAxis: number): WeightCodes {
  const value = reader.value(node, 1);
  if (value.kind !== "dequantized") throw nodeError(node, "has weights without codes: quantise them, too");
  if (value.scale.data.length > 1 && value.axis !== channelAxis) {
    throw nodeError(node, `has scales along axis ${value.axis} of its weights but axis ${channelAxis} is needed`);
  }
  return weightCodes(node, value.tensor, value.scale, value.zero, channelAxis);
}

function biasOf(reader: Reader, node: OnnxNode, index: number): Bias {
  if (!reader.has(node, index)) return undefined;
  const value = reader.value(node, index);
  if (value.kind === "constant") return { values: value.tensor.data, scales: [1] };
  if (value.kind !== "dequantized") throw nodeError(node, "computes its bias but it must be constant");
  const { tensor, scale, zero } = value;
  const values = Float64Array.from(tensor.data, (code, k) => code - (zero?.data[zero.data.length === 1 ? 0 : k] ?? 0));
  return { values, scales: scale.data };
}

function pendingProduct(reader: Reader, node: OnnxNode, x: Codes, bias: Bias, make: (bias: Bias) => Product): Value {
  const product = make(bias);
  return {
    kind: "pending",
    node,
    shape: product.shape,
    low: -Infinity,
    high: Infinity,
    finish(output, codes, low, high) {
      const base = { name: node.name, input: x.tensor, output, low, high };
      reader.push({ ...base, ...product.whole(reader.tensor(x.tensor).scale) }, product.shape.slice(1), codes);
    },
    ...(bias === undefined && {
      withBias: (vector: OnnxTensor) => pendingProduct(reader, node, x, { values: vector.data, scales: [1] }, make),
    }),
  };
}

function conv(reader: Reader, node: OnnxNode): void {
  const x = reader.real(node, 0, true);
  const weights = dequantizedWeights(reader, node, 0);
  const groups = numberOf(node, "group", 1);
  const make = (bias: Bias): Product => reader.convolution(node, x, weights, bias, groups);
  reader.bind(node.outputs[0], pendingProduct(reader, node, x, biasOf(reader, node, 2), make));
}

function gemm(reader: Reader, node: OnnxNode, isMatMul: boolean): void {
  const others = [numberOf(node, "alpha", 1), numberOf(node, "beta", 1), 1 + numberOf(node, "transA", 0)];
  if (others.some((value) => value !== 1)) throw nodeError(node, "has another alpha or beta than 1 or a transposed A");
  const isOutIn = !isMatMul && numberOf(node, "transB", 0) !== 0;
  const x = reader.real(node, 0);
  const weights = dequantizedWeights(reader, node, isOutIn ? 0 : 1);
  const make = (bias: Bias): Product => reader.linear(node, x, weights, bias, isOutIn);
  reader.bind(node.outputs[0], pendingProduct(reader, node, x, isMatMul ? undefined : biasOf(reader, node, 2), make));
}

function pendingPool(
  reader: Reader,
  node: OnnxNode,
  x: Codes,
  window: Window,
  limits: readonly [number, number],
): void {
  const shape = x.shape.length === 4 ? pooledShape(x.shape, window) : x.shape;
  reader.bind(node.outputs[0], {
    ...{ kind: "pending", node, shape, low: limits[0], high: limits[1] },
    finish(output, codes, low, high) {
      const layer: PoolLayer = { ...window, op: "averagePool", name: node.name, input: x.tensor, output, low, high };
      // What works element by element leaves them where they are, flattened or not.
      reader.push(layer, window === POINT ? reader.tensor(x.tensor).shape : shape.slice(1), codes);
    },
  });
}

function averagePool(reader: Reader, node: OnnxNode, isGlobal: boolean): void {
  const x = reader.real(node, 0);
  pendingPool(reader, node, x, meanWindow(node, x.shape, isGlobal), [-Infinity, Infinity]);
}

function reduceMean(reader: Reader, node: OnnxNode): void {
  const x = reader.real(node, 0);
  const axes = (listOf(node, "axes") ?? []).map((axis) => (axis < 0 ? axis + x.shape.length : axis)).sort();
  if (x.shape.length !== 4 || axes.join() !== "2,3") throw nodeError(node, "is no mean over rows and columns");
  averagePool(reader, node, true);
  const pooled = reader.valueOf(node.outputs[0])!;
  if (numberOf(node, "keepdims", 1) === 0 && pooled.kind === "pending") {
    reader.bind(node.outputs[0], { ...pooled, shape: x.shape.slice(0, 2) });
  }
}

function add(reader: Reader, node: OnnxNode): void {
  const values = [reader.value(node, 0), reader.value(node, 1)];
  const product = values.find((value) => value.kind === "pending");
  const vector = values.find((value) => value.kind === "constant");
  if (product?.kind === "pending" && product.withBias && vector?.kind === "constant") {
    reader.bind(node.outputs[0], product.withBias(vector.tensor));
    return;
  }
  const [left, right] = [reader.real(node, 0), reader.real(node, 1)];
  sameShape(reader, node, left, right);
  reader.bind(node.outputs[0], {
    ...{ kind: "pending", node, shape: left.shape, low: -Infinity, high: Infinity },
    finish(output, codes, low, high) {
      const base = { name: node.name, output, low, high };
      reader.push({ ...base, op: "add", inputs: [left.tensor, right.tensor] }, reader.tensor(left.tensor).shape, codes);
    },
  });
}

/** Relu and Clip: of codes, of numbers that have codes, or of a result that is to get them. */
function limit(reader: Reader, node: OnnxNode, low: number, high: number): void {
  const value = reader.value(node, 0);
  refusePadding(node, value);
  if (value.kind === "pending") {
    reader.bind(node.outputs[0], { ...value, low: Math.max(value.low, low), high: Math.min(value.high, high) });
  } else if (value.kind === "codes" && value.isReal) {
    pendingPool(reader, node, value, POINT, [low, high]);
  } else if (value.kind === "codes" && reader.tensors.has(value.tensor)) {
    reader.limit(node, value, low, high);
  } else throw nodeError(node, "limits numbers that have no codes");
}

function clip(reader: Reader, node: OnnxNode): void {
  const bound = (index: number, name: string, missing: number): number =>
    reader.has(node, index) ? reader.constant(node, index).data[0] : numberOf(node, name, missing);
  limit(reader, node, bound(1, "min", -Infinity), bound(2, "max", Infinity));
}

/** Zeros around images, kept until a convolution takes them. */
function pad(reader: Reader, node: OnnxNode): void {
  const value = reader.value(node, 0);
  if (value.kind !== "codes" && value.kind !== "numbers")
    throw nodeError(node, "pads what is no tensor of the network");
  const pads = Array.from(reader.constant(node, 1).data);
  const fill = reader.optional(node, 2)?.data[0] ?? 0;
  const isPlain = value.kind === "codes" && !value.isReal;
  // Of codes that go into the network the zero is known when they are read: it has to be 0 (`Reader.codes`).
  const zero = isPlain ? (reader.tensors.get(value.tensor)?.zero ?? 0) : 0;
  const others = [pads[0], pads[1], pads[4], pads[5]];
  const sides = [pads[2], pads[3], pads[6], pads[7]];
  const isZero = textOf(node, "mode", "constant") === "constant" && fill === zero;
  if (pads.length !== 8 || !isZero || others.some((size) => size !== 0) || sides.some((size) => size < 0)) {
    throw nodeError(node, "pads other than with zeros around images");
  }
  const padding = sides.map((size, side) => size + (value.padding?.[side] ?? 0)) as unknown as Padding;
  reader.bind(node.outputs[0], { ...value, padding });
}

/** Flattening and the like: the same codes under another shape. */
function reshape(reader: Reader, node: OnnxNode, shapeOf: (shape: readonly number[]) => readonly number[]): void {
  const value = reader.value(node, 0);
  if (value.kind !== "codes" && value.kind !== "pending")
    throw nodeError(node, "moves what is no tensor of the network");
  const shape = shapeOf(value.shape);
  const isFlat = shape.length === 2 && elementsOf(shape) === elementsOf(value.shape);
  const squeezed = (sizes: readonly number[]): string =>
    sizes
      .slice(1)
      .filter((size) => size !== 1)
      .join();
  if (!isFlat && squeezed(shape) !== squeezed(value.shape)) {
    throw nodeError(node, `turns ${value.shape.join("x")} into ${shape.join("x")} but flattening alone is known`);
  }
  reader.bind(node.outputs[0], { ...value, shape });
}

export const NUMBER_OPERATORS: Readonly<Record<string, Operator>> = {
  QuantizeLinear: quantizeLinear,
  DequantizeLinear: dequantizeLinear,
  Conv: conv,
  Gemm: (reader, node) => {
    gemm(reader, node, false);
  },
  MatMul: (reader, node) => {
    gemm(reader, node, true);
  },
  AveragePool: (reader, node) => {
    averagePool(reader, node, false);
  },
  GlobalAveragePool: (reader, node) => {
    averagePool(reader, node, true);
  },
  ReduceMean: reduceMean,
  Add: add,
  Relu: (reader, node) => {
    limit(reader, node, 0, Infinity);
  },
  Clip: clip,
  Pad: pad,
  Flatten: (reader, node) => {
    if (numberOf(node, "axis", 1) !== 1) throw nodeError(node, "flattens other axes than those of a sample");
    reshape(reader, node, (shape) => [shape[0], elementsOf(shape.slice(1))]);
  },
  Reshape: (reader, node) => {
    const wanted = Array.from(reader.constant(node, 1).data);
    reshape(reader, node, (shape) => reshaped(node, shape, wanted, numberOf(node, "allowzero", 0) !== 0));
  },
  Squeeze: (reader, node) => {
    reshape(reader, node, (shape) => shape.filter((size, axis) => axis === 0 || size !== 1));
  },
  Identity: (reader, node) => {
    reader.bind(node.outputs[0], reader.value(node, 0));
  },
  Dropout: (reader, node) => {
    reader.bind(node.outputs[0], reader.value(node, 0));
  },
};
