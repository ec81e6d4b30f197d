import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import { floatTensor, GraphWriter } from "./graph-writer.js";
import { layerNodes } from "./layer-nodes.js";
import type { Network, Shape } from "../network.js";

/** The opset that networks are written in: it has an operator for layer norms and a flag for training batch norms. */
export const WRITTEN_OPSET = 17;

const { ModelProto } = onnxProto.onnx;

function valueInfo(name: string, shape: Shape, isInput: boolean): onnx.IValueInfoProto {
  const dim = shape.map((size, axis) => (axis === 0 && isInput ? { dimParam: "batch" } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

/**
 * The bytes of a .onnx file of a network: every parameter and statistic an initialiser under its name, with `values` where those
 * are given, every constant a Constant node. The batch axis of inputs is free.
 */
export function writeNetwork(network: Network, values: ReadonlyMap<string, Float32Array> = new Map()): Uint8Array {
  const writer = new GraphWriter();
  const initializer: onnx.ITensorProto[] = [];
  const renamed = new Map<string, string>();
  for (const { name, shape, role, values: first } of network.parameters.values()) {
    if (role === "constant") renamed.set(name, writer.floats(name, shape, first));
    else initializer.push(floatTensor(name, shape, values.get(name) ?? first));
  }
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((input) => renamed.get(input) ?? input);
    layerNodes(writer, { ...layer, inputs }, network);
  }
  const info = (names: readonly string[], isInput: boolean): onnx.IValueInfoProto[] =>
    names.map((name) => valueInfo(name, network.shapes.get(name)!, isInput));
  const [input, output] = [info(network.inputs, true), info(network.outputs, false)];
  return ModelProto.encode({
    irVersion: 8,
    producerName: "redmule",
    opsetImport: [{ domain: "", version: WRITTEN_OPSET }],
    graph: { name: network.name, node: writer.nodes, initializer, input, output },
  }).finish();
}
