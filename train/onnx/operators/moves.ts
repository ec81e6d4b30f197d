import { elementsOf } from "../../network.js";
import { axesOperand, reshaped, sliceRanges, splitSizes, squeezed, unsqueezed } from "../forms.js";
import { isFloat, type OnnxNode } from "../graph.js";
import type { Importer, Operator } from "../importer.js";
import { axisOf, broadcastShape, indexOf, listOf, nodeError, numberOf } from "../operands.js";
import { elementType } from "../tensor-proto.js";
import { pad } from "./pad.js";

/** Elements of a tensor repeated along axes of size 1, by products with ones: exact. */
function expand(importer: Importer, node: OnnxNode): void {
  const from = importer.shape(node, 0);
  const given = Array.from(importer.constant(node, 1)!.data);
  const wanted = importer.rebatch?.expanded(node, from, given) ?? given;
  const shape = broadcastShape(from, wanted);
  if (!shape) throw nodeError(node, `cannot expand ${from.join("x")} to ${wanted.join("x")}`);
  const x = importer.tensor(node, 0);
  if (elementsOf(shape) === elementsOf(from)) {
    importer.reshape(node, x, shape);
    return;
  }
  const ones = { type: "float32", shape, data: new Float32Array(elementsOf(shape)).fill(1) } as const;
  importer.layer(node, "mul", [x, importer.declare(`${node.outputs[0]}/ones`, ones)], {});
}

/** Elements at constant indices along an axis. */
function gather(importer: Importer, node: OnnxNode): void {
  const shape = importer.shape(node, 0);
  const axis = axisOf(node, numberOf(node, "axis", 0), shape.length);
  const indices = importer.constant(node, 1)!;
  const x = importer.tensor(node, 0);
  const rows = Array.from(indices.data, (index, i) =>
    importer.cut(node, x, axis, indexOf(node, index, shape[axis]), 1, `row${i}`),
  );
  const result = [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)];
  const joined = rows.length === 1 ? rows[0] : importer.layer(node, "concat", rows, { axis }, "rows")[0];
  importer.reshape(node, joined, result);
}

function reduce(op: "reduceMean" | "reduceSum"): Operator {
  return (importer, node) => {
    const shape = importer.shape(node, 0);
    const given = axesOperand(node, importer.constant(node, 1)) ?? [...shape.keys()];
    const axes = given.map((axis) => axisOf(node, axis, shape.length)).sort((a, b) => a - b);
    const keepAxes = numberOf(node, "keepdims", 1) !== 0;
    importer.layer(node, op, [importer.tensor(node, 0)], { axes, keepAxes });
  };
}

export const MOVES: Readonly<Record<string, Operator>> = {
  Flatten(importer, node) {
    const shape = importer.shape(node, 0);
    const given = numberOf(node, "axis", 1);
    const axis = given === shape.length ? given : axisOf(node, given, shape.length);
    const rows = [elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis))];
    importer.reshape(node, importer.tensor(node, 0), rows);
  },
  Reshape(importer, node) {
    const wanted = Array.from(importer.constant(node, 1)!.data);
    const x = importer.tensor(node, 0);
    const allowZero = numberOf(node, "allowzero", 0) !== 0;
    const shape = importer.rebatch
      ? importer.rebatch.shape(importer, node, wanted, allowZero)
      : reshaped(node, importer.shapeOf(x), wanted, allowZero);
    importer.reshape(node, x, shape);
  },
  Squeeze(importer, node) {
    const shape = squeezed(node, importer.shape(node, 0), axesOperand(node, importer.constant(node, 1)));
    importer.reshape(node, importer.tensor(node, 0), shape);
  },
  Unsqueeze(importer, node) {
    const axes = axesOperand(node, importer.constant(node, 1)) ?? [];
    importer.reshape(node, importer.tensor(node, 0), unsqueezed(node, importer.shape(node, 0), axes));
  },
  Transpose(importer, node) {
    const rank = importer.shape(node, 0).length;
    const permutation = listOf(node, "perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
    importer.transpose(node, importer.tensor(node, 0), permutation);
  },
  Concat(importer, node) {
    const axis = axisOf(node, numberOf(node, "axis", 0), importer.shape(node, 0).length);
    const parts = node.inputs.map((_, i) => importer.tensor(node, i));
    if (parts.length === 1) importer.bind(node.outputs[0], importer.value(node, 0));
    else importer.layer(node, "concat", parts, { axis });
  },
  Slice(importer, node) {
    const operands = [1, 2, 3, 4].map((i) => importer.constant(node, i));
    const ranges = sliceRanges(node, importer.shape(node, 0), operands);
    importer.slice(node, importer.tensor(node, 0), ranges, "");
  },
  Split(importer, node) {
    const shape = importer.shape(node, 0);
    const axis = axisOf(node, numberOf(node, "axis", 0), shape.length);
    const x = importer.tensor(node, 0);
    let first = 0;
    splitSizes(node, shape[axis], importer.constant(node, 1)).forEach((size, i) => {
      const ranges = shape.map((length): [number, number, number] => [0, length, 1]).with(axis, [first, size, 1]);
      importer.slice(node, x, ranges, `${i}`, node.outputs[i]);
      first += size;
    });
  },
  Gather: gather,
  Expand: expand,
  Pad: pad,
  ReduceMean: reduce("reduceMean"),
  ReduceSum: reduce("reduceSum"),
  // PyTorch merges parameters of equal initial values and writes an Identity for each: it is a parameter of its own.
  Identity(importer, node) {
    const value = importer.value(node, 0);
    const own = value.kind === "parameter" ? { ...value, name: node.outputs[0] } : value;
    importer.bind(node.outputs[0], own);
  },
  Cast(importer, node) {
    const type = elementType(numberOf(node, "to", 0), `${node.op} node ${node.name}`);
    if (!isFloat(type)) throw nodeError(node, `makes ${type} of computed values but they have no gradient then`);
    importer.bind(node.outputs[0], importer.value(node, 0));
  },
};
