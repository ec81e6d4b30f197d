import { UsageError } from "../../hw/errors.js";
import { NetworkBuilder } from "../builder.js";
import { elementsOf, type LayerAttributes, type LayerOp, type Network, type Shape } from "../network.js";
import { isFloat, type OnnxGraph, type OnnxNode, type OnnxTensor } from "./graph.js";
import { nodeError } from "./operands.js";
import type { ImportedShapes, Rebatch, Value } from "./rebatch.js";

/** Builds a network while the nodes of a graph are visited in order. */
export class Importer implements ImportedShapes {
  readonly graph: OnnxGraph;
  /** Set where the file was exported for another batch than the network is built for. */
  readonly rebatch: Rebatch | undefined;
  private readonly builder: NetworkBuilder;
  private readonly values = new Map<string, Value>();
  private readonly parameters = new Set<string>();
  /** Transposes of matrices, by what they were made of. */
  private readonly transposes = new Map<string, string>();
  private readonly readers = new Map<string, number>();
  private readonly layerNames = new Set<string>();

  constructor(graph: OnnxGraph, nodes: readonly OnnxNode[], rebatch?: Rebatch) {
    this.graph = graph;
    this.rebatch = rebatch;
    this.builder = new NetworkBuilder(graph.name);
    for (const [name, tensor] of graph.initialisers) {
      this.values.set(name, isFloat(tensor.type) ? { kind: "parameter", name, tensor } : { kind: "constant", tensor });
    }
    for (const node of nodes) {
      for (const input of node.inputs) this.readers.set(input, (this.readers.get(input) ?? 0) + 1);
    }
  }

  /** Declares an input of the network. */
  input(name: string, shape: Shape): void {
    this.builder.input(name, shape);
    this.values.set(name, { kind: "computed", name });
  }

  build(output: string): Network {
    return this.builder.build([output]);
  }

  shapeOf(tensor: string): Shape {
    return this.builder.shape(tensor);
  }

  /** The matrix that a linear layer can take in the place of `tensor`: the parameter that it is, or is the transpose of. */
  weightOf(tensor: string): { readonly tensor: string; readonly isTransposed: boolean } | undefined {
    const source = this.transposes.get(tensor);
    if (source !== undefined) return { tensor: source, isTransposed: true };
    return this.parameters.has(tensor) ? { tensor, isTransposed: false } : undefined;
  }

  /** How many inputs of nodes read a tensor of the file. */
  readersOf(tensor: string): number {
    return this.readers.get(tensor) ?? 0;
  }

  has(node: OnnxNode, index: number): boolean {
    return (node.inputs[index] ?? "") !== "";
  }

  valueOf(tensor: string): Value | undefined {
    return this.values.get(tensor);
  }

  value(node: OnnxNode, index: number): Value {
    const value = this.has(node, index) ? this.values.get(node.inputs[index]) : undefined;
    if (!value) throw nodeError(node, `lacks input ${index}`);
    return value;
  }

  bind(output: string, value: Value): void {
    this.values.set(output, value);
  }

  /** The constant at an input that is no operand of arithmetic: limits, shapes, axes. Absent: undefined. */
  constant(node: OnnxNode, index: number): OnnxTensor | undefined {
    if (!this.has(node, index)) return undefined;
    const value = this.value(node, index);
    if (value.kind === "computed") {
      throw nodeError(
        node,
        `computes its input ${index} (${node.inputs[index]}) from the data but it must be constant`,
      );
    }
    return value.tensor;
  }

  shape(node: OnnxNode, index: number): Shape {
    const value = this.value(node, index);
    return value.kind === "computed" ? this.shapeOf(value.name) : value.tensor.shape;
  }

  /**
   * The network's tensor at an input; a parameter or constant is declared when it is first read, of `shape` where the
   * layer sees other axes than the file.
   */
  tensor(node: OnnxNode, index: number, shape?: Shape): string {
    const value = this.value(node, index);
    const name =
      value.kind === "computed"
        ? value.name
        : value.kind === "constant"
          ? this.declare(node.inputs[index], value.tensor, shape)
          : this.declare(value.name, value.tensor, shape, "weight");
    return shape ? this.reshape(node, name, shape, `${name}/${shape.join("x")}`) : name;
  }

  /** Declares a constant or parameter once. */
  declare(name: string, tensor: OnnxTensor, shape?: Shape, role: "weight" | "constant" = "constant"): string {
    if (!this.parameters.has(name)) this.builder.parameter(name, shape ?? tensor.shape, role, tensor.data);
    this.parameters.add(name);
    return name;
  }

  /** Adds a layer. Its first output is the node's, or with `part` a tensor inside of the node. Returns its outputs. */
  layer<Op extends LayerOp>(
    node: OnnxNode,
    op: Op,
    inputs: readonly string[],
    attributes: LayerAttributes[Op],
    part = "",
    outputs: readonly string[] = [part === "" ? node.outputs[0] : `${node.outputs[0]}/${part}`],
  ): readonly string[] {
    let name = part === "" ? node.name : `${node.name}/${part}`;
    while (this.layerNames.has(name)) name += "_";
    this.layerNames.add(name);
    this.builder.add(op, name, inputs, attributes, outputs);
    for (const output of outputs) this.bind(output, { kind: "computed", name: output });
    this.rebatch?.note(this, op, inputs, outputs);
    return outputs;
  }

  /** Axes of a tensor in another order. */
  transpose(node: OnnxNode, tensor: string, permutation: Shape, part = ""): string {
    const [output] = this.layer(node, "transpose", [tensor], { permutation }, part);
    const isMatrix = permutation.length === 2 && permutation[0] === 1;
    if (isMatrix && this.parameters.has(tensor)) this.transposes.set(output, tensor);
    return output;
  }

  /** A tensor seen in another shape of as many elements: itself where it has that shape. */
  reshape(node: OnnxNode, tensor: string, shape: Shape, part = ""): string {
    const now = this.shapeOf(tensor);
    if (now.length === shape.length && now.every((size, axis) => size === shape[axis])) {
      if (part === "") this.bind(node.outputs[0], { kind: "computed", name: tensor });
      return tensor;
    }
    if (elementsOf(now) !== elementsOf(shape)) {
      throw nodeError(node, `cannot give a tensor of ${now.join("x")} the shape ${shape.join("x")}`);
    }
    return this.layer(node, "reshape", [tensor], { shape }, part)[0];
  }

  /** A part of a tensor, by first element, number of elements and step of each axis. */
  slice(
    node: OnnxNode,
    tensor: string,
    ranges: readonly (readonly [number, number, number])[],
    part: string,
    output = part === "" ? node.outputs[0] : `${node.outputs[0]}/${part}`,
  ): string {
    const attributes = {
      starts: ranges.map(([first]) => first),
      sizes: ranges.map(([, size]) => size),
      steps: ranges.map(([, , step]) => step),
    };
    return this.layer(node, "slice", [tensor], attributes, part, [output])[0];
  }

  /** Elements [first, first + size) along one axis. */
  cut(node: OnnxNode, tensor: string, axis: number, first: number, size: number, part: string): string {
    const whole = this.shapeOf(tensor).map((length): [number, number, number] => [0, length, 1]);
    return this.slice(node, tensor, whole.with(axis, [first, size, 1]), part);
  }

  /** A constant of the importer's own. */
  number(node: OnnxNode, part: string, value: number): string {
    const name = `${node.outputs[0]}/${part}`;
    return this.declare(name, { type: "float32", shape: [], data: Float32Array.of(value) });
  }
}

/** An output of a node that must not be read, because nothing computes it. */
export function refuseOutput(importer: Importer, node: OnnxNode, index: number): void {
  const output = node.outputs[index] ?? "";
  if (output !== "" && importer.readersOf(output) > 0) {
    throw new UsageError(`${node.op} node ${node.name} gives ${output}, which is read but not computed here.`);
  }
}

export type Operator = (importer: Importer, node: OnnxNode) => void;
