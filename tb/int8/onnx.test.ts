import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { readNpz, writeNpz } from "../../run/data/npz.js";
import { encodeCodes, runQuantized } from "../../train/int8/functional.js";
import { readQuantized } from "../../train/int8/onnx/read.js";
import { QUANTIZED_FORMS, writeQuantized } from "../../train/int8/onnx/write.js";
import { quantizeNetwork } from "../../train/int8/quantize.js";
import { decodeGraph, decodeModel } from "../../train/onnx/decode.js";
import { constant, type OnnxGraph, type OnnxNode, type OnnxTensor } from "../../train/onnx/graph.js";
import { writeNetwork } from "../../train/onnx/write-network.js";
import type { QuantizeReport } from "../../cli/quantize.js";
import type { TunedLayer } from "../../tune/int8.js";
import { commandLine } from "../cli/command-line.js";
import { testFolder } from "../test-folder.js";
import { BATCH, numbers, smallNetwork } from "./small-network.js";

const folder = testFolder("int8");
const path = (name: string): string => join(folder, name);

property.prop([fc.nat(), fc.boolean(), fc.constantFrom(...QUANTIZED_FORMS)], { numRuns: 12 })(
  "a written file is read as the same network",
  (seed, perChannel, form) => {
    const data = numbers(seed, 4);
    const own = quantizeNetwork(smallNetwork(seed), { data, count: 4 }, { perChannel });
    const read = readQuantized(decodeGraph(decodeModel(writeQuantized(own, form), "net"), "net"));
    expect(read.takesNumbers).toBe(true);
    const codes = encodeCodes(data, own.tensors.get(own.input)!);
    expect([...runQuantized(read.network, codes, 4)]).toEqual([...runQuantized(own, codes, 4)]);
  },
);

test.each([
  [0, 2, undefined],
  [0, 9, /reads an input padded with 0, whose zero is 9/],
  [3, 0, /pads other than with zeros/],
])("codes padded with %i, of zero %i, are those of a convolution that pads", (fill, zero, refusal) => {
  const values = new Map<string, OnnxTensor>([
    ["pads", constant("int64", [8], [0, 0, 2, 1, 0, 0, 0, 1])],
    ["fill", constant("uint8", [], [fill])],
    ["scale", constant("float32", [], [0.5])],
    ["zero", constant("uint8", [], [refusal ? zero : 0])],
    [
      "w",
      constant(
        "int8",
        [2, 3, 3, 3],
        Array.from({ length: 54 }, (_, i) => ((i * 37) % 255) - 127),
      ),
    ],
    ["w_zero", constant("int8", [], [0])],
    ["y_scale", constant("float32", [], [60])],
  ]);
  const node = (op: string, inputs: string[], output: string, attributes: Record<string, number[]> = {}): OnnxNode => ({
    ...{ op, name: op, inputs, outputs: [output], attributes: new Map(Object.entries(attributes)) },
  });
  const conv = (x: string, pads: number[]): OnnxNode =>
    node("QLinearConv", [x, "scale", "zero", "w", "scale", "w_zero", "y_scale", "zero"], "y", { pads });
  const graph = (nodes: readonly OnnxNode[]): OnnxGraph => ({
    ...{ name: "padded", opset: 13, nodes, initialisers: values, outputs: ["y"] },
    inputs: [{ name: "x", type: "uint8", shape: [1, 3, 5, 6] }],
  });
  const read = () => readQuantized(graph([node("Pad", ["x", "pads", "fill"], "p"), conv("p", [1, 1, 1, 1])])).network;
  if (refusal !== undefined) {
    expect(read).toThrow(refusal);
    return;
  }
  const other = readQuantized(graph([conv("x", [3, 2, 1, 2])])).network;
  const codes = Uint8Array.from({ length: 90 }, (_, i) => (i * 91) % 256);
  expect([...runQuantized(read(), codes, 1)]).toEqual([...runQuantized(other, codes, 1)]);
});

test("codes are near the numbers of the float network's output, and stop where it is said", () => {
  const data = numbers(3, 4);
  const own = quantizeNetwork(smallNetwork(3), { data, count: 4 }, { output: "dw.bn.relu", perChannel: true });
  expect(own.layers.map(({ op }) => op)).toEqual(["convolution", "depthwise"]);
  expect(own.outputShape).toEqual([6, 4, 4]);
});

describe("redmule quantize and infer", () => {
  writeFileSync(path("net.onnx"), writeNetwork(smallNetwork(1)));
  writeNpz(path("x.npz"), new Map([["x", { shape: [4, 3, 8, 8], data: numbers(5, 4) }]]));
  const quantize = ["quantize", path("net.onnx"), "--calibrate", path("x.npz"), "--batch", `${BATCH}`];

  test("write codes that the cluster computes as well", async () => {
    const made = await commandLine(...quantize, "--out", path("net.int8.onnx"), "--per-channel", "--json");
    expect(made).toMatchObject({ code: 0, err: "" });
    const { samples, layers } = JSON.parse(made.out) as QuantizeReport;
    expect(samples).toBe(4);
    const ops = ["convolution", "depthwise", "pointwise", "add", "maxPool", "averagePool", "linear", "linear"];
    expect(layers.map(({ op }) => op)).toEqual(ops);
    const plain = await commandLine(
      "infer",
      path("net.int8.onnx"),
      "--data",
      path("x.npz"),
      "--out",
      path("codes.npz"),
    );
    expect(plain).toMatchObject({ code: 0, err: "" });
    const run = await commandLine(
      "infer",
      path("net.int8.onnx"),
      "--data",
      path("x.npz"),
      "--model",
      "cycles",
      "--out",
      path("cycles.npz"),
    );
    expect(run.out).toContain("every code equal to the run without clocks");
    const [a, b] = ["codes.npz", "cycles.npz"].map((name) => readNpz(path(name)).get("codes")!);
    expect(a.shape).toEqual([4, 5]);
    expect(b).toEqual(a);
  });

  test("tuned choices run, and change no code", async () => {
    const tuned = await commandLine(
      "tune",
      path("net.int8.onnx"),
      "--budget",
      "3",
      "--out",
      path("plan.json"),
      "--json",
    );
    expect(tuned).toMatchObject({ code: 0, err: "" });
    const { layers } = JSON.parse(tuned.out) as { layers: readonly TunedLayer[] };
    expect(layers).toHaveLength(5);
    for (const { best, default: first } of layers) expect(best).toBeLessThanOrEqual(first);
    const args = [
      "infer",
      path("net.int8.onnx"),
      "--data",
      path("x.npz"),
      "--model",
      "cycles",
      "--plan",
      path("plan.json"),
    ];
    expect(await commandLine(...args)).toMatchObject({ code: 0, err: "" });
    writeFileSync(path("bad.json"), JSON.stringify({ kind: "int8", choices: { c1: { rows: 99 } } }));
    const bad = await commandLine(...args.slice(0, -1), path("bad.json"));
    expect(bad).toMatchObject({ code: 2 });
    expect(bad.err).toMatch(/bad.json says rows 99 for c1/);
  });

  test.each([
    [[...quantize, "--out", path("out.txt")], /--out is ".*out.txt": give a name that ends in .onnx\./],
    [[...quantize, "--out", path("o.onnx"), "--until", "nowhere"], /has no tensor nowhere/],
    [
      ["quantize", path("net.int8.onnx"), "--calibrate", path("x.npz"), "--out", path("o.onnx")],
      /is quantised already/,
    ],
    [
      ["quantize", path("net.onnx"), "--calibrate", path("none.npz"), "--out", path("o.onnx")],
      /none.npz cannot be read/,
    ],
    [["infer", path("net.int8.onnx"), "--data", path("codes.npz")], /codes.npz has no array x/],
    [["infer", path("net.int8.onnx")], /needs samples: give --data/],
    [
      ["infer", path("net.int8.onnx"), "--data", path("flat.npz")],
      /samples of 3x64, but .* takes 3x8x8: save x with this shape behind the number of samples\.$/m,
    ],
    [
      ["infer", path("net.onnx"), "--data", path("x.npz"), "--batch", `${BATCH}`, "--emit", path("dir")],
      /--emit is given/,
    ],
  ])("refuses %j in one sentence", async (args, message) => {
    writeNpz(path("flat.npz"), new Map([["x", { shape: [1, 3, 64], data: numbers(3, 1) }]]));
    const { code, err } = await commandLine(...args);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });
});
