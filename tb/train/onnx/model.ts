import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";

/** A node as [operator, inputs, outputs, attributes]; a number is an int, one in an object a float. */
export interface NodeText {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, AttributeText>>;
}
export type AttributeText =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly strings: readonly string[] }
  | { readonly tensor: onnx.ITensorProto };

export interface ModelText {
  readonly opset?: number;
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly initialisers?: readonly onnx.ITensorProto[];
  readonly nodes: readonly NodeText[];
  readonly outputs: readonly string[];
}

const TYPE = onnxProto.onnx.AttributeProto.AttributeType;

function attribute(name: string, value: AttributeText): onnx.IAttributeProto {
  if (typeof value === "number") return { name, type: TYPE.INT, i: value };
  if (typeof value === "string") return { name, type: TYPE.STRING, s: Buffer.from(value) };
  if ("strings" in value) return { name, type: TYPE.STRINGS, strings: value.strings.map((text) => Buffer.from(text)) };
  if ("float" in value) return { name, type: TYPE.FLOAT, f: value.float };
  if ("tensor" in value) return { name, type: TYPE.TENSOR, t: value.tensor };
  return { name, type: TYPE.INTS, ints: [...value] };
}

export function floats(name: string, dims: number[], values: readonly number[]): onnx.ITensorProto {
  return { name, dims, dataType: 1, floatData: [...values] };
}

export function ints(name: string, dims: number[], values: readonly number[]): onnx.ITensorProto {
  return { name, dims, dataType: 7, int64Data: [...values] };
}

/** The bytes of a model with float32 inputs; a size that is a text is a dim_param. */
export function modelBytes({ opset = 13, inputs, initialisers = [], nodes, outputs }: ModelText): Uint8Array {
  const dim = (size: number | string): onnx.TensorShapeProto.IDimension =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size };
  const input = Object.entries(inputs).map(([name, sizes]) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: sizes.map(dim) } } },
  }));
  const node = nodes.map(({ op, name, inputs: from, outputs: to, attributes = {} }) => ({
    opType: op,
    name: name ?? null,
    input: [...from],
    output: [...to],
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  }));
  const model = onnxProto.onnx.ModelProto.fromObject({
    irVersion: 7,
    graph: { name: "net", node, input, initializer: [...initialisers], output: outputs.map((name) => ({ name })) },
    opsetImport: [{ domain: "", version: opset }],
  });
  return onnxProto.onnx.ModelProto.encode(model).finish();
}
