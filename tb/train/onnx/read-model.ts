/** Nodes of models that tests write as text, and the networks that these are read as. */
import type { Network } from "../../../train/network.js";
import { decodeGraph, decodeModel } from "../../../train/onnx/decode.js";
import { importGraph, type ImportOptions } from "../../../train/onnx/import.js";
import { modelBytes, type floats, type ModelText, type NodeText } from "./model.js";

/** A node by the name of its operator and its first output. */
export function node(
  op: string,
  inputs: string[],
  outputs: string[],
  attributes: NodeText["attributes"] = {},
): NodeText {
  return { op, inputs, outputs, attributes, name: `${op}.${outputs[0]}` };
}

export function constant(output: string, tensor: ReturnType<typeof floats>): NodeText {
  return { ...node("Constant", [], [output]), attributes: { value: { tensor } } };
}

/** Values that are all different. */
export const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i / 8);

export function read(model: ModelText, options: ImportOptions = {}): Network {
  return importGraph(decodeGraph(decodeModel(modelBytes(model), "net.onnx"), "net.onnx"), options);
}

/** Layers as plain values: operator, inputs, outputs, attributes. */
export function layersOf({ layers }: Network): unknown[] {
  return layers.map(({ op, inputs, outputs, attributes }) => [op, inputs.join(" "), outputs.join(" "), attributes]);
}
