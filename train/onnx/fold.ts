import { elementCount } from "../../run/data/nd-array.js";
import { constant, isFloat, newData, type ElementType, type OnnxNode, type OnnxTensor } from "./graph.js";
import { axesOperand, reshaped, sliceRanges, splitSizes, squeezed, unsqueezed } from "./forms.js";
import { axisOf, broadcastShape, indexOf, listOf, nodeError, numberOf, tensorOf } from "./operands.js";
import { elementType } from "./tensor-proto.js";

/** Elements chosen from a tensor: output position to input position, by sizes, strides and offset of the input. */
function gatherView(
  tensor: OnnxTensor,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): OnnxTensor {
  const count = elementCount(shape);
  const data = newData(tensor.type, count);
  const index = shape.map(() => 0);
  for (let i = 0, at = offset; i < count; i++) {
    data[i] = tensor.data[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return { type: tensor.type, shape, data };
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** A tensor repeated to a shape that it can be broadcast to. */
export function broadcast(tensor: OnnxTensor, shape: readonly number[]): OnnxTensor {
  const strides = stridesOf(tensor.shape);
  const lead = shape.length - tensor.shape.length;
  const steps = shape.map((_, axis) => (axis < lead || tensor.shape[axis - lead] === 1 ? 0 : strides[axis - lead]));
  return gatherView(tensor, shape, steps, 0);
}

const withShape = (tensor: OnnxTensor, shape: readonly number[]): OnnxTensor => ({ ...tensor, shape });

/** Rounds results to the type of their tensor: integers are cut as C does, floats of FP32 by the array itself. */
function elementwise(type: ElementType, shape: readonly number[], compute: (index: number) => number): OnnxTensor {
  const data = newData(type, elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = compute(i);
  return { type, shape, data };
}

type Binary = (a: number, b: number, integer: boolean) => number;
const BINARY: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b, integer) => (integer ? Math.trunc(a / b) : a / b),
  Pow: (a, b) => a ** b,
  Mod: (a, b) => a - b * Math.floor(a / b),
  Min: (a, b) => Math.min(a, b),
  Max: (a, b) => Math.max(a, b),
};
const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equal: (a, b) => a === b,
  Greater: (a, b) => a > b,
  Less: (a, b) => a < b,
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
};
const UNARY: Readonly<Record<string, (a: number) => number>> = {
  Identity: (a) => a,
  Neg: (a) => -a,
  Abs: Math.abs,
  Sqrt: Math.sqrt,
  Exp: Math.exp,
  Log: Math.log,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Reciprocal: (a) => 1 / a,
  Not: (a) => (a === 0 ? 1 : 0),
};

function concat(node: OnnxNode, tensors: readonly OnnxTensor[]): OnnxTensor {
  const axis = axisOf(node, numberOf(node, "axis", 0), tensors[0].shape.length);
  const shape = tensors[0].shape.with(
    axis,
    tensors.reduce((sum, tensor) => sum + tensor.shape[axis], 0),
  );
  const data = newData(tensors[0].type, elementCount(shape));
  const outer = elementCount(shape.slice(0, axis));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const tensor of tensors) {
      const run = tensor.data.length / outer;
      data.set(tensor.data.subarray(i * run, (i + 1) * run), at);
      at += run;
    }
  }
  return { type: tensors[0].type, shape, data };
}

function gather(node: OnnxNode, tensor: OnnxTensor, indices: OnnxTensor): OnnxTensor {
  const axis = axisOf(node, numberOf(node, "axis", 0), tensor.shape.length);
  const size = tensor.shape[axis];
  const run = elementCount(tensor.shape.slice(axis + 1));
  const outer = elementCount(tensor.shape.slice(0, axis));
  const shape = [...tensor.shape.slice(0, axis), ...indices.shape, ...tensor.shape.slice(axis + 1)];
  const data = newData(tensor.type, elementCount(shape));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const index of indices.data) {
      const from = (i * size + indexOf(node, index, size)) * run;
      data.set(tensor.data.subarray(from, from + run), at);
      at += run;
    }
  }
  return { type: tensor.type, shape, data };
}

const FOLDS: Readonly<
  Record<string, (node: OnnxNode, x: readonly (OnnxTensor | undefined)[]) => readonly OnnxTensor[]>
> = {
  Constant: (node) => {
    const tensor = tensorOf(node, "value");
    if (tensor) return [tensor];
    for (const [name, type] of [
      ["value_float", "float32"],
      ["value_int", "int64"],
    ] as const) {
      if (node.attributes.has(name)) return [constant(type, [], [numberOf(node, name, 0)])];
    }
    for (const [name, type] of [
      ["value_floats", "float32"],
      ["value_ints", "int64"],
    ] as const) {
      const list = listOf(node, name);
      if (list) return [constant(type, [list.length], list)];
    }
    throw nodeError(node, "has no value that is a number, a list or a tensor");
  },
  ConstantOfShape: (node, [shape]) => {
    const value = tensorOf(node, "value") ?? constant("float32", [1], [0]);
    return [broadcast(withShape(value, []), Array.from(shape!.data))];
  },
  Shape: (_node, [tensor]) => [constant("int64", [tensor!.shape.length], tensor!.shape)],
  Size: (_node, [tensor]) => [constant("int64", [], [tensor!.data.length])],
  Cast: (node, [tensor]) => {
    const type = elementType(numberOf(node, "to", 0), `${node.op} node ${node.name}`);
    const whole = isFloat(tensor!.type) && !isFloat(type);
    const to = type === "bool" ? (a: number): number => Number(a !== 0) : whole ? Math.trunc : (a: number): number => a;
    return [elementwise(type, tensor!.shape, (i) => to(tensor!.data[i]))];
  },
  Concat: (node, tensors) => [concat(node, tensors as OnnxTensor[])],
  Gather: (node, [tensor, indices]) => [gather(node, tensor!, indices!)],
  Unsqueeze: (node, [tensor, axes]) => [
    withShape(tensor!, unsqueezed(node, tensor!.shape, axesOperand(node, axes) ?? [])),
  ],
  Squeeze: (node, [tensor, axes]) => [withShape(tensor!, squeezed(node, tensor!.shape, axesOperand(node, axes)))],
  Flatten: (node, [tensor]) => {
    const axis = numberOf(node, "axis", 1);
    const rows = elementCount(tensor!.shape.slice(0, axis < 0 ? axis + tensor!.shape.length : axis));
    return [withShape(tensor!, [rows, rows === 0 ? 0 : tensor!.data.length / rows])];
  },
  Reshape: (node, [tensor, shape]) => {
    const allowZero = numberOf(node, "allowzero", 0) !== 0;
    return [withShape(tensor!, reshaped(node, tensor!.shape, Array.from(shape!.data), allowZero))];
  },
  Transpose: (node, [tensor]) => {
    const permutation = listOf(node, "perm") ?? tensor!.shape.map((_, axis) => tensor!.shape.length - 1 - axis);
    const strides = stridesOf(tensor!.shape);
    const pick = (of: readonly number[]): number[] => permutation.map((axis) => of[axis]);
    return [gatherView(tensor!, pick(tensor!.shape), pick(strides), 0)];
  },
  Slice: (node, [tensor, ...operands]) => {
    const ranges = sliceRanges(node, tensor!.shape, operands);
    const strides = stridesOf(tensor!.shape);
    return [
      gatherView(
        tensor!,
        ranges.map(([, size]) => size),
        ranges.map(([, , step], axis) => step * strides[axis]),
        ranges.reduce((sum, [first], axis) => sum + first * strides[axis], 0),
      ),
    ];
  },
  Split: (node, [tensor, input]) => {
    const axis = axisOf(node, numberOf(node, "axis", 0), tensor!.shape.length);
    const strides = stridesOf(tensor!.shape);
    let first = 0;
    return splitSizes(node, tensor!.shape[axis], input).map((size) => {
      first += size;
      return gatherView(tensor!, tensor!.shape.with(axis, size), strides, (first - size) * strides[axis]);
    });
  },
  Expand: (node, [tensor, wanted]) => {
    const shape = broadcastShape(tensor!.shape, Array.from(wanted!.data));
    if (!shape)
      throw nodeError(node, `cannot expand ${tensor!.shape.join("x")} to ${Array.from(wanted!.data).join("x")}`);
    return [broadcast(tensor!, shape)];
  },
  Range: (_node, [start, limit, step]) => {
    const count = Math.max(0, Math.ceil((limit!.data[0] - start!.data[0]) / step!.data[0]));
    return [elementwise(start!.type, [count], (i) => start!.data[0] + i * step!.data[0])];
  },
  ReduceProd: (_node, [tensor]) => [constant(tensor!.type, [], [elementCount(Array.from(tensor!.data))])],
  Where: (node, [condition, yes, no]) => {
    const shape = [yes!, no!].reduce<number[] | undefined>(
      (sum, { shape }) => sum && broadcastShape(sum, shape),
      [...condition!.shape],
    );
    if (!shape) throw nodeError(node, "has operands whose shapes do not meet");
    const [c, y, n] = [condition!, yes!, no!].map((tensor) => broadcast(tensor, shape).data);
    return [elementwise(yes!.type, shape, (i) => (c[i] !== 0 ? y[i] : n[i]))];
  },
};

/** Whether a node of constants can be computed when a file is read. */
export function canFold(op: string): boolean {
  return op in FOLDS || op in BINARY || op in COMPARE || op in UNARY;
}

/** The outputs of a node whose inputs are constants (undefined: absent). Throws a UsageError where shapes do not meet. */
export function fold(node: OnnxNode, inputs: readonly (OnnxTensor | undefined)[]): readonly OnnxTensor[] {
  if (node.op in FOLDS) return FOLDS[node.op](node, inputs);
  const [a, b] = inputs;
  if (node.op in UNARY) return [elementwise(a!.type, a!.shape, (i) => UNARY[node.op](a!.data[i]))];
  const shape = a && b && broadcastShape(a.shape, b.shape);
  if (!shape) throw nodeError(node, "has operands whose shapes do not meet");
  const [left, right] = [broadcast(a, shape).data, broadcast(b, shape).data];
  if (node.op in COMPARE) return [elementwise("bool", shape, (i) => Number(COMPARE[node.op](left[i], right[i])))];
  return [elementwise(a.type, shape, (i) => BINARY[node.op](left[i], right[i], !isFloat(a.type)))];
}
