import { describe, expect, test } from "vitest";
import { fold } from "../../../train/onnx/fold.js";
import { constant, type AttributeValue, type OnnxNode, type OnnxTensor } from "../../../train/onnx/graph.js";

const ints = (shape: number[], values: number[]): OnnxTensor => constant("int64", shape, values);
const numbers = (shape: number[], values: number[]): OnnxTensor => constant("float32", shape, values);
const six = ints([2, 3], [0, 1, 2, 3, 4, 5]);

function run(
  op: string,
  inputs: (OnnxTensor | undefined)[],
  attributes: Record<string, AttributeValue> = {},
  outputs = 1,
): unknown[] {
  const node: OnnxNode = {
    op,
    name: "n",
    inputs: inputs.map((_, i) => `i${i}`),
    outputs: Array.from({ length: outputs }, (_, i) => `o${i}`),
    attributes: new Map(Object.entries(attributes)),
  };
  return fold(node, inputs).map(({ type, shape, data }) => [type, shape, [...data]]);
}

describe("constants of ONNX graphs", () => {
  // What NumPy gives for the same, by hand.
  test.each<[string, unknown[], unknown]>([
    ["Gather of columns", run("Gather", [six, ints([2], [-1, 0])], { axis: 1 }), ["int64", [2, 2], [2, 0, 5, 3]]],
    ["Gather of a scalar", run("Gather", [six, ints([], [1])]), ["int64", [3], [3, 4, 5]]],
    [
      "Slice backwards",
      run("Slice", [six, ints([1], [-1]), ints([1], [-99]), ints([1], [1]), ints([1], [-2])]),
      ["int64", [2, 2], [2, 0, 5, 3]],
    ],
    [
      "Slice to the end",
      run("Slice", [six, ints([1], [1]), ints([1], [2 ** 63]), ints([1], [-1])]),
      ["int64", [2, 2], [1, 2, 4, 5]],
    ],
    ["Slice of nothing", run("Slice", [six, ints([1], [2]), ints([1], [1])]), ["int64", [0, 3], []]],
    [
      "Concat of columns",
      run("Concat", [six, ints([2, 1], [8, 9])], { axis: -1 }),
      ["int64", [2, 4], [0, 1, 2, 8, 3, 4, 5, 9]],
    ],
    ["Transpose", run("Transpose", [six]), ["int64", [3, 2], [0, 3, 1, 4, 2, 5]]],
    [
      "Transpose of three",
      run("Transpose", [ints([1, 2, 3], [0, 1, 2, 3, 4, 5])], { perm: [2, 0, 1] }),
      ["int64", [3, 1, 2], [0, 3, 1, 4, 2, 5]],
    ],
    ["Reshape with 0 and -1", run("Reshape", [six, ints([3], [0, -1, 1])]), ["int64", [2, 3, 1], [0, 1, 2, 3, 4, 5]]],
    [
      "Flatten",
      run("Flatten", [ints([1, 2, 3], [0, 1, 2, 3, 4, 5])], { axis: 2 }),
      ["int64", [2, 3], [0, 1, 2, 3, 4, 5]],
    ],
    [
      "Expand",
      run("Expand", [ints([2, 1], [4, 7]), ints([3], [2, 1, 2])]),
      ["int64", [2, 2, 2], [4, 4, 7, 7, 4, 4, 7, 7]],
    ],
    [
      "ConstantOfShape",
      run("ConstantOfShape", [ints([2], [2, 1])], { value: numbers([1], [1.5]) }),
      ["float32", [2, 1], [1.5, 1.5]],
    ],
    ["integer Div", run("Div", [ints([3], [7, -7, 6]), ints([], [2])]), ["int64", [3], [3, -3, 3]]],
    ["float Div", run("Div", [numbers([1], [7]), numbers([], [2])]), ["float32", [1], [3.5]]],
    ["Sub, broadcast", run("Sub", [ints([2, 1], [1, 2]), ints([2], [1, 5])]), ["int64", [2, 2], [0, -4, 1, -3]]],
    ["Cast cuts", run("Cast", [numbers([2], [2.7, -2.7])], { to: 7 }), ["int64", [2], [2, -2]]],
    ["Cast to bool", run("Cast", [numbers([2], [0.5, 0])], { to: 9 }), ["bool", [2], [1, 0]]],
    ["Where", run("Where", [constant("bool", [2], [1, 0]), ints([], [3]), ints([2], [8, 9])]), ["int64", [2], [3, 9]]],
    ["Equal", run("Equal", [ints([2], [-1, 4]), ints([], [-1])]), ["bool", [2], [1, 0]]],
    ["Range", run("Range", [ints([], [1]), ints([], [6]), ints([], [2])]), ["int64", [3], [1, 3, 5]]],
    ["ReduceProd", run("ReduceProd", [ints([3], [2, 3, 4])]), ["int64", [], [24]]],
    ["Sqrt", run("Sqrt", [numbers([], [2])]), ["float32", [], [Math.fround(Math.SQRT2)]]],
    ["Unsqueeze", run("Unsqueeze", [ints([2], [1, 2]), ints([2], [0, -1])]), ["int64", [1, 2, 1], [1, 2]]],
    ["Squeeze of all", run("Squeeze", [ints([1, 2, 1], [1, 2])]), ["int64", [2], [1, 2]]],
    ["Constant of a list", run("Constant", [], { value_ints: [3, 4] }), ["int64", [2], [3, 4]]],
  ])("%s", (_name, [result], expected) => {
    expect(result).toEqual(expected);
  });

  test("Split in given and in equal parts", () => {
    expect(run("Split", [six, ints([2], [1, 2])], { axis: 1 }, 2)).toEqual([
      ["int64", [2, 1], [0, 3]],
      ["int64", [2, 2], [1, 2, 4, 5]],
    ]);
    expect(run("Split", [six], {}, 2)).toEqual([
      ["int64", [1, 3], [0, 1, 2]],
      ["int64", [1, 3], [3, 4, 5]],
    ]);
  });

  test.each<[string, () => unknown, string]>([
    [
      "shapes that do not meet",
      () => run("Add", [ints([2], [1, 2]), ints([3], [1, 2, 3])]),
      "Add node n has operands whose shapes do not meet.",
    ],
    ["an index outside", () => run("Gather", [six, ints([], [2])]), "Gather node n takes index 2 of an axis of 2."],
    [
      "a wide axis squeezed",
      () => run("Squeeze", [six, ints([1], [0])]),
      "Squeeze node n squeezes axis 0 of a tensor of 2x3.",
    ],
    [
      "parts that are too many",
      () => run("Split", [six, ints([2], [1, 1])], { axis: 1 }, 2),
      "Split node n cannot split 3 elements into 1, 1.",
    ],
    [
      "a shape of other size",
      () => run("Reshape", [six, ints([1], [5])]),
      "Reshape node n cannot give a tensor of 2x3 the shape 5.",
    ],
  ])("%s is refused", (_name, act, message) => {
    expect(act).toThrow(message);
  });
});
