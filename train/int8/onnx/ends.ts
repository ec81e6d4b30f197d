/** QuantizeLinear and DequantizeLinear: where numbers become codes and codes numbers. */
import type { OnnxNode, OnnxTensor } from "../../onnx/graph.js";
import { nodeError, numberOf } from "../../onnx/operands.js";
import { elementsOf } from "../../network.js";
import { nearestEven } from "../functional.js";
import { CODE_LIMITS, type PoolLayer } from "../network.js";
import { POINT, type Reader } from "./reader.js";
import { bindCodes, limitsOf, stated } from "./shared.js";
import { limitCode } from "./values.js";

export function quantizeLinear(reader: Reader, node: OnnxNode): void {
  const value = reader.value(node, 0);
  const [output] = node.outputs;
  if (value.kind === "constant") {
    quantizeConstant(reader, node, value.tensor);
    return;
  }
  const codes = stated(reader, node, 1, 2);
  if (value.kind === "numbers") {
    reader.declare(value.name, value.shape.slice(1), codes);
    const { name: tensor, shape, padding } = value;
    reader.bind(output, { kind: "codes", tensor, isReal: false, shape, ...(padding && { padding }) });
    return;
  }
  if (value.kind === "pending") {
    const { low, high } = limitsOf(codes);
    value.finish(
      output,
      codes,
      Math.max(low, limitCode(value.low, codes)),
      Math.min(high, limitCode(value.high, codes)),
    );
    bindCodes(reader, node, value.shape);
    return;
  }
  if (value.kind !== "codes" || !value.isReal) throw nodeError(node, "quantises what is no result of numbers");
  const { tensor } = value;
  const known = reader.tensor(tensor);
  if (known.type === codes.type && known.scale === codes.scale && known.zero === codes.zero) {
    reader.bind(output, { ...value, isReal: false });
    return;
  }
  const layer: PoolLayer = { ...POINT, op: "averagePool", name: node.name, input: tensor, output, ...limitsOf(codes) };
  reader.push(layer, known.shape, codes);
  reader.bind(output, { ...value, tensor: output, isReal: false });
}

/** Weights that the file keeps as numbers in front of a QuantizeLinear. */
function quantizeConstant(reader: Reader, node: OnnxNode, tensor: OnnxTensor): void {
  const [scale, zero] = [reader.constant(node, 1), reader.optional(node, 2)];
  const axis = numberOf(node, "axis", 1);
  const inner = elementsOf(tensor.shape.slice(axis + 1));
  const type = zero?.type ?? "uint8";
  const [low, high] = CODE_LIMITS[type === "int8" ? "s8" : "u8"];
  const code = (value: number, i: number): number => {
    const k = scale.data.length === 1 ? 0 : Math.floor(i / inner) % tensor.shape[axis];
    const rounded = nearestEven(Math.fround(value / scale.data[k])) + (zero?.data[k] ?? 0);
    return Math.min(high, Math.max(low, rounded));
  };
  const codes = Float64Array.from(tensor.data, code);
  const data = type === "int8" ? Int8Array.from(codes) : Uint8Array.from(codes);
  reader.bind(node.outputs[0], { kind: "constant", tensor: { type, shape: tensor.shape, data } });
}

export function dequantizeLinear(reader: Reader, node: OnnxNode): void {
  const value = reader.value(node, 0);
  if (value.kind === "constant") {
    const [scale, zero] = [reader.constant(node, 1), reader.optional(node, 2)];
    const axis = numberOf(node, "axis", 1);
    const { tensor } = value;
    reader.bind(node.outputs[0], {
      ...{ kind: "dequantized", tensor, scale, zero, axis: axis < 0 ? axis + tensor.shape.length : axis },
    });
    return;
  }
  reader.bind(node.outputs[0], { ...reader.codes(node, 0, stated(reader, node, 1, 2), true), isReal: true });
}
