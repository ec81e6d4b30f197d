import { describe, expect, test } from "vitest";
import { gemmsOf, NETWORKS, type Network } from "../../measure/sweep/networks.js";
import { openSweep } from "../../measure/sweep/open.js";
import { paperLines } from "../../measure/sweep/paper.js";
import { pointOf, type PointInput } from "../../measure/sweep/point.js";
import { PRESETS } from "../../measure/sweep/presets.js";
import { trainingLines } from "../../measure/sweep/paper-training.js";
import { PAPER } from "../../measure/sweep/presets/paper.js";
import type { SweepRecord } from "../../measure/sweep/record.js";
import { runPoint } from "../../measure/sweep/run-point.js";
import { softwareClocks } from "../../measure/sweep/software.js";
import { trainingSteps } from "../../measure/sweep/training-steps.js";

const record = (given: PointInput, index: number): SweepRecord => runPoint(pointOf(given), index, "test");

test.each(Object.entries(PRESETS))("every point of the preset %s means something", (_name, { spec }) => {
  expect(openSweep(spec, "preset").plan.points).toBeGreaterThan(1);
});

describe("the networks", () => {
  const macs = ({ layers }: Network, pass: string): number =>
    layers
      .flatMap((layer) => gemmsOf(layer, 1))
      .filter((gemm) => gemm.pass === pass)
      .reduce((sum, { m, n, k, count }) => sum + m * n * k * count, 0);
  const weights = ({ layers }: Network): number =>
    layers.map((layer) => gemmsOf(layer, 1)[1]).reduce((sum, { m, k, count }) => sum + m * k * count, 0);

  // Multiplications of an inference and weights without biases and batch normalisation, from the layers' definitions.
  test.each<[name: string, forward: number, weights: number]>([
    ["ResNet8", 12_501_632, 77_360],
    ["DS-CNN", 2_656_768, 22_016],
    ["autoencoder", 264_192, 264_192],
  ])("%s has the published numbers of products and weights", (name, forward, parameters) => {
    const network = NETWORKS.find((one) => one.name === name)!;
    expect(macs(network, "forward")).toBe(forward);
    expect(weights(network)).toBe(parameters);
    expect(macs(network, "weight gradient")).toBe(forward);
    const [first] = network.layers;
    const own = gemmsOf(first, 1)[0];
    expect(macs(network, "input gradient")).toBe(forward - own.m * own.n * own.k);
  });

  test("the batch multiplies the products of every layer", () => {
    for (const layer of NETWORKS.flatMap(({ layers }) => layers)) {
      const [one, eight] = [1, 8].map((batch) => gemmsOf(layer, batch).map(({ m, n, k }) => m * n * k));
      expect(eight).toEqual(one.map((products) => 8 * products));
    }
  });
});

test("a step of training sums its products as often as it does them", () => {
  const about = { network: "toy", batch: 2 };
  const records = [
    { about: { ...about, pass: "forward", count: 3 }, m: 4, n: 8, k: 16 },
    { about: { ...about, pass: "weight gradient", count: 1 }, m: 5, n: 6, k: 7 },
  ].map(record);
  const [a, b] = records.map(({ cycles }) => cycles!);
  expect(trainingSteps(records)).toEqual([
    {
      ...about,
      clocks: { forward: 3 * a, "weight gradient": b, "input gradient": 0 },
      total: 3 * a + b,
      macPerClock: (3 * 4 * 8 * 16 + 5 * 6 * 7) / (3 * a + b),
      milliseconds: (3 * a + b) / 613e3,
    },
  ]);
  const open = [{ ...records[0], cycles: null }, records[1]];
  expect(trainingSteps(open)[0]).toMatchObject({ clocks: { forward: null }, total: null, macPerClock: null });
});

test("the papers' figures are there, each with its command or the reason why not", () => {
  const records = (PAPER.list ?? []).map(record);
  const lines = paperLines(records, softwareClocks(16));
  for (const { figure, model, ratio, published, command, note } of lines) {
    expect(ratio, figure).toBe(model === null ? null : model / published!);
    expect(command === "" ? note : command, figure).not.toBe("");
    for (const part of command.split("; ").filter(Boolean))
      expect(part, figure).toMatch(/^redmule (sweep|compare|energy) /);
  }
  const modelled = (figure: string): number => lines.find((line) => line.figure === figure)!.ratio!;
  for (const figure of ["MAC/clock", "GFLOPS, FP16, 613 MHz", "GFLOPS, FP8, 613 MHz", "power, mW, less than"]) {
    expect(Math.abs(modelled(figure) - 1), figure).toBeLessThan(0.011);
  }
  const utilisations = lines.filter(({ figure }) => figure === "utilisation, %").map(({ model }) => model);
  expect(utilisations[0]).toBeCloseTo(98.88, 2);
  expect(utilisations[1]).toBeCloseTo(99.42, 2);
});

test("the papers' figures about training stand beside those of measured steps", () => {
  const passes = [
    { layer: "conv", pass: "forward", macs: 4000, clocks: 1000 },
    { layer: "conv", pass: "weightGradient", macs: 4000, clocks: 800 },
    { layer: "norm", pass: "forward", macs: 0, clocks: 200 },
  ];
  const fp32 = { macs: 8000, clocks: 2000, redmuleBusy: 0, milliseconds: 3, passes, convolutions: ["conv"] };
  const halved = passes.map((each) => ({ ...each, clocks: each.clocks / 2 }));
  const fp16 = { ...fp32, clocks: 1000, passes: halved };
  const lines = trainingLines({
    ...{ resnet8Fp32: fp32, resnet8Fp16: fp16, resnet8Redmule: { ...fp16, redmuleBusy: 0.5 } },
    ...{ dsCnnFp32: fp32, dsCnnFp16: fp16, autoencoderRedmule: fp16 },
  });
  const modelOf = (figure: RegExp): number | null => lines.find((line) => figure.test(line.figure))!.model;
  expect(modelOf(/forward, best layer/)).toBe(4);
  expect(modelOf(/best layer and pass/)).toBe(5);
  expect(modelOf(/FP16 over FP32/)).toBe(2);
  expect(modelOf(/^ResNet8 step, MAC/)).toBe(8);
  for (const { figure, model, published, ratio, note, command } of lines) {
    expect(ratio, figure).toBe(model === null || published === null ? null : model / published);
    expect(model === null ? note : command, figure).not.toBe("");
  }
  expect(lines.find(({ figure }) => figure === "ResNet8 step, ms")!.note).toMatch(/no clock fits both/);
});
