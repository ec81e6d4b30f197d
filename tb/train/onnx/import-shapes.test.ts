import { describe, expect, test } from "vitest";
import { UsageError } from "../../../hw/errors.js";
import type { ImportOptions } from "../../../train/onnx/import.js";
import { floats, ints, type ModelText } from "./model.js";
import { constant, counting, layersOf, node, read } from "./read-model.js";

describe("shapes of ONNX files", () => {
  test("shape chains of view, of dim // heads and of F.pad are computed for the batch that is asked for", () => {
    const nodes = [
      node("Shape", ["x"], ["s"]),
      constant("zero", ints("", [], [0])),
      node("Gather", ["s", "zero"], ["b"]),
      constant("two", ints("", [], [2])),
      constant("one", ints("", [], [1])),
      node("Gather", ["s", "one"], ["d"]),
      node("Div", ["d", "two"], ["half"]),
      node("Cast", ["half"], ["halfC"], { to: 7 }),
      constant("axis", ints("", [1], [0])),
      node("Unsqueeze", ["b", "axis"], ["b1"]),
      node("Unsqueeze", ["halfC", "axis"], ["h1"]),
      constant("minus", ints("", [1], [-1])),
      node("Concat", ["b1", "h1", "minus"], ["shape"], { axis: 0 }),
      node("Reshape", ["x", "shape"], ["r"]),
      // F.pad(r, (1, 2)): pads from the last axis on, filled up with zeros, pairs turned round.
      constant("given", ints("", [2], [1, 2])),
      constant("missing", ints("", [1], [4])),
      { ...node("ConstantOfShape", ["missing"], ["zeros"]), attributes: { value: { tensor: ints("", [1], [0]) } } },
      node("Concat", ["given", "zeros"], ["all"], { axis: 0 }),
      constant("pairs", ints("", [2], [-1, 2])),
      node("Reshape", ["all", "pairs"], ["rows"]),
      constant("last", ints("", [1], [-1])),
      constant("before", ints("", [1], [-9223372036854775807])),
      node("Slice", ["rows", "last", "before", "axis", "minus"], ["turned"]),
      node("Transpose", ["turned"], ["columns"], { perm: [1, 0] }),
      node("Reshape", ["columns", "minus"], ["flat"]),
      node("Cast", ["flat"], ["pads"], { to: 7 }),
      node("Pad", ["r", "pads"], ["y"]),
    ];
    expect(layersOf(read({ inputs: { x: ["batch", 6] }, nodes, outputs: ["y"] }, { batch: 5 }))).toEqual([
      ["reshape", "x", "r", { shape: [5, 3, 2] }],
      ["pad", "r", "y", { before: [0, 0, 1], behind: [0, 0, 2], value: 0 }],
    ]);
  });

  test("Squeeze, Unsqueeze and Split take attributes up to opset 12 and inputs from 13", () => {
    const old = read({
      opset: 12,
      inputs: { x: [2, 6] },
      nodes: [
        node("Split", ["x"], ["a", "b"], { axis: 1, split: [2, 4] }),
        node("Unsqueeze", ["b"], ["c"], { axes: [-1] }),
        node("Squeeze", ["c"], ["y"], { axes: [2] }),
      ],
      outputs: ["y"],
    });
    const now = read({
      opset: 13,
      inputs: { x: [2, 6] },
      initialisers: [ints("parts", [2], [2, 4]), ints("last", [1], [-1])],
      nodes: [
        node("Split", ["x", "parts"], ["a", "b"], { axis: 1 }),
        node("Unsqueeze", ["b", "last"], ["c"]),
        node("Squeeze", ["c", "last"], ["y"]),
      ],
      outputs: ["y"],
    });
    expect(layersOf(now)).toEqual(layersOf(old));
    expect(layersOf(now)).toEqual([
      ["slice", "x", "b", { starts: [0, 2], sizes: [2, 4], steps: [1, 1] }],
      ["reshape", "b", "c", { shape: [2, 4, 1] }],
      ["reshape", "c", "y", { shape: [2, 4] }],
    ]);
  });

  test("a file of a fixed batch is taken for another one: shapes that hold the batch follow", () => {
    const model: ModelText = {
      inputs: { x: [1, 2, 3] },
      initialisers: [ints("flat", [2], [1, -1]), ints("heads", [3], [2, 1, 3])],
      nodes: [node("Reshape", ["x", "flat"], ["f"]), node("Reshape", ["f", "heads"], ["y"])],
      outputs: ["y"],
    };
    expect(layersOf(read(model, { batch: 4 }))).toEqual([
      ["reshape", "x", "f", { shape: [4, 6] }],
      ["reshape", "f", "y", { shape: [8, 1, 3] }],
    ]);
  });

  const heads = (batch: number): ModelText => ({
    inputs: { x: [batch, 2, 6] },
    initialisers: [
      ints("split", [3], [2, 3 * batch, 2]),
      ints("joined", [2], [2 * batch, 6]),
      ints("apart", [3], [2, batch, 6]),
    ],
    nodes: [
      node("Transpose", ["x"], ["t"], { perm: [1, 0, 2] }),
      node("Reshape", ["t", "split"], ["h"]),
      node("Tanh", ["h"], ["a"]),
      node("Reshape", ["a", "joined"], ["j"]),
      node("Relu", ["j"], ["r"]),
      node("Reshape", ["r", "apart"], ["y"]),
    ],
    outputs: ["y"],
  });

  test("the batch is followed into axes that it shares with heads and time; where it cannot be told the file is refused", () => {
    const shapes = read(heads(5), { batch: 4 }).layers.filter(({ op }) => op === "reshape");
    expect(shapes.map(({ attributes }) => attributes)).toEqual([
      { shape: [2, 12, 2] },
      { shape: [8, 6] },
      { shape: [2, 4, 6] },
    ]);
    expect(() => read(heads(1), { batch: 4 })).toThrow(
      "Reshape node Reshape.h fixes a batch of 1 in the shape 2x3x2 where it cannot be told from the other sizes: export with dynamic_axes, or give --batch 1.",
    );
  });

  test.each<[string, ModelText, ImportOptions, string]>([
    [
      "an unknown operator",
      { inputs: { x: [1] }, nodes: [node("TopK", ["x"], ["y"])], outputs: ["y"] },
      {},
      "TopK node TopK.y is of an operator that cannot be trained: known are Add, ",
    ],
    [
      "an operator of another domain",
      { inputs: { x: [1] }, nodes: [node("toString", ["x"], ["y"])], outputs: ["y"] },
      {},
      "toString node toString.y is of an operator",
    ],
    [
      "a free batch without --batch",
      { inputs: { x: ["n", 2] }, nodes: [node("Relu", ["x"], ["y"])], outputs: ["y"] },
      {},
      "Input x of net leaves the batch free: give --batch.",
    ],
    [
      "two inputs",
      { inputs: { x: [1], z: [1] }, nodes: [node("Add", ["x", "z"], ["y"])], outputs: ["y"] },
      {},
      "net reads 2 inputs (x, z) but one",
    ],
    [
      "shapes that do not meet",
      {
        inputs: { x: [2, 3] },
        initialisers: [floats("w", [4, 5], counting(20))],
        nodes: [node("Gemm", ["x", "w"], ["y"])],
        outputs: ["y"],
      },
      {},
      "Gemm.y",
    ],
    [
      "a reshape that does not fit",
      {
        inputs: { x: [2, 3] },
        initialisers: [ints("s", [2], [4, -1])],
        nodes: [node("Reshape", ["x", "s"], ["y"])],
        outputs: ["y"],
      },
      {},
      "Reshape node Reshape.y cannot give a tensor of 2x3 the shape 4x-1.",
    ],
    [
      "a shape out of the data",
      { inputs: { x: [2] }, nodes: [node("Reshape", ["x", "x"], ["y"])], outputs: ["y"] },
      {},
      "Reshape node Reshape.y computes its input 1 (x) from the data but it must be constant.",
    ],
    [
      "integers of the data",
      { inputs: { x: [2] }, nodes: [node("Cast", ["x"], ["y"], { to: 7 })], outputs: ["y"] },
      {},
      "Cast node Cast.y makes int64 of computed values",
    ],
  ])("%s is refused", (_name, model, options, message) => {
    expect(() => read(model, options)).toThrow(UsageError);
    expect(() => read(model, options)).toThrow(message);
  });
});
