/** What the operators that only move elements do to shapes, and the forms in which opsets write their operands. */
import type { OnnxNode, OnnxTensor } from "./graph.js";
import { axisOf, listOf, nodeError } from "./operands.js";

/** The shape after a Reshape: 0 keeps a size (unless `allowZero`), one -1 takes what is left. */
export function reshaped(
  node: OnnxNode,
  from: readonly number[],
  wanted: readonly number[],
  allowZero: boolean,
): readonly number[] {
  const count = from.reduce((product, size) => product * size, 1);
  const shape = wanted.map((size, axis) => (size === 0 && !allowZero ? from[axis] : size));
  const known = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const open = shape.indexOf(-1);
  if (open >= 0 && known > 0 && count % known === 0) shape[open] = count / known;
  if (shape.reduce((product, size) => product * size, 1) !== count || shape.some((size) => !(size >= 0))) {
    throw nodeError(node, `cannot give a tensor of ${from.join("x")} the shape ${wanted.join("x")}`);
  }
  return shape;
}

/** Start, number of elements and step of a slice along one axis (onnx, Slice). */
export function sliced(size: number, start: number, end: number, step: number): [number, number, number] {
  const limit = (value: number, low: number, high: number): number =>
    Math.min(Math.max(value < 0 ? value + size : value, low), high);
  const first = step > 0 ? limit(start, 0, size) : limit(start, 0, size - 1);
  const last = step > 0 ? limit(end, 0, size) : limit(end, -1, size - 1);
  return [first, Math.max(0, Math.ceil((last - first) / step)), step];
}

/** Axes of Squeeze and Unsqueeze: an attribute up to opset 12, an input from 13. */
export function axesOperand(node: OnnxNode, input: OnnxTensor | undefined): readonly number[] | undefined {
  return listOf(node, "axes") ?? (input && Array.from(input.data));
}

/** Sizes of axes with new ones of 1 at `axes` (which count in the result). */
export function unsqueezed(node: OnnxNode, shape: readonly number[], axes: readonly number[]): number[] {
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(node, axis, rank)));
  const left = shape.values();
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (left.next().value as number)));
}

/** Sizes of axes without those of 1 at `axes`, or without all of 1. */
export function squeezed(node: OnnxNode, shape: readonly number[], axes: readonly number[] | undefined): number[] {
  const gone = axes?.map((axis) => axisOf(node, axis, shape.length));
  const wide = gone?.find((axis) => shape[axis] !== 1);
  if (wide !== undefined) throw nodeError(node, `squeezes axis ${wide} of a tensor of ${shape.join("x")}`);
  return shape.filter((size, axis) => (gone ? !gone.includes(axis) : size !== 1));
}

/** Per axis first element, number of elements and step of a Slice node. Inputs behind the data are constants. */
export function sliceRanges(
  node: OnnxNode,
  shape: readonly number[],
  operands: readonly (OnnxTensor | undefined)[],
): [number, number, number][] {
  const [starts, ends, axes, steps] = operands.map((tensor) => tensor && Array.from(tensor.data));
  if (!starts || !ends) throw nodeError(node, "has no starts and ends");
  const ranges = shape.map((size): [number, number, number] => [0, size, 1]);
  starts.forEach((start, i) => {
    const axis = axisOf(node, axes?.[i] ?? i, shape.length);
    ranges[axis] = sliced(shape[axis], start, ends[i], steps?.[i] ?? 1);
  });
  return ranges;
}

/** Sizes of the parts of a Split: an attribute up to opset 12, an input from 13, else equal parts. */
export function splitSizes(node: OnnxNode, size: number, input: OnnxTensor | undefined): readonly number[] {
  const given = listOf(node, "split") ?? (input && Array.from(input.data));
  const parts = given ?? node.outputs.map(() => size / node.outputs.length);
  if (
    parts.length !== node.outputs.length ||
    parts.reduce((sum, part) => sum + part, 0) !== size ||
    !parts.every(Number.isInteger)
  ) {
    throw nodeError(node, `cannot split ${size} elements into ${parts.join(", ")}`);
  }
  return parts;
}
