import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NdArray } from "../../run/data/nd-array.js";
import { readNpz, writeNpz } from "../../run/data/npz.js";
import { writeNetwork } from "../../train/onnx/write-network.js";
import type { InferReport } from "../../cli/infer.js";
import type { TrainReport } from "../../cli/train-report.js";
import { commandLine } from "../cli/command-line.js";
import { barTask } from "./tasks.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("train");
const file = (name: string): string => join(folder, name);

const { network, dataset } = barTask();
writeFileSync(file("net.onnx"), writeNetwork(network));
const x = { shape: [dataset.samples, 1, 8, 8], data: dataset.inputs[0] };
/** Arrays x and y of a file; either may be missing. */
function arrays(input: NdArray | undefined, target: NdArray | undefined): Map<string, NdArray> {
  const all: [string, NdArray | undefined][] = [
    ["x", input],
    ["y", target],
  ];
  return new Map(all.filter((entry): entry is [string, NdArray] => entry[1] !== undefined));
}
const labels = Int32Array.from(dataset.targets);
writeNpz(file("data.npz"), arrays(x, { shape: [dataset.samples], data: labels }));

const train = (...args: string[]) =>
  commandLine("train", file("net.onnx"), "--batch", "16", "--data", file("data.npz"), ...args);

describe("redmule train", () => {
  test("reports every step as JSON, and a continued run ends with the bits of a whole one", async () => {
    const common = ["--lr", "0.05", "--momentum", "0.9", "--shuffle", "--accumulate", "2", "--json"];
    const whole = await train(...common, "--steps", "5", "--out", file("whole.npz"));
    const part = await train(...common, "--steps", "2", "--out", file("part.npz"));
    const rest = await train(...common, "--steps", "5", "--out", file("part.npz"), "--resume");
    expect([whole.code, part.code, rest.code]).toEqual([0, 0, 0]);
    const [all, end] = [whole, rest].map(({ out }) => JSON.parse(out) as TrainReport);
    expect(all.steps.map(({ loss }) => loss)).toEqual(end.steps.map(({ loss }) => loss));
    expect(all.steps.map(({ clocks }) => clocks)).toEqual([null, null, null, null, null]);
    expect(all.macs).toBe(all.layers.reduce((sum, { macs }) => sum + macs, 0));
    expect(readFileSync(file("part.npz"))).toEqual(readFileSync(file("whole.npz")));
    const written = readNpz(file("whole.npz"));
    const wanted = [...network.parameters.keys()].sort();
    expect([...written.keys()].sort()).toEqual(wanted);
  });

  test("writes a graph that infers what the trained network does", async () => {
    await train("--steps", "3", "--out", file("trained.onnx"));
    const options = ["--batch", "16", "--data", file("data.npz"), "--out", file("y.npz")];
    const inferred = await commandLine("infer", file("trained.onnx"), ...options);
    expect(inferred.err).toBe("");
    const y = readNpz(file("y.npz")).get("y")!;
    expect(y.shape).toEqual([dataset.samples, 3]);
    expect(Array.from(y.data as Float32Array).every(Number.isFinite)).toBe(true);
  });

  test("infers on the cluster with the bits of the run without clocks, and says where the clocks went", async () => {
    const some = { shape: [16, 1, 8, 8], data: dataset.inputs[0].slice(0, 16 * 64) };
    writeNpz(file("some.npz"), arrays(some, undefined));
    const options = ["--batch", "16", "--data", file("some.npz"), "--precision", "fp16", "--json"];
    const functional = await commandLine("infer", file("net.onnx"), ...options);
    const exact = await commandLine("infer", file("net.onnx"), ...options, "--model", "cycles", "--engine", "redmule");
    expect([exact.code, exact.err]).toEqual([0, ""]);
    const [without, report] = [functional, exact].map(({ out }) => JSON.parse(out) as InferReport);
    expect(report.y).toEqual(without.y);
    expect([without.clocks, report.macs]).toEqual([null, without.macs]);
    expect(report.clocks).toBe(report.layers.reduce((sum, { clocks }) => sum + (clocks ?? 0), 0));
    for (const peak of [report.memory.l2!, report.memory.tcdm!]) {
      expect(peak.holders.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(peak.bytes);
    }
  });

  test("freezes parameters and layers by pattern", async () => {
    const { out } = await train("--steps", "1", "--freeze", "c1*", "--freeze", "bn", "--json");
    const report = JSON.parse(out) as TrainReport;
    expect(report.trained).toEqual([...network.parameters.keys()].filter((name) => /^(dw|c2|fc)\./.test(name)));
    expect(report.layers.some(({ layer, pass }) => layer === "c1" && pass !== "forward")).toBe(false);
  });

  test("counts underflow and overflow of every tensor", async () => {
    const { out } = await train("--steps", "1", "--precision", "fp16", "--counters", "--json");
    const { counters } = JSON.parse(out) as TrainReport;
    const written = counters!.find(({ tensor }) => tensor === "grad.c1.w")!;
    expect(written.elements).toBe(8 * 9);
    expect(written.nan + written.infinite).toBe(0);
  });

  test.each([
    [["resnet9"], /neither a file nor a network/],
    [["resnet8", "--engine", "redmule"], /RedMulE has no fp32/],
    [["resnet8", "--steps", "1", "--epochs", "1"], /both given/],
    [["resnet8", "--width", "0.5"], /--width is given, but resnet8/],
    [["resnet8", "--freeze", "nothing*"], /fits no parameter/],
    [["resnet8", "--freeze", "*"], /nothing is left to train/],
    [["autoencoder", "--batch", "1"], /one value a channel/],
    [["ds-cnn", "--nesterov"], /--nesterov needs/],
    [["ds-cnn", "--out", "x.txt"], /ends in .npz or .onnx/],
    [["ds-cnn", "--resume"], /give --out/],
    [["ds-cnn", "--out", "/nowhere/x.npz"], /nowhere/],
    [["ds-cnn", "--schedule", "fast"], /--schedule is "fast"/],
    [["ds-cnn", "--format", "fc=fp8"], /--format fc=fp8 chooses products of --precision fp8/],
    [["ds-cnn", "--precision", "fp8", "--format", "fc:input=fp32"], /fp32 is of a whole layer/],
    [["ds-cnn", "--precision", "fp16", "--format", "c9*=fp32"], /--format c9\*=fp32 fits no layer of ds-cnn/],
  ])("refuses %j in one sentence", async (args, message) => {
    const { code, err } = await commandLine("train", ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trim().split("\n").length).toBe(1);
  });

  const nan = Float32Array.from(dataset.inputs[0]);
  nan[70] = NaN;
  const beyond = Int32Array.from(labels);
  beyond[5] = 3;
  const y = { shape: [64], data: labels };
  const bad: readonly (readonly [what: string, arrays: Map<string, NdArray>, message: RegExp])[] = [
    ["NaN", arrays({ shape: x.shape, data: nan }, y), /NaN in sample 1/],
    ["a label out of range", arrays(x, { shape: [64], data: beyond }), /the label 3, but there are 3 classes/],
    [
      "another image",
      arrays({ shape: [2, 1, 4, 4], data: new Float32Array(32) }, { shape: [2], data: labels.slice(0, 2) }),
      /samples of 1x4x4/,
    ],
    ["too few targets", arrays(x, { shape: [63], data: labels.slice(1) }), /y of 63/],
    ["no x", arrays(undefined, y), /no array x/],
    ["no y", arrays(x, undefined), /no array y/],
  ];
  test.each(bad)("refuses data with %s in one sentence and writes nothing", async (_what, content, message) => {
    writeNpz(file("bad.npz"), content);
    const out = file("never.npz");
    const data = ["--batch", "16", "--data", file("bad.npz"), "--out", out];
    const { code, err } = await commandLine("train", file("net.onnx"), ...data);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trim().split("\n").length).toBe(1);
    expect(existsSync(out) || existsSync(`${out}.checkpoint`)).toBe(false);
  });

  test("refuses a checkpoint of another run", async () => {
    await train("--steps", "1", "--out", file("other.npz"));
    const { code, err } = await train("--steps", "2", "--lr", "0.5", "--out", file("other.npz"), "--resume");
    expect(code).toBe(2);
    expect(err).toMatch(/belongs to a run with another/);
  });
});

describe("redmule layer", () => {
  test.each([
    ["conv2d", "--in", "4x7x5", "--out", "6", "--kernel", "3x2", "--stride", "2", "--pad", "1", "--groups", "2"],
    ["linear", "--in", "9", "--out", "5", "--batch", "3"],
    ["batch-norm", "--in", "3x4x4"],
    ["max-pool", "--in", "2x6x6", "--kernel", "3", "--stride", "2", "--pad", "1"],
  ])("%s equals golden in every bit", async (...args) => {
    const { code, out } = await commandLine("layer", ...args, "--precision", "fp16", "--json");
    expect(code).toBe(0);
    const { checks } = JSON.parse(out) as { checks: { checked: number; mismatches: number }[] };
    expect(checks.length).toBeGreaterThan(1);
    for (const { checked, mismatches } of checks) expect([checked > 0, mismatches]).toEqual([true, 0]);
  });

  test("refuses what it cannot build", async () => {
    const { code, err } = await commandLine("layer", "conv2d", "--in", "3x4x4", "--kernel", "3");
    expect([code, /needs --out/.test(err)]).toEqual([2, true]);
  });
});
