import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Network } from "../../../train/network.js";
import { builtIn, type BuiltInOptions } from "../../../train/networks/built-in.js";
import { decodeGraph, decodeModel } from "../../../train/onnx/decode.js";
import { importGraph } from "../../../train/onnx/import.js";
import { encodeTrained, OnnxFile } from "../../../train/onnx/model-file.js";
import { writeNetwork } from "../../../train/onnx/write-network.js";
import { Inference } from "../../../train/inference.js";
import { Random } from "../../../train/randomness.js";
import { elementsOf } from "../../../train/network.js";

const FOLDER = "tb/reference/onnx";
const NAMES = Object.keys(JSON.parse(readFileSync(`${FOLDER}/networks.json`, "utf8")) as object);

function reread(bytes: Uint8Array, batch: number): Network {
  return importGraph(decodeGraph(decodeModel(bytes, "written.onnx"), "written.onnx"), { batch });
}

/** What a network computes: its layers without names, results by the layer that they are of, constants by their values. */
function meaning(network: Network): unknown {
  const results = new Map(network.layers.flatMap(({ outputs }, i) => outputs.map((name, j) => [name, [i, j]])));
  const input = (name: string): unknown => {
    const parameter = network.parameters.get(name);
    return parameter?.role === "constant" ? parameter.values : (results.get(name) ?? name);
  };
  // ONNX keeps numbers as FP32.
  const single = (attributes: object): object =>
    "epsilon" in attributes ? { ...attributes, epsilon: Math.fround(attributes.epsilon as number) } : attributes;
  return network.layers.map(({ op, inputs, attributes }) => [op, inputs.map(input), single(attributes)]);
}

const learnt = (network: Network): unknown =>
  [...network.parameters.values()].filter(({ role }) => role !== "constant");

describe("ONNX files of networks", () => {
  test.each(NAMES)("%s is written and read back as the same layers and parameters", (name) => {
    const network = new OnnxFile(`${FOLDER}/${name}.onnx`).network({ batch: 4 });
    const again = reread(writeNetwork(network), 4);
    expect(meaning(again)).toEqual(meaning(network));
    expect(learnt(again)).toEqual(learnt(network));
    expect(again.outputs).toEqual(network.outputs);
  });

  test.each<[string, BuiltInOptions]>([
    ["resnet8", { seed: 1, batch: 2 }],
    ["ds-cnn", { seed: 1, batch: 2 }],
    ["autoencoder", { seed: 1, batch: 2 }],
    ["mobilenet-v1", { seed: 1, batch: 2, width: 0.25, resolution: 64, classes: 7 }],
  ])("the built-in network %s, too", (name, options) => {
    const network = builtIn(name as Parameters<typeof builtIn>[0], options);
    const again = reread(writeNetwork(network), 2);
    expect(meaning(again)).toEqual(meaning(network));
    expect(learnt(again)).toEqual(learnt(network));
  });

  test("other values stand in the written graph, and it computes with them", () => {
    const file = new OnnxFile(`${FOLDER}/encoder.onnx`);
    const network = file.network();
    const random = new Random(3);
    const values = new Map(
      [...network.parameters.values()]
        .filter(({ role }) => role !== "constant")
        .map(({ name, values: first }) => [name, first.map((value) => Math.fround(value + 0.1 * random.normal()))]),
    );
    const own = reread(encodeTrained("out.onnx", network, values, file), 4);
    const drawn = reread(encodeTrained("out.onnx", network, values), 4);
    expect(meaning(own)).toEqual(meaning(network));
    const [input] = network.inputs;
    const x = Float32Array.from({ length: elementsOf(network.shapes.get(input)!) }, () => random.normal());
    const settings = { precision: { precision: "fp32", rules: [] }, layout: "hwc" } as const;
    const [first, ...others] = [network, own, drawn].map((of) => [...new Inference(of, settings).all([x], 4).values]);
    expect(others[0]).toEqual(others[1]);
    expect(others[0]).not.toEqual(first);
  });
});
