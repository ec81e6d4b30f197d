import { UsageError } from "../../hw/errors.js";
import type { Network, Parameter, Shape } from "../network.js";
import { simplified } from "./composites.js";
import { canFold, fold } from "./fold.js";
import { isFloat, nodeText, type OnnxGraph, type OnnxInput, type OnnxNode } from "./graph.js";
import { Importer, type Operator } from "./importer.js";
import { ELEMENTWISE } from "./operators/elementwise.js";
import { MOVES } from "./operators/moves.js";
import { NORMS } from "./operators/norms.js";
import { POOLS } from "./operators/pools.js";
import { PRODUCTS } from "./operators/products.js";
import { RECURRENT } from "./operators/recurrent.js";
import { RESIZE } from "./operators/resize.js";
import { neededFor } from "./order.js";
import { Rebatch } from "./rebatch.js";

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...ELEMENTWISE,
  ...PRODUCTS,
  ...POOLS,
  ...NORMS,
  ...MOVES,
  ...RECURRENT,
  ...RESIZE,
};

/** Operators that a network may have, besides those that are computed when the file is read. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS).sort();

export interface ImportOptions {
  /** Samples in a batch; absent: as many as the file was exported with. */
  readonly batch?: number;
  /** Sizes of a sample in the data, which settle free axes other than the batch. */
  readonly sample?: Shape;
}

/** The one input that the output depends on, with all its sizes. */
function boundInput(
  graph: OnnxGraph,
  nodes: readonly OnnxNode[],
  options: ImportOptions,
): { name: string; shape: Shape; file: number | undefined } {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const inputs = graph.inputs.filter(({ name }) => read.has(name));
  if (inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).join(", ");
    throw new UsageError(`${graph.name} reads ${inputs.length} inputs (${names}) but one, x, is needed.`);
  }
  const [input] = inputs;
  if (!isFloat(input.type))
    throw new UsageError(`Input ${input.name} of ${graph.name} is ${input.type} but float32 is needed.`);
  return { name: input.name, ...sizes(graph, input, options) };
}

function sizes(
  graph: OnnxGraph,
  { name, shape }: OnnxInput,
  { batch, sample }: ImportOptions,
): { shape: Shape; file: number | undefined } {
  if (shape.length === 0) throw new UsageError(`Input ${name} of ${graph.name} states no shape: export it with one.`);
  const file = shape[0] > 0 ? shape[0] : undefined;
  const first = batch ?? file;
  if (first === undefined) throw new UsageError(`Input ${name} of ${graph.name} leaves the batch free: give --batch.`);
  const bound = [first, ...shape.slice(1).map((size, axis) => (size > 0 ? size : (sample?.[axis] ?? size)))];
  const free = bound.findIndex((size) => size < 0);
  if (free >= 0)
    throw new UsageError(`Axis ${free} of input ${name} of ${graph.name} has no size: export it with one.`);
  return { shape: bound, file };
}

/**
 * The network of a graph for one batch size: the graph's first output as a function of its only input. Integer chains and
 * constants are computed, every float initialiser becomes a parameter (running statistics of batch norms become statistics),
 * an Identity of an initialiser one of its own. Throws a UsageError for an operator that is not known, by name and node.
 */
export function importGraph(graph: OnnxGraph, options: ImportOptions = {}): Network {
  const nodes = neededFor(graph.outputs[0], graph.nodes);
  const { name, shape, file } = boundInput(graph, nodes, options);
  const visited = (sizes: Shape, rebatch?: Rebatch): Importer => {
    const importer = new Importer(graph, nodes, rebatch);
    importer.input(name, sizes);
    for (const node of nodes) visit(importer, node);
    return importer;
  };
  const isOther = file !== undefined && file !== shape[0];
  const importer = visited(shape, isOther ? new Rebatch(visited(shape.with(0, file)), file, shape[0]) : undefined);
  const result = importer.valueOf(graph.outputs[0]);
  if (result?.kind !== "computed") throw new UsageError(`${graph.name} computes nothing from its input ${name}.`);
  const network = simplified(importer.build(result.name));
  return { ...network, parameters: inFileOrder(graph, network.parameters) };
}

/** Parameters in the order of the file's initialisers, then the others as they were met. */
function inFileOrder(graph: OnnxGraph, parameters: ReadonlyMap<string, Parameter>): Map<string, Parameter> {
  const first = [...graph.initialisers.keys()].filter((name) => parameters.has(name));
  return new Map([...first, ...parameters.keys()].map((name) => [name, parameters.get(name)!]));
}

function visit(importer: Importer, node: OnnxNode): void {
  const values = node.inputs.map((input) => (input === "" ? undefined : importer.valueOf(input)));
  if (node.op === "Shape") {
    const sizes = importer.shape(node, 0);
    const known = { type: "int64", shape: [sizes.length], data: Float64Array.from(sizes) } as const;
    importer.bind(node.outputs[0], { kind: "constant", tensor: known });
    return;
  }
  if (canFold(node.op) && values.every((value) => value === undefined || value.kind === "constant")) {
    const inputs = values.map((value) => (value?.kind === "constant" ? value.tensor : undefined));
    fold(node, inputs).forEach((folded, i) => {
      const tensor = importer.rebatch && isFloat(folded.type) ? importer.rebatch.constant(folded) : folded;
      importer.bind(node.outputs[i], { kind: "constant", tensor });
    });
    return;
  }
  const operator = Object.hasOwn(OPERATORS, node.op) ? OPERATORS[node.op] : undefined;
  if (!operator) {
    throw new UsageError(
      `${nodeText(node)} is of an operator that cannot be trained: known are ${OPERATOR_NAMES.join(", ")}.`,
    );
  }
  operator(importer, node);
}
