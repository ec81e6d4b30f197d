import { test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { UsageError } from "../../../hw/errors.js";
import { decodeGraph, decodeModel, readOnnx } from "../../../train/onnx/decode.js";
import type { OnnxGraph } from "../../../train/onnx/graph.js";
import { neededFor } from "../../../train/onnx/order.js";
import { floats, ints, modelBytes, type ModelText, type NodeText } from "./model.js";

const decode = (bytes: Uint8Array): OnnxGraph => decodeGraph(decodeModel(bytes, "net.onnx"), "net.onnx");
const node = (op: string, inputs: string[], outputs: string[]): NodeText => ({ op, inputs, outputs, name: outputs[0] });

const SMALL: ModelText = {
  inputs: { x: ["batch", 3], w: [2, 3] },
  initialisers: [floats("w", [2, 3], [1, 2, 3, 4, 5, 6]), ints("axes", [1], [-1])],
  nodes: [{ op: "Gemm", inputs: ["x", "w", ""], outputs: ["y"], attributes: { transB: 1, alpha: { float: 0.5 } } }],
  outputs: ["y"],
};

describe("ONNX files", () => {
  test("a graph is decoded: free batch, initialisers that are inputs, attributes, a name for a nameless node", () => {
    const graph = decode(modelBytes(SMALL));
    expect(graph.opset).toBe(13);
    expect(graph.inputs).toEqual([{ name: "x", type: "float32", shape: [-1, 3] }]);
    expect(graph.initialisers.get("w")).toEqual({
      type: "float32",
      shape: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(graph.initialisers.get("axes")).toEqual({ type: "int64", shape: [1], data: Float64Array.of(-1) });
    const [gemm] = graph.nodes;
    expect(gemm).toMatchObject({ op: "Gemm", name: "Gemm_0", inputs: ["x", "w", ""], outputs: ["y"] });
    expect(Object.fromEntries(gemm.attributes)).toEqual({ transB: 1, alpha: 0.5 });
  });

  test("raw data of every type is read", () => {
    const raw = (name: string, dataType: number, data: ArrayBuffer): object => ({
      name,
      dims: [2],
      dataType,
      rawData: new Uint8Array(data),
    });
    const initialisers = [
      raw("float32", 1, Float32Array.of(0.1, -2).buffer),
      raw("uint8", 2, Uint8Array.of(1, 255).buffer),
      raw("int8", 3, Int8Array.of(1, -1).buffer),
      raw("int32", 6, Int32Array.of(7, -7).buffer),
      raw("int64", 7, BigInt64Array.of(9n, -(2n ** 63n)).buffer),
      raw("bool", 9, Uint8Array.of(0, 1).buffer),
      raw("float16", 10, Uint16Array.of(0x3c00, 0x8001).buffer),
      raw("float64", 11, Float64Array.of(0.1, 2).buffer),
      raw("bfloat16", 16, Uint16Array.of(0x3f80, 0xc000).buffer),
    ];
    const { initialisers: read } = decode(
      modelBytes({ ...SMALL, initialisers: [...initialisers, ...(SMALL.initialisers ?? [])] }),
    );
    const values = Object.fromEntries([...read].slice(0, 9).map(([name, { type, data }]) => [name, [type, ...data]]));
    expect(values).toEqual({
      float32: ["float32", Math.fround(0.1), -2],
      uint8: ["uint8", 1, 255],
      int8: ["int8", 1, -1],
      int32: ["int32", 7, -7],
      int64: ["int64", 9, -(2 ** 63)],
      bool: ["bool", 0, 1],
      float16: ["float16", 1, -(2 ** -24)],
      float64: ["float64", 0.1, 2],
      bfloat16: ["bfloat16", 1, -2],
    });
  });

  test("a file cut short anywhere is refused in one sentence", () => {
    const bytes = modelBytes(SMALL);
    for (let length = 0; length < bytes.length; length++) {
      const cut = (): unknown => decode(bytes.subarray(0, length));
      expect(cut).toThrow(UsageError);
      expect(cut).toThrow(
        /^net\.onnx (is not a complete ONNX file \(.*\): export it again with torch\.onnx\.export|has opset 0 but .*)\.$/,
      );
    }
  });

  test("what is no ONNX file is refused", () => {
    expect(() => decode(Buffer.from("PK\x03\x04 this is a text and no model"))).toThrow(/is not a complete ONNX file/);
    expect(() => readOnnx("/nowhere/net.onnx")).toThrow(/cannot be read \(ENOENT\)/);
  });

  test("nodes are put in order; what the output does not need is left out", () => {
    const nodes = [
      node("Relu", ["b"], ["y"]),
      node("Tanh", ["x"], ["unused"]),
      node("Relu", ["a"], ["b"]),
      node("Relu", ["x"], ["a"]),
    ];
    const graph = decode(modelBytes({ inputs: { x: [1, 2] }, nodes, outputs: ["y"] }));
    expect(neededFor("y", graph.nodes).map(({ name }) => name)).toEqual(["a", "b", "y"]);
  });

  test.each<[string, ModelText, string]>([
    [
      "a cycle",
      { inputs: { x: [1] }, nodes: [node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"])], outputs: ["b"] },
      "net.onnx has a cycle through Relu node b: a network must have none.",
    ],
    [
      "a cycle that the output does not need",
      {
        inputs: { x: [1] },
        nodes: [node("Relu", ["x"], ["y"]), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["a"])],
        outputs: ["y"],
      },
      "net.onnx has a cycle through",
    ],
    [
      "a tensor from nowhere",
      { inputs: { x: [1] }, nodes: [node("Relu", ["z"], ["y"])], outputs: ["y"] },
      "Relu node y reads z but nothing in net.onnx gives it",
    ],
    [
      "two writers",
      {
        inputs: { x: [1] },
        nodes: [node("Relu", ["x"], ["y"]), { ...node("Relu", ["x"], ["y"]), name: "second" }],
        outputs: ["y"],
      },
      "net.onnx writes tensor y twice (Relu node second)",
    ],
    ["an opset too new", { ...SMALL, opset: 18 }, "net.onnx has opset 18 but 11 to 17 are known"],
    ["an opset too old", { ...SMALL, opset: 10 }, "net.onnx has opset 10 but 11 to 17 are known"],
    [
      "too few elements",
      { ...SMALL, initialisers: [floats("w", [2, 3], [1, 2])] },
      "initialiser w of net.onnx holds 2 elements but shape (2, 3) needs 6",
    ],
    [
      "text elements",
      { ...SMALL, initialisers: [{ name: "w", dims: [1], dataType: 8 }] },
      "initialiser w of net.onnx has elements of ONNX type 8 but numbers are needed",
    ],
    [
      "external data",
      { ...SMALL, initialisers: [{ name: "w", dims: [1], dataType: 1, dataLocation: 1 }] },
      "initialiser w of net.onnx keeps its data in another file",
    ],
  ])("%s is refused", (_name, model, message) => {
    expect(() => decode(modelBytes(model))).toThrow(message);
  });

  test("quantised operators decode to nodes with their scales and integer weights", () => {
    const graph = decode(
      modelBytes({
        inputs: { x: [1, 1, 4, 4] },
        initialisers: [
          floats("s", [], [0.5]),
          { name: "zero", dims: [], dataType: 2, int32Data: [128] },
          { name: "w", dims: [1, 1, 3, 3], dataType: 3, int32Data: [1, -2, 3, -4, 5, -6, 7, -8, 9] },
          { name: "wz", dims: [], dataType: 3, int32Data: [0] },
        ],
        nodes: [
          node("QuantizeLinear", ["x", "s", "zero"], ["q"]),
          node("QLinearConv", ["q", "s", "zero", "w", "s", "wz", "s", "zero"], ["c"]),
          node("DequantizeLinear", ["c", "s", "zero"], ["y"]),
        ],
        outputs: ["y"],
      }),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(["QuantizeLinear", "QLinearConv", "DequantizeLinear"]);
    expect(graph.initialisers.get("w")).toEqual({
      type: "int8",
      shape: [1, 1, 3, 3],
      data: Int8Array.of(1, -2, 3, -4, 5, -6, 7, -8, 9),
    });
    expect(graph.initialisers.get("zero")).toEqual({ type: "uint8", shape: [], data: Uint8Array.of(128) });
  });
});
