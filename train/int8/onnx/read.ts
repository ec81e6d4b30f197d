/** A quantised ONNX graph as a network of codes. */
import { UsageError } from "../../../hw/errors.js";
import type { Shape } from "../../network.js";
import { canFold, fold } from "../../onnx/fold.js";
import { isFloat, nodeText, type OnnxGraph, type OnnxNode } from "../../onnx/graph.js";
import { neededFor } from "../../onnx/order.js";
import type { QuantizedNetwork } from "../network.js";
import { CODE_OPERATORS } from "./code-operators.js";
import { NUMBER_OPERATORS } from "./number-operators.js";
import { Reader } from "./reader.js";
import type { Operator } from "./shared.js";

/** A network with what its file says of the ends: numbers, or codes. */
export interface QuantizedModel {
  readonly network: QuantizedNetwork;
  readonly takesNumbers: boolean;
  readonly givesNumbers: boolean;
  /** The tensor that each name of the graph stands for: those of codes, of what they are dequantised to, and of what is quantised to them. */
  readonly names: ReadonlyMap<string, string>;
}

const OPERATORS: Readonly<Record<string, Operator>> = { ...CODE_OPERATORS, ...NUMBER_OPERATORS };

const QUANTISED = /^(com\.microsoft\.)?(QLinear|QGemm|QuantizeLinear|DequantizeLinear)/;

/** Whether a graph computes on codes. */
export function isQuantized(graph: OnnxGraph): boolean {
  return graph.nodes.some(({ op }) => QUANTISED.test(op));
}

/** The one input of a graph with all its sizes; a free batch is 1. */
function boundInput(graph: OnnxGraph, nodes: readonly OnnxNode[], sample: Shape | undefined): Shape {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const inputs = graph.inputs.filter(({ name }) => read.has(name));
  if (inputs.length !== 1) {
    throw new UsageError(
      `${graph.name} reads ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}) but one, x, is needed.`,
    );
  }
  const [{ name, shape }] = inputs;
  const bound = shape.map((size, axis) => (size > 0 ? size : axis === 0 ? 1 : (sample?.[axis - 1] ?? -1)));
  const free = bound.findIndex((size) => size < 0);
  if (shape.length < 2 || free >= 0) {
    throw new UsageError(
      `Axis ${Math.max(free, 0)} of input ${name} of ${graph.name} has no size: export it with one.`,
    );
  }
  if (sample !== undefined && sample.join() !== bound.slice(1).join()) {
    throw new UsageError(
      `The data have samples of ${sample.join("x")}, but ${graph.name} takes ${bound.slice(1).join("x")}: save x with this shape behind the number of samples.`,
    );
  }
  return bound;
}

/**
 * The network of a quantised graph. @param sample shape of a sample of the data, which settles free axes
 * @throws UsageError for operators without an eight-bit form, by name and node
 */
export function readQuantized(graph: OnnxGraph, sample?: Shape): QuantizedModel {
  const nodes = neededFor(graph.outputs[0], graph.nodes);
  const reader = new Reader(graph);
  const shape = boundInput(graph, nodes, sample);
  const input = graph.inputs.find(({ name }) => nodes.some(({ inputs }) => inputs.includes(name)))!;
  const takesNumbers = isFloat(input.type);
  if (takesNumbers) reader.bind(input.name, { kind: "numbers", name: input.name, shape });
  else reader.bind(input.name, { kind: "codes", tensor: input.name, isReal: false, shape });
  for (const node of nodes) visit(reader, node);
  const result = reader.valueOf(graph.outputs[0]);
  if (result?.kind !== "codes" || result.padding !== undefined || !reader.tensors.has(result.tensor)) {
    throw new UsageError(
      `Output ${graph.outputs[0]} of ${graph.name} has no codes: end the graph with a QuantizeLinear.`,
    );
  }
  const { tensors, layers } = reader;
  const network: QuantizedNetwork = {
    ...{ name: graph.name, tensors, layers, input: input.name, output: result.tensor },
    outputShape: result.shape.slice(1),
  };
  return { network, takesNumbers, givesNumbers: result.isReal, names: namesOf(reader, nodes) };
}

function namesOf(reader: Reader, nodes: readonly OnnxNode[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const take = (name: string, of: string): void => {
    const value = reader.valueOf(of);
    if (value?.kind === "codes" && value.padding === undefined) names.set(name, value.tensor);
  };
  for (const { op, inputs, outputs } of nodes) {
    if (op === "QuantizeLinear" && reader.valueOf(inputs[0])?.kind === "pending") take(inputs[0], outputs[0]);
    for (const output of outputs) take(output, output);
  }
  return names;
}

function visit(reader: Reader, node: OnnxNode): void {
  const values = node.inputs.map((name) => (name === "" ? undefined : reader.valueOf(name)));
  if (node.op === "Shape") {
    const [value] = values;
    if (value !== undefined && "shape" in value) {
      const data = Float64Array.from(value.shape);
      reader.bind(node.outputs[0], { kind: "constant", tensor: { type: "int64", shape: [data.length], data } });
      return;
    }
  }
  if (canFold(node.op) && values.every((value) => value === undefined || value.kind === "constant")) {
    const inputs = values.map((value) => (value?.kind === "constant" ? value.tensor : undefined));
    fold(node, inputs).forEach((tensor, i) => {
      reader.bind(node.outputs[i], { kind: "constant", tensor });
    });
    return;
  }
  const operator = Object.hasOwn(OPERATORS, node.op) ? OPERATORS[node.op] : undefined;
  if (operator === undefined) {
    throw new UsageError(
      `${nodeText(node)} has no eight-bit form: known are ${Object.keys(OPERATORS).sort().join(", ")}.`,
    );
  }
  operator(reader, node);
}
