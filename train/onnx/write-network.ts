import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import { layerNodes } from "./layer-nodes.js";
import type { Network, Shape } from "../network.js";

/** The opset that networks are written in: it has an operator for layer norms and a flag for training batch norms. */
export const WRITTEN_OPSET = 17;

const { AttributeProto, ModelProto } = onnxProto.onnx;
const TYPE = AttributeProto.AttributeType;

/** Attributes of a node: a list or number is of integers unless it stands in `float`. */
export type AttributeInput = number | string | readonly number[] | { readonly float: number };

function attribute(name: string, value: AttributeInput): onnx.IAttributeProto {
  if (typeof value === "number") return { name, type: TYPE.INT, i: value };
  if (typeof value === "string") return { name, type: TYPE.STRING, s: Buffer.from(value) };
  if ("float" in value) return { name, type: TYPE.FLOAT, f: value.float };
  return { name, type: TYPE.INTS, ints: [...value] };
}

function floatTensor(name: string, shape: Shape, values: Float32Array): onnx.ITensorProto {
  return { name, dims: [...shape], dataType: 1, rawData: new Uint8Array(Float32Array.from(values).buffer) };
}

/** Collects the nodes of a graph; names of nodes and of tensors inside of a layer derive from the layer's. */
export class GraphWriter {
  readonly nodes: onnx.INodeProto[] = [];
  private readonly names = new Set<string>();

  /** A name that nothing has yet. */
  free(name: string): string {
    let free = name;
    for (let i = 2; this.names.has(free); i++) free = `${name}.${i}`;
    this.names.add(free);
    return free;
  }

  node(
    op: string,
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): string {
    this.nodes.push({
      opType: op,
      name: this.free(name),
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    return outputs[0];
  }

  private constant(name: string, t: onnx.ITensorProto): string {
    const output = this.free(`${name}/value`);
    const value = { name: "value", type: TYPE.TENSOR, t };
    this.nodes.push({ opType: "Constant", name: this.free(`${name}/node`), output: [output], attribute: [value] });
    return output;
  }

  /** Constants: numbers of FP32, truth values, integers of 64 bits. */
  floats(name: string, shape: Shape, values: Float32Array): string {
    return this.constant(name, floatTensor("", shape, values));
  }

  bool(name: string, value: boolean): string {
    return this.constant(name, { dims: [], dataType: 9, rawData: Uint8Array.of(Number(value)) });
  }

  ints(name: string, values: readonly number[]): string {
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.constant(name, { dims: [values.length], dataType: 7, rawData });
  }
}

function valueInfo(name: string, shape: Shape, isInput: boolean): onnx.IValueInfoProto {
  const dim = shape.map((size, axis) => (axis === 0 && isInput ? { dimParam: "batch" } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

/**
 * The bytes of a .onnx file of a network: every parameter and statistic an initialiser under its name, with `values` where those
 * are given, every constant a Constant node. The batch axis of inputs is free; a network that fixes it in a reshape keeps it.
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
