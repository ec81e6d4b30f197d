import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import type { Shape } from "../network.js";

const TYPE = onnxProto.onnx.AttributeProto.AttributeType;

/** Attributes of a node: a list or number is of integers unless it stands in `float`. */
export type AttributeInput = number | string | readonly number[] | { readonly float: number };

function attribute(name: string, value: AttributeInput): onnx.IAttributeProto {
  if (typeof value === "number") return { name, type: TYPE.INT, i: value };
  if (typeof value === "string") return { name, type: TYPE.STRING, s: Buffer.from(value) };
  if ("float" in value) return { name, type: TYPE.FLOAT, f: value.float };
  return { name, type: TYPE.INTS, ints: [...value] };
}

/** A tensor of FP32. */
export function floatTensor(name: string, shape: Shape, values: Float32Array): onnx.ITensorProto {
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
