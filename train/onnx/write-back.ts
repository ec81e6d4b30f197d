import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import type { ElementType } from "./graph.js";
import { elementType } from "./tensor-proto.js";

/** Numbers as `raw_data` of a float type, rounded to nearest. */
function rawFloats(values: Float32Array, type: ElementType): Uint8Array {
  switch (type) {
    case "float64":
      return new Uint8Array(Float64Array.from(values).buffer);
    case "float16":
      return new Uint8Array(Uint16Array.from(values, (value) => encodeNumber("fp16", value)).buffer);
    case "bfloat16": {
      const words = new Uint32Array(Float32Array.from(values).buffer);
      const rounded = Uint16Array.from(words, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16);
      return new Uint8Array(rounded.buffer);
    }
    default:
      return new Uint8Array(Float32Array.from(values).buffer);
  }
}

/** A float tensor for the file: as `proto`, with other values. */
export function withFloats(proto: onnx.ITensorProto, values: Float32Array): onnx.ITensorProto {
  const type = elementType(proto.dataType, `initialiser ${proto.name ?? ""}`);
  const { name, dims, dataType } = proto;
  return { name: name ?? null, dims: dims ?? [], dataType: dataType ?? 1, rawData: rawFloats(values, type) };
}

/**
 * The bytes of a model with other values: `values` holds numbers by the names of parameters and statistics, in the file's
 * order of axes. An initialiser keeps its type and shape; a parameter that an Identity made becomes an initialiser of its own
 * in the place of that node.
 */
export function writeBack(model: onnx.ModelProto, values: ReadonlyMap<string, Float32Array>): Uint8Array {
  const graph = model.graph as onnx.IGraphProto;
  const initializer = (graph.initializer ?? []).map((proto) => {
    const trained = values.get(proto.name ?? "");
    return trained ? withFloats(proto, trained) : proto;
  });
  const sources = new Map((graph.initializer ?? []).map((proto) => [proto.name ?? "", proto]));
  const node: onnx.INodeProto[] = [];
  for (const proto of graph.node ?? []) {
    const output = proto.output?.[0] ?? "";
    const source = proto.opType === "Identity" ? sources.get(proto.input?.[0] ?? "") : undefined;
    const own = values.get(output);
    if (source && own) initializer.push({ ...withFloats(source, own), name: output });
    else node.push(proto);
    // An Identity of an Identity has the first one's source.
    if (source) sources.set(output, source);
  }
  const { ModelProto } = onnxProto.onnx;
  const { irVersion, opsetImport, domain, modelVersion, docString, metadataProps, functions } = model;
  return ModelProto.encode({
    ...{ irVersion, opsetImport, domain, modelVersion, docString, metadataProps, functions },
    producerName: "redmule",
    graph: { ...graph, node, initializer },
  }).finish();
}
