import { describe, expect, test } from "vitest";
import { decodeGraph, decodeModel } from "../../../train/onnx/decode.js";
import { importGraph } from "../../../train/onnx/import.js";
import { writeBack } from "../../../train/onnx/write-back.js";
import { floats, modelBytes, type ModelText, type NodeText } from "./model.js";
import { constant, counting, layersOf, node, read } from "./read-model.js";

describe("ONNX import", () => {
  test("linear layers: Gemm; MatMul of a transposed weight and Add on three axes; a folded transposed weight", () => {
    const network = read(
      {
        inputs: { x: ["batch", 3, 4] },
        initialisers: [
          floats("a.weight", [5, 4], counting(20)),
          floats("a.bias", [5], counting(5)),
          floats("onnx::MatMul_40", [5, 2], counting(10)),
          floats("c.weight", [7, 6], counting(42)),
        ],
        nodes: [
          node("Transpose", ["a.weight"], ["t"], { perm: [1, 0] }),
          node("MatMul", ["x", "t"], ["p"]),
          node("Add", ["a.bias", "p"], ["h"]),
          node("MatMul", ["h", "onnx::MatMul_40"], ["g"]),
          node("Flatten", ["g"], ["f"]),
          node("Gemm", ["f", "c.weight"], ["y"], { transB: 1 }),
        ],
        outputs: ["y"],
      },
      { batch: 2 },
    );
    expect(layersOf(network)).toEqual([
      ["linear", "x a.weight a.bias", "h", { weight: "out-in" }],
      ["linear", "h onnx::MatMul_40", "g", { weight: "in-out" }],
      ["reshape", "g", "f", { shape: [2, 6] }],
      ["linear", "f c.weight", "y", { weight: "out-in" }],
    ]);
    expect([...network.parameters.values()].map(({ name, role }) => `${name} ${role}`)).toEqual([
      "a.weight weight",
      "a.bias bias",
      "onnx::MatMul_40 weight",
      "c.weight weight",
    ]);
    expect(network.shapes.get("y")).toEqual([2, 7]);
  });

  test("batch norms: a flag from opset 14, five outputs before; momentum is PyTorch's; statistics do not train", () => {
    const model = (opset: number, outputs: string[], attributes: NodeText["attributes"]): ModelText => ({
      opset,
      inputs: { x: [4, 2] },
      initialisers: ["scale", "shift", "mean", "var"].map((name) => floats(name, [2], [1, 2])),
      nodes: [
        {
          ...node("BatchNormalization", ["x", "scale", "shift", "mean", "var"], outputs),
          attributes: { momentum: { float: 0.9 }, epsilon: { float: 0.001 }, ...attributes },
        },
      ],
      outputs: ["y"],
    });
    const attributes = (...of: Parameters<typeof model>): unknown => read(model(...of)).layers[0].attributes;
    const epsilon = Math.fround(0.001);
    expect(attributes(13, ["y"], {})).toEqual({ epsilon, momentum: 0.1, frozen: true });
    expect(attributes(13, ["y", "m", "v", "sm", "sv"], {})).toEqual({ epsilon, momentum: 0.1, frozen: false });
    expect(attributes(14, ["y"], {})).toEqual({ epsilon, momentum: 0.1, frozen: true });
    expect(attributes(17, ["y", "m", "v"], { training_mode: 1 })).toEqual({ epsilon, momentum: 0.1, frozen: false });
    expect([...read(model(13, ["y"], {})).parameters.values()].map(({ role }) => role)).toEqual([
      "scale",
      "shift",
      "statistic",
      "statistic",
    ]);
  });

  const MERGED: ModelText = {
    inputs: { x: [2, 3] },
    initialisers: [floats("a.bias", [3], [1, 2, 3])],
    nodes: [
      node("Identity", ["a.bias"], ["b.bias"]),
      node("Add", ["x", "a.bias"], ["p"]),
      node("Add", ["p", "b.bias"], ["q"]),
      node("Mul", ["q", "a.bias"], ["y"]),
    ],
    outputs: ["y"],
  };

  test("an Identity of an initialiser is a parameter of its own; two readers share one", () => {
    const network = read(MERGED);
    expect([...network.parameters.keys()]).toEqual(["a.bias", "b.bias"]);
    expect(network.layers.map(({ inputs }) => inputs)).toEqual([
      ["x", "a.bias"],
      ["p", "b.bias"],
      ["q", "a.bias"],
    ]);
  });

  test("trained values go back into the file: into initialisers, and for an Identity into a new one", () => {
    const model = decodeModel(modelBytes(MERGED), "net.onnx");
    const bytes = writeBack(
      model,
      new Map([
        ["a.bias", Float32Array.of(4, 5, 6)],
        ["b.bias", Float32Array.of(7, 8, 9)],
      ]),
    );
    const graph = decodeGraph(decodeModel(bytes, "out.onnx"), "out.onnx");
    expect(Object.fromEntries([...graph.initialisers].map(([name, { data }]) => [name, Array.from(data)]))).toEqual({
      "a.bias": [4, 5, 6],
      "b.bias": [7, 8, 9],
    });
    expect(graph.nodes.map(({ op }) => op)).toEqual(["Add", "Add", "Mul"]);
    expect(layersOf(importGraph(graph))).toEqual(layersOf(read(MERGED)));
  });

  test("values are written in the type of their initialiser", () => {
    const half = { name: "w", dims: [2], dataType: 10, int32Data: [0x3c00, 0x4000] };
    const bytes = modelBytes({
      inputs: { x: [1, 2] },
      initialisers: [half],
      nodes: [node("Mul", ["x", "w"], ["y"])],
      outputs: ["y"],
    });
    const model = decodeModel(writeBack(decodeModel(bytes, "f"), new Map([["w", Float32Array.of(1 / 3, 70000)]])), "f");
    const { type, data } = decodeGraph(model, "f").initialisers.get("w")!;
    expect([type, ...data]).toEqual(["float16", 0.333251953125, Infinity]);
  });

  test("Softmax before opset 13 takes the axes behind as one; Dropout is active by its flag from opset 12", () => {
    expect(
      layersOf(
        read({
          opset: 12,
          inputs: { x: [2, 3, 4] },
          nodes: [node("Softmax", ["x"], ["y"], { axis: 1 })],
          outputs: ["y"],
        }),
      ),
    ).toEqual([
      ["reshape", "x", "y/rows", { shape: [2, 12] }],
      ["softmax", "y/rows", "y/softmax", { axis: 1 }],
      ["reshape", "y/softmax", "y", { shape: [2, 3, 4] }],
    ]);
    const dropout = (training: number): unknown => {
      const flag = { name: "t", dims: [], dataType: 9, int32Data: [training] };
      const initialisers = [floats("r", [], [0.25]), flag];
      return layersOf(
        read({
          inputs: { x: [2] },
          initialisers,
          nodes: [node("Dropout", ["x", "r", "t"], ["d"]), node("Relu", ["d"], ["y"])],
          outputs: ["y"],
        }),
      );
    };
    expect(dropout(1)).toEqual([
      ["dropout", "x", "d", { ratio: 0.25 }],
      ["relu", "d", "y", {}],
    ]);
    expect(dropout(0)).toEqual([["relu", "x", "y", {}]]);
  });

  test("pools: ceil_mode grows the far ends but no window starts behind the image; SAME pads", () => {
    const pool = (attributes: NodeText["attributes"]): unknown =>
      read({
        inputs: { x: [1, 1, 6, 7] },
        nodes: [
          { ...node("MaxPool", ["x"], ["y"]), attributes: { kernel_shape: [3, 3], strides: [2, 3], ...attributes } },
        ],
        outputs: ["y"],
      }).layers[0].attributes;
    const [kernel, stride, dilation] = [
      [3, 3],
      [2, 3],
      [1, 1],
    ];
    expect(pool({})).toEqual({ kernel, stride, dilation, padding: [0, 0, 0, 0] });
    expect(pool({ ceil_mode: 1 })).toEqual({ kernel, stride, dilation, padding: [0, 0, 1, 2] });
    expect(pool({ auto_pad: "SAME_UPPER" })).toEqual({ kernel, stride, dilation, padding: [0, 1, 1, 1] });
  });

  test("layer norm and GELU are recognised in the small operators that PyTorch writes before opset 17", () => {
    const nodes = [
      node("ReduceMean", ["x"], ["m"], { axes: [-1] }),
      node("Sub", ["x", "m"], ["d"]),
      constant("two", floats("", [], [2])),
      node("Pow", ["d", "two"], ["q"]),
      node("ReduceMean", ["q"], ["v"], { axes: [-1] }),
      constant("eps", floats("", [], [0.5])),
      node("Add", ["v", "eps"], ["w"]),
      node("Sqrt", ["w"], ["s"]),
      node("Div", ["d", "s"], ["n"]),
      node("Mul", ["n", "scale"], ["z"]),
      node("Add", ["z", "shift"], ["l"]),
      constant("root", floats("", [], [Math.SQRT2])),
      node("Div", ["l", "root"], ["g1"]),
      node("Erf", ["g1"], ["g2"]),
      constant("one", floats("", [], [1])),
      node("Add", ["g2", "one"], ["g3"]),
      node("Mul", ["l", "g3"], ["g4"]),
      constant("half", floats("", [], [0.5])),
      node("Mul", ["g4", "half"], ["y"]),
    ];
    const initialisers = [floats("scale", [4], counting(4)), floats("shift", [4], counting(4))];
    const network = read({ inputs: { x: [2, 3, 4] }, initialisers, nodes, outputs: ["y"] });
    expect(layersOf(network)).toEqual([
      ["layerNorm", "x scale shift", "l", { epsilon: 0.5, axis: 2 }],
      ["gelu", "l", "y", { form: "erf" }],
    ]);
    expect([...network.parameters.values()].map(({ role }) => role)).toEqual(["scale", "shift"]);
    // The difference read elsewhere, too: nothing may be joined.
    const open = read({
      inputs: { x: [2, 3, 4] },
      initialisers,
      nodes: [...nodes, node("Add", ["y", "d"], ["more"])],
      outputs: ["more"],
    });
    expect(open.layers.map(({ op }) => op)).toContain("sqrt");
  });

  test("a constant number is a constant, a float initialiser trains", () => {
    const network = read({
      inputs: { x: [2] },
      initialisers: [floats("w", [], [3])],
      nodes: [constant("c", floats("", [], [2])), node("Mul", ["x", "c"], ["p"]), node("Mul", ["p", "w"], ["y"])],
      outputs: ["y"],
    });
    expect([...network.parameters.values()].map(({ name, role }) => `${name} ${role}`)).toEqual([
      "w weight",
      "c constant",
    ]);
  });
});
