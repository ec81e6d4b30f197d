/** A .onnx file as a user of the command line sees it: a network to train, and the same file with what was learnt. */
import type { onnx } from "onnx-proto";
import type { NdArray } from "../../run/data/nd-array.js";
import { encodeNpz } from "../../run/data/npz.js";
import type { Network } from "../network.js";
import { readOnnx } from "./decode.js";
import type { OnnxGraph } from "./graph.js";
import { importGraph, type ImportOptions } from "./import.js";
import { writeBack } from "./write-back.js";
import { writeNetwork } from "./write-network.js";

/** Values of parameters and running statistics by name, in C order. */
export type Values = ReadonlyMap<string, Float32Array>;

export class OnnxFile {
  readonly path: string;
  readonly graph: OnnxGraph;
  private readonly model: onnx.ModelProto;

  /** Throws a UsageError when the file cannot be read or is not a complete ONNX model of opset 11 to 17. */
  constructor(path: string) {
    const { model, graph } = readOnnx(path);
    this.path = path;
    this.model = model;
    this.graph = graph;
  }

  /** Samples in a batch that the file was exported for; undefined where it leaves the batch free. */
  get batch(): number | undefined {
    const [input] = this.graph.inputs;
    return input !== undefined && input.shape[0] > 0 ? input.shape[0] : undefined;
  }

  network(options: ImportOptions = {}): Network {
    return importGraph(this.graph, options);
  }

  /** The file with other values. */
  encode(values: Values): Uint8Array {
    return writeBack(this.model, values);
  }

  /** The shape of a parameter in the file; a convolution over lines has one axis less there than in the network. */
  shapeOf(name: string): readonly number[] | undefined {
    const identity = this.graph.nodes.find(({ op, outputs }) => op === "Identity" && outputs[0] === name);
    return this.graph.initialisers.get(identity?.inputs[0] ?? name)?.shape;
  }
}

/** The parameters and running statistics of a network, constants left out, as arrays for a .npz file. */
export function parameterArrays(network: Network, values: Values, file?: OnnxFile): Map<string, NdArray> {
  const written = [...network.parameters.values()].filter(({ role }) => role !== "constant");
  return new Map(
    written.map(({ name, shape, values: first }) => [
      name,
      { shape: file?.shapeOf(name) ?? shape, data: values.get(name) ?? first },
    ]),
  );
}

/**
 * The bytes of a file of what was learnt: where `path` ends in .npz the parameters and running statistics under their names,
 * else a .onnx file of the graph with them (the file's own where the network came from one).
 */
export function encodeTrained(path: string, network: Network, values: Values, file?: OnnxFile): Uint8Array {
  if (path.endsWith(".npz")) return encodeNpz(parameterArrays(network, values, file));
  return file?.encode(values) ?? writeNetwork(network, values);
}
