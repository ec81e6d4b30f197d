import { UsageError } from "../../hw/errors.js";
import { isTensor, nodeText, type OnnxNode, type OnnxTensor } from "./graph.js";

/** A mistake in a node: which one, what is wrong, and what mends it. */
export function nodeError(node: OnnxNode, what: string): UsageError {
  return new UsageError(`${nodeText(node)} ${what}.`);
}

/** An integer or float attribute, or `otherwise`. */
export function numberOf(node: OnnxNode, name: string, otherwise: number): number {
  const value = node.attributes.get(name);
  if (value === undefined) return otherwise;
  if (typeof value !== "number") throw nodeError(node, `has attribute ${name} but not as a number`);
  return value;
}

/** A list of numbers, or undefined when the node has none. */
export function listOf(node: OnnxNode, name: string): readonly number[] | undefined {
  const value = node.attributes.get(name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((element) => typeof element !== "number")) {
    throw nodeError(node, `has attribute ${name} but not as a list of numbers`);
  }
  return value as readonly number[];
}

export function textOf(node: OnnxNode, name: string, otherwise: string): string {
  const value = node.attributes.get(name);
  if (value === undefined) return otherwise;
  if (typeof value !== "string") throw nodeError(node, `has attribute ${name} but not as a text`);
  return value;
}

export function tensorOf(node: OnnxNode, name: string): OnnxTensor | undefined {
  const value = node.attributes.get(name);
  if (value === undefined) return undefined;
  if (!isTensor(value)) throw nodeError(node, `has attribute ${name} but not as a tensor`);
  return value;
}

/** An axis counted from the end made one counted from the front; refused outside of `rank` axes. */
export function axisOf(node: OnnxNode, axis: number, rank: number): number {
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || front < 0 || front >= rank) {
    throw nodeError(node, `names axis ${axis} of a tensor of ${rank} axes`);
  }
  return front;
}

/** An index of Gather counted from the end made one counted from the front; refused outside of `size` elements. */
export function indexOf(node: OnnxNode, index: number, size: number): number {
  const front = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || front < 0 || front >= size) {
    throw nodeError(node, `takes index ${index} of an axis of ${size}`);
  }
  return front;
}

/** The shape that tensors of two shapes are broadcast to, as NumPy does, or undefined where they do not meet. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}
