import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { describe, expect, test } from "vitest";
import type { LearnReport } from "../../cli/learn/learn-report.js";
import { quantizedUpTo } from "../../train/int8/dequantise.js";
import { encodeCodes, runQuantized } from "../../train/int8/functional.js";
import { readQuantized } from "../../train/int8/onnx/read.js";
import { QUANTIZED_FORMS, writeQuantized } from "../../train/int8/onnx/write.js";
import { quantizeNetwork } from "../../train/int8/quantize.js";
import { ImageReader, readImages } from "../../train/learn/images.js";
import { NetworkSource } from "../../train/learn/source.js";
import { splitNetwork } from "../../train/learn/split.js";
import type { Network } from "../../train/network.js";
import { decodeModel } from "../../train/onnx/decode.js";
import { floatTensor } from "../../train/onnx/graph-writer.js";
import { OnnxFile } from "../../train/onnx/model-file.js";
import { commandLine } from "../cli/command-line.js";
import { smallImages, smallNetwork } from "./small.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("learn-codes");
const file = (name: string): string => join(folder, name);
writeFileSync(file("data.npz"), smallImages());
const images = readImages(file("data.npz"));
const reader = new ImageReader(images.train, [1, 1, 8, 8], "data");
const data = reader.gather(Array.from({ length: 120 }, (_, i) => i));
for (const form of QUANTIZED_FORMS) {
  for (const perChannel of [false, true]) {
    const codes = quantizeNetwork(smallNetwork(4), { data, count: 120 }, { perChannel });
    writeFileSync(file(`${form}-${perChannel}.onnx`), writeQuantized(codes, form));
  }
}
const files = QUANTIZED_FORMS.flatMap((form) => [false, true].map((each) => `${form}-${each}.onnx`));
const learn = (network: string, ...args: string[]) =>
  commandLine("learn", "--network", network, "--data-dir", file("data.npz"), "--initial", "0,1", ...args);

describe.each(files)("%s", (name) => {
  test.each(["p", "f"])("the part before %s runs as it is in the file, the rest starts from its weights", (split) => {
    const source = new NetworkSource(file(name));
    const tensor = source.tensor(split);
    const { stage } = source.latents(tensor, images)!;
    const { network, names } = readQuantized(new OnnxFile(file(name)).graph);
    const part = quantizedUpTo(network, names.get(split)!);
    const { c, h, w } = {
      c: stage.elements / (split === "p" ? 16 : 1),
      h: split === "p" ? 4 : 1,
      w: split === "p" ? 4 : 1,
    };
    const given = encodeCodes(data, network.tensors.get(network.input)!);
    const codes = runQuantized(part, given, 120);
    const latents = stage.latents(data);
    // Latents have their channels last.
    const at = (n: number, place: number): number =>
      codes[n * stage.elements + (place % c) * h * w + Math.floor(place / c)];
    const scale = stage.scale!;
    expect([...latents]).toEqual(
      Array.from(latents, (_, i) => Math.fround(at(Math.floor(i / stage.elements), i % stage.elements) * scale)),
    );
    const { adaptive } = splitNetwork(source.of(4), tensor);
    if (split === "f") expect(adaptive.layers.map(({ op }) => op)).toEqual(["linear"]);
    // Equalised channels have other weights, whose results are the same.
    const dense = (net: Network, names: readonly string[]): Float32Array => {
      const inputs = [...names].map((each) => net.parameters.get(each)!.values);
      return Float32Array.from(inputs.flatMap((values) => [...values]));
    };
    const fitted = dense(adaptive, ["fc.weight"]);
    const right = dense(smallNetwork(4), ["fc.weight"]);
    expect(fitted.map(Math.sign).filter((sign, i) => sign !== 0 && sign !== Math.sign(right[i]))).toHaveLength(0);
  });
});

test("files of both forms learn the same, and a step and an image on the cluster have the bits of the functional run", async () => {
  const runs: LearnReport[] = [];
  for (const name of ["qlinear-true.onnx", "qdq-true.onnx"]) {
    rmSync(file("run"), { recursive: true, force: true });
    const model = runs.length === 0 ? "step" : "functional";
    const options = ["--split", "f", "--events", "1", "--replays", "40", "--json", "--out", file("run")];
    const { code, out, err } = await learn(file(name), ...options, "--model", model);
    expect(err).toBe("");
    expect(code).toBe(0);
    runs.push(JSON.parse(out) as LearnReport);
    const learnt = new OnnxFile(join(file("run"), "weights.onnx")).network({ batch: 2 });
    const start = new NetworkSource(file(name)).of(2);
    const differs = (key: string): boolean =>
      learnt.parameters.get(key)!.values.some((value, i) => value !== start.parameters.get(key)!.values[i]);
    expect([...start.parameters.keys()].filter(differs).sort()).toEqual(["fc.bias", "fc.weight"]);
  }
  expect([runs[0].measured, runs[0].frozenImage!.images]).toEqual([1, 1]);
  expect(runs[1].events).toEqual(runs[0].events);
});

describe("mistakes end in one sentence, with nothing written", () => {
  const network = file("qdq-true.onnx");
  test.each([
    ["a split that is no tensor", network, ["--split", "nowhere"], "--split nowhere is no tensor of codes of "],
    ["a split at the scores", network, ["--split", "y"], "does not cut"],
    ["another size", network, ["--split", "p", "--data-dir", file("other.npz")], "has images of 1x4x16"],
    [
      "a head of numbers behind codes",
      file("mixed.onnx"),
      ["--split", "p"],
      "has weights without codes: quantise them, too",
    ],
  ])("%s", async (_, path, args, message) => {
    writeFileSync(file("other.npz"), smallImages({ side: 4 }));
    writeFileSync(file("mixed.onnx"), mixed());
    const out = file("nothing");
    const { code, err } = await learn(path, "--model", "functional", "--out", out, ...args);
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });
});

/** A file of codes whose head has weights of numbers. */
function mixed(): Uint8Array {
  const model = decodeModel(readFileSync(file("qdq-false.onnx")), "mixed");
  const { node, initializer } = model.graph!;
  model.graph!.node = node!.filter(({ name }) => name !== "fc/weight");
  initializer!.push(floatTensor("fc/weight", [4, 16, 1, 1], smallNetwork(1).parameters.get("fc.weight")!.values));
  return onnxProto.onnx.ModelProto.encode(model).finish();
}
