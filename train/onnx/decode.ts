import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import { UsageError } from "../../hw/errors.js";
import { givenBytes } from "../../run/files/given-file.js";
import type { AttributeValue, OnnxGraph, OnnxInput, OnnxNode, OnnxTensor } from "./graph.js";
import { inOrder } from "./order.js";
import { decodeTensor, elementType } from "./tensor-proto.js";

/** The opsets that the importer knows the forms of operators of. */
export const OPSETS = { first: 11, last: 17 } as const;

/** onnx.proto, AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** An attribute's value, or undefined for a graph, a sparse tensor or a reference. */
function attributeValue(proto: onnx.IAttributeProto, node: string): AttributeValue | undefined {
  switch (proto.type as number | null | undefined) {
    case ATTRIBUTE.float:
      return proto.f ?? 0;
    case ATTRIBUTE.int:
      return Number(proto.i ?? 0);
    case ATTRIBUTE.string:
      return text(proto.s ?? new Uint8Array(0));
    case ATTRIBUTE.tensor:
      return decodeTensor(proto.t ?? {}, `attribute ${proto.name ?? ""} of ${node}`);
    case ATTRIBUTE.floats:
      return proto.floats ?? [];
    case ATTRIBUTE.ints:
      return (proto.ints ?? []).map(Number);
    case ATTRIBUTE.strings:
      return (proto.strings ?? []).map(text);
    default:
      return undefined;
  }
}

function decodeNode(proto: onnx.INodeProto, position: number, names: Set<string>): OnnxNode {
  const domain = proto.domain ?? "";
  const op = domain === "" || domain === "ai.onnx" ? (proto.opType ?? "") : `${domain}.${proto.opType ?? ""}`;
  let name = proto.name ?? "";
  if (name === "" || names.has(name)) name = `${op}_${position}`;
  while (names.has(name)) name += "_";
  names.add(name);
  const attributes = new Map<string, AttributeValue>();
  for (const attribute of proto.attribute ?? []) {
    const value = attributeValue(attribute, `${op} node ${name}`);
    if (value === undefined) {
      throw new UsageError(
        `${op} node ${name} has an attribute ${attribute.name ?? ""} that is no number, list or tensor.`,
      );
    }
    attributes.set(attribute.name ?? "", value);
  }
  return { op, name, inputs: proto.input ?? [], outputs: proto.output ?? [], attributes };
}

function decodeInput(proto: onnx.IValueInfoProto): OnnxInput {
  const name = proto.name ?? "";
  const tensor = proto.type?.tensorType;
  const type = elementType(tensor?.elemType, `input ${name}`);
  const shape = (tensor?.shape?.dim ?? []).map(({ dimValue }) => (Number(dimValue ?? 0) > 0 ? Number(dimValue) : -1));
  return { name, type, shape };
}

/** The message of a .onnx file. `name` stands for the file. Throws a UsageError when it is cut short or no ONNX model. */
export function decodeModel(bytes: Uint8Array, name: string): onnx.ModelProto {
  const refuse = (what: string): UsageError =>
    new UsageError(`${name} is not a complete ONNX file (${what}): export it again with torch.onnx.export.`);
  let model: onnx.ModelProto;
  try {
    model = onnxProto.onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  if (!model.graph || (model.graph.node ?? []).length === 0) throw refuse("it has no graph");
  if (model.opsetImport.length === 0) throw refuse("it states no opset");
  if ((model.graph.output ?? []).length === 0) throw refuse("its graph has no output");
  return model;
}

/** The graph of a decoded model, its nodes put in order. Throws a UsageError for what cannot be understood. */
export function decodeGraph(model: onnx.ModelProto, name: string): OnnxGraph {
  const graph = model.graph as onnx.IGraphProto;
  const opset = Number(
    model.opsetImport.find(({ domain }) => (domain ?? "") === "" || domain === "ai.onnx")?.version ?? 0,
  );
  if (opset < OPSETS.first || opset > OPSETS.last) {
    const range = `${OPSETS.first} to ${OPSETS.last}`;
    throw new UsageError(
      `${name} has opset ${opset} but ${range} are known: export it with opset_version=${OPSETS.last}.`,
    );
  }
  if ((graph.sparseInitializer ?? []).length > 0) {
    throw new UsageError(`${name} has sparse initialisers but only dense ones are known: export it without them.`);
  }
  const initialisers = new Map<string, OnnxTensor>();
  for (const proto of graph.initializer ?? []) {
    initialisers.set(proto.name ?? "", decodeTensor(proto, `initialiser ${proto.name ?? ""} of ${name}`));
  }
  const names = new Set<string>();
  const nodes = (graph.node ?? []).map((node, i) => decodeNode(node, i, names));
  const inputs = (graph.input ?? []).filter((input) => !initialisers.has(input.name ?? "")).map(decodeInput);
  const outputs = (graph.output ?? []).map((output) => output.name ?? "");
  const given = new Set([...initialisers.keys(), ...inputs.map((input) => input.name)]);
  return {
    name: graph.name || name,
    opset,
    nodes: inOrder(nodes, given, outputs, name),
    initialisers,
    inputs,
    outputs,
  };
}

/** Reads a .onnx file: the message, kept for writing it back with other values, and its graph. */
export function readOnnx(path: string): { readonly model: onnx.ModelProto; readonly graph: OnnxGraph } {
  const bytes = givenBytes(path, "the path of a .onnx file");
  const model = decodeModel(bytes, path);
  return { model, graph: decodeGraph(model, path) };
}
