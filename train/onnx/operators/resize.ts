import type { OnnxNode } from "../graph.js";
import type { Importer, Operator } from "../importer.js";
import { nodeError, textOf } from "../operands.js";

/** The position in the input that an output position means (ONNX, Resize, coordinate_transformation_mode). */
function sourceOf(node: OnnxNode, mode: string, size: number, out: number, scale: number): (index: number) => number {
  switch (mode) {
    case "asymmetric":
      return (i) => i / scale;
    case "align_corners":
      return (i) => (out === 1 ? 0 : (i * (size - 1)) / (out - 1));
    case "half_pixel":
      return (i) => (i + 0.5) / scale - 0.5;
    case "pytorch_half_pixel":
      return (i) => (out > 1 ? (i + 0.5) / scale - 0.5 : 0);
    default:
      throw nodeError(node, `maps coordinates by ${mode} but asymmetric, align_corners and half_pixel are known`);
  }
}

function nearest(node: OnnxNode, source: number): number {
  const mode = textOf(node, "nearest_mode", "round_prefer_floor");
  switch (mode) {
    case "floor":
      return Math.floor(source);
    case "ceil":
      return Math.ceil(source);
    case "round_prefer_ceil":
      return Math.floor(source + 0.5);
    default:
      return Math.ceil(source - 0.5);
  }
}

/** Rows of a matrix [out, in] that an axis is multiplied by: one 1 a row, or two weights that interpolate linearly. */
function matrix(node: OnnxNode, mode: string, size: number, out: number, scale: number): Float32Array {
  const weights = new Float32Array(out * size);
  const source = sourceOf(node, textOf(node, "coordinate_transformation_mode", "half_pixel"), size, out, scale);
  const inside = (index: number): number => Math.min(Math.max(index, 0), size - 1);
  for (let i = 0; i < out; i++) {
    const at = source(i);
    if (mode === "nearest") {
      weights[i * size + inside(nearest(node, at))] = 1;
    } else {
      const low = Math.floor(at);
      weights[i * size + inside(low)] += 1 - (at - low);
      weights[i * size + inside(low + 1)] += at - low;
    }
  }
  return weights;
}

/** Resize of images as products with constant matrices, rows and columns apart: A x B'. */
export const RESIZE: Readonly<Record<string, Operator>> = {
  Resize(importer: Importer, node: OnnxNode) {
    const mode = textOf(node, "mode", "nearest");
    if (mode !== "nearest" && mode !== "linear") {
      throw nodeError(node, `resizes in mode ${mode} but nearest and linear are known`);
    }
    const shape = importer.shape(node, 0);
    const scales = importer.constant(node, 2);
    const sizes = importer.constant(node, 3);
    const wanted = sizes
      ? Array.from(sizes.data)
      : shape.map((size, axis) => Math.floor(size * (scales?.data[axis] ?? 1)));
    if (shape.length !== 4 || wanted[1] !== shape[1]) {
      throw nodeError(
        node,
        `resizes ${shape.join("x")} to ${wanted.join("x")} but only rows and columns of images can change`,
      );
    }
    const factor = (axis: number): number => (scales?.data.length ? scales.data[axis] : wanted[axis] / shape[axis]);
    const table = (axis: number, isTransposed: boolean): string => {
      const [size, out] = [shape[axis], wanted[axis]];
      const data = matrix(node, mode, size, out, factor(axis));
      const turned = isTransposed
        ? Float32Array.from(data, (_, i) => data[(i % out) * size + Math.floor(i / out)])
        : data;
      const tensor = { type: "float32", shape: isTransposed ? [size, out] : [out, size], data: turned } as const;
      return importer.declare(`${node.outputs[0]}/axis${axis}`, tensor);
    };
    const rows = importer.layer(node, "matmul", [table(2, false), importer.tensor(node, 0)], {}, "rows");
    importer.layer(node, "linear", [rows[0], table(3, true)], { weight: "in-out" });
  },
};
