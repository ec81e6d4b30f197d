import { elementsOf, type Shape } from "../network.js";
import type { OnnxNode, OnnxTensor } from "./graph.js";
import { reshaped } from "./forms.js";
import { nodeError } from "./operands.js";

/** What a tensor of the file is: known when it is read, a parameter, or computed by a layer. */
export type Value =
  | { readonly kind: "constant"; readonly tensor: OnnxTensor }
  | { readonly kind: "parameter"; readonly name: string; readonly tensor: OnnxTensor }
  | { readonly kind: "computed"; readonly name: string };

/** What an import has found out about the tensors of its file. */
export interface ImportedShapes {
  value(node: OnnxNode, index: number): Value;
  valueOf(tensor: string): Value | undefined;
  constant(node: OnnxNode, index: number): OnnxTensor | undefined;
  shape(node: OnnxNode, index: number): Shape;
  shapeOf(tensor: string): Shape;
}

/** Where the batch stands in a tensor: in the size of an axis, behind a factor of `before` (sequences times batch). */
interface Place {
  readonly axis: number;
  readonly before: number;
}

/**
 * Takes a file that was exported for one batch size to another. The graph has been imported for its own size first: the axis whose
 * size differs between both imports is where the batch stands in a tensor, and tells which number of a fixed shape it is.
 */
export class Rebatch {
  private readonly original: ImportedShapes;
  private readonly file: number;
  private readonly wanted: number;
  private readonly before = new Map<string, number>();

  constructor(original: ImportedShapes, file: number, wanted: number) {
    this.original = original;
    this.file = file;
    this.wanted = wanted;
  }

  /** Remembers where the batch stands in an axis that it shares, for what a layer has written. */
  note(importer: ImportedShapes, op: string, inputs: readonly string[], outputs: readonly string[]): void {
    for (const output of outputs) {
      const place = this.place(importer, output);
      const shape = this.originalShape(output);
      if (!place || !shape || shape[place.axis] === this.file) continue;
      const before = op === "reshape" ? this.outer(importer, inputs[0]) : undefined;
      const known =
        before === undefined
          ? inputs.find((input) => this.originalShape(input)?.includes(shape[place.axis]) && this.before.has(input))
          : undefined;
      const factor =
        before === undefined ? this.before.get(known ?? "") : before / elementsOf(shape.slice(0, place.axis));
      if (factor !== undefined) this.before.set(output, factor);
    }
  }

  /** The shape that a Reshape has for the other batch. */
  shape(importer: ImportedShapes, node: OnnxNode, wanted: readonly number[], allowZero: boolean): Shape {
    const x = importer.value(node, 0);
    const now = importer.shape(node, 0);
    const first = this.original.constant(node, 1);
    const isFixed = first?.data.every((size, i) => size === wanted[i]) ?? false;
    const outer = x.kind === "computed" ? this.outer(importer, x.name) : undefined;
    // A shape that was computed from the data's, or that has nothing to do with the batch, fits as it is.
    if (!isFixed || outer === undefined) return reshaped(node, now, wanted, allowZero);

    const target = this.original.shape({ ...node, inputs: node.outputs }, 0);
    const leading = (axis: number): number => elementsOf(target.slice(0, axis));
    const axes = [...target.keys()].filter((axis) => {
      const factor = outer / leading(axis);
      return Number.isInteger(factor) && target[axis] % (factor * this.file) === 0;
    });
    const alone = axes.filter((axis) => target[axis] === this.file && leading(axis) === outer);
    const chosen = alone.length > 0 ? alone : axes;
    if (chosen.length === 0 || (chosen.length > 1 && alone.length === 0)) {
      throw nodeError(
        node,
        `fixes a batch of ${this.file} in the shape ${target.join("x")} where it cannot be told from the other sizes: export with dynamic_axes, or give --batch ${this.file}`,
      );
    }
    return target.with(chosen[0], (target[chosen[0]] / this.file) * this.wanted);
  }

  /** The shape that an Expand has for the other batch: where it repeats as many times as the file's batch. */
  expanded(node: OnnxNode, from: Shape, wanted: readonly number[]): readonly number[] {
    const first = this.original.constant(node, 1);
    const isFixed = first?.data.every((size, i) => size === wanted[i]) ?? false;
    const lead = wanted.length - from.length;
    const axis = wanted.findIndex((size, i) => size === this.file && (from[i - lead] ?? 1) === 1);
    return isFixed && this.file > 1 && axis >= 0 ? wanted.with(axis, this.wanted) : wanted;
  }

  /** A constant of one value everywhere, like the state that a recurrent layer begins with, for the other batch. */
  constant(tensor: OnnxTensor): OnnxTensor {
    const axis = this.file > 1 && tensor.shape.length > 1 ? tensor.shape.indexOf(this.file) : -1;
    if (axis < 0 || tensor.data.some((value) => value !== tensor.data[0])) return tensor;
    const shape = tensor.shape.with(axis, this.wanted);
    const data = new Float32Array(elementsOf(shape)).fill(tensor.data[0]);
    return { ...tensor, shape, data };
  }

  private originalShape(tensor: string): Shape | undefined {
    const value = this.original.valueOf(tensor);
    return value?.kind === "computed" ? this.original.shapeOf(value.name) : undefined;
  }

  private place(importer: ImportedShapes, tensor: string): Place | undefined {
    const shape = this.originalShape(tensor);
    const axis = shape ? importer.shapeOf(tensor).findIndex((size, i) => size !== shape[i]) : -1;
    return axis < 0 ? undefined : { axis, before: this.before.get(tensor) ?? 1 };
  }

  /** Elements that stand before the batch in a tensor of the file's own size; undefined where the batch is not in it. */
  private outer(importer: ImportedShapes, tensor: string): number | undefined {
    const place = this.place(importer, tensor);
    return place && elementsOf(this.originalShape(tensor)!.slice(0, place.axis)) * place.before;
  }
}
