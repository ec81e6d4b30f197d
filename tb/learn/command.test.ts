import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LearnReport } from "../../cli/learn/learn-report.js";
import { Learner } from "../../train/learn/learner.js";
import type { LearnerSettings } from "../../train/learn/settings.js";
import { Checkpoints } from "../../train/learn/checkpoint.js";
import { readImages } from "../../train/learn/images.js";
import { networkFrom } from "../../train/learn/setup.js";
import { storeOf } from "../../train/learn/stores.js";
import { writeNetwork } from "../../train/onnx/write-network.js";
import { commandLine } from "../cli/command-line.js";
import { smallImages, smallNetwork } from "./small.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("learn");
const file = (name: string): string => join(folder, name);

writeFileSync(file("net.onnx"), writeNetwork(smallNetwork(4)));
writeFileSync(file("data.npz"), smallImages());

const learn = (...args: string[]) =>
  commandLine("learn", "--network", file("net.onnx"), "--data-dir", file("data.npz"), "--initial", "0,1", ...args);
const functional = ["--model", "functional", "--events", "4", "--replays", "60"];

describe("redmule learn", () => {
  test.each([
    ["f", "u5", "cores", "the last linear layer"],
    ["p", "e4m3", "redmule", "FP8 replays that the pointwise product reads as they lie"],
    ["d", "u7", "redmule", "a depthwise layer"],
  ])(
    "split %s, %s on %s: a step on the cluster has the bits of the functional run (%s)",
    async (split, store, engine) => {
      const options = [
        "--split",
        split,
        "--store",
        store,
        "--engine",
        engine,
        "--events",
        "1",
        "--replays",
        "40",
        "--json",
      ];
      const { code, out, err } = await learn(...options);
      expect(err).toBe("");
      expect(code).toBe(0);
      const report = JSON.parse(out) as LearnReport;
      expect(report.measured).toBe(1);
      expect(report.eightBit).toBe(store === "e4m3");
      const { step, frozenImage, whole } = report;
      expect(step!.clocks).toBeGreaterThan(1000);
      // An event: 84 images through the frozen stage, 8 steps.
      expect(whole).toMatchObject({ images: 84, steps: 8, clocks: 84 * frozenImage!.clocks + 8 * step!.clocks });
      expect(whole!.microjoules).toBeCloseTo(84 * frozenImage!.microjoules + 8 * step!.microjoules, 9);
      expect(report.batteryHours).toBeCloseTo(43_956 / (whole!.microjoules / 8e6 / 60 + 1.7e-6) / 3600, 0);
    },
  );

  test("writes results and weights, and the run in the directory can be gone on with", async () => {
    const options = ["--split", "f", ...functional, "--out", file("run")];
    const { code, out } = await learn(...options);
    expect(code).toBe(0);
    expect(out).toContain("accuracy in % over events");
    const written = readdirSync(file("run")).sort();
    expect(written).toEqual(["learn.checkpoint", "learn.json", "replays-4.checkpoint", "weights.onnx"]);
    const weights = readFileSync(join(file("run"), "weights.onnx"));
    const again = await learn(...options, "--resume");
    expect(again.code).toBe(0);
    expect(readFileSync(join(file("run"), "weights.onnx"))).toEqual(weights);
    const other = await learn(...options, "--resume", "--seed", "2");
    expect([other.code, other.err]).toEqual([
      2,
      `error: ${join(file("run"), "learn.checkpoint")} belongs to a run with another network, data, seed or option: repeat its command line, or start without --resume.\n`,
    ]);
  });
});

describe("a run that is killed after any step", () => {
  const settings: LearnerSettings = {
    ...{ split: "f", replays: 60, store: storeOf("u6"), precision: "fp32", eightBit: false, lr: 0.5 },
    ...{ events: 3, seed: 4, initial: [0, 1], frozen: "int8" },
  };
  const learner = (): Learner => new Learner(networkFrom(file("net.onnx")), readImages(file("data.npz")), settings);
  const weights = (of: Learner) => [...of.adaptive.parameters()].map(([name, values]) => [name, [...values]]);

  test("ends with the bits of one that is not", () => {
    const whole = learner();
    while (!whole.isDone) whole.step();
    rmSync(file("killed"), { recursive: true, force: true });
    const directory = mkdtempSync(file("killed-"));
    let taken = 0;
    for (const steps of [3, 5, 1, 7, 8]) {
      const part = learner();
      const checkpoints = new Checkpoints(directory, "f");
      if (existsSync(join(directory, "learn.checkpoint"))) checkpoints.restore(part);
      for (let i = 0; i < steps && !part.isDone; i++, taken++) {
        part.step();
        checkpoints.save(part);
      }
      // The step at work is lost.
      if (!part.isDone) part.step();
    }
    expect(taken).toBe(24);
    const end = learner();
    new Checkpoints(directory, "f").restore(end);
    expect(end.isDone).toBe(true);
    expect(weights(end)).toEqual(weights(whole));
    expect(end.memory.bytes).toEqual(whole.memory.bytes);
    expect(end.position.results).toEqual(whole.position.results);
  });
});

describe("mistakes end in one sentence, with nothing written", () => {
  const cases: [string, readonly string[], string, (() => Uint8Array)?][] = [
    ["a split that is no tensor", ["--split", "nowhere"], "--split nowhere is no tensor of small: use one of "],
    ["a split that is a parameter", ["--split", "fc.bias"], "--split fc.bias does not cut small in two: use one of "],
    [
      "labels beyond the head",
      [],
      "wrong.npz has the label 9, but the network has 4 outputs: label from 0 to 3, or give a network with more.",
      () => smallImages({ label: 9 }),
    ],
    [
      "images of another size",
      [],
      "wrong.npz has images of 1x4x16, but the network takes 1x8x8: give images of this size, or up to 2 rows and columns less on each side.",
      () => smallImages({ side: 4 }),
    ],
    ["too few images for an event", [], "images of class", () => smallImages({ learnt: 80 })],
    [
      "too few images to fill the memory",
      ["--replays", "121"],
      "has 120 images of the initial classes to fill 121 replays from: give --replays 120 at most.",
    ],
    ["an unknown store", ["--store", "u9"], '--store is "u9": use one of u8, u7'],
    [
      "FP8 products on another store",
      ["--products", "fp8"],
      "Replays in u8 are not read by FP8 products: give --store e4m3 or e5m2.",
    ],
    [
      "FP8 products behind a depthwise split",
      ["--split", "d", "--products", "fp8", "--store", "e4m3"],
      "--products fp8 needs replays that a matrix product reads, but another layer reads d",
    ],
    ["FP32 on RedMulE", ["--precision", "fp32"], "--precision fp32 is the cores'"],
    ["resuming nothing", ["--resume", "--replays", "60"], "--resume needs"],
    ["an initial class that has no images", ["--initial", "0,7"], "has no image of the initial class 7"],
  ];
  test.each(cases)("%s", async (_name, args, message, data) => {
    writeFileSync(file("wrong.npz"), data === undefined ? smallImages() : data());
    const out = file("nothing");
    rmSync(out, { recursive: true, force: true });
    const options = ["--split", "f", "--events", "4", "--replays", "60", "--model", "functional", "--out", out];
    const data_ = ["--data-dir", file("wrong.npz")];
    const { code, err } = await learn(...options, ...data_, ...args);
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  test("a store that does not fit the external memory", async () => {
    const settings = {
      split: "d",
      replays: 120,
      store: storeOf("fp32"),
      precision: "fp32",
      eightBit: false,
      lr: 0.5,
    } as const;
    const rest = { events: 3, seed: 4, initial: [0, 1], frozen: "int8", externalBytes: 61_000 } as const;
    const make = (): Learner =>
      new Learner(networkFrom(file("net.onnx")), readImages(file("data.npz")), { ...settings, ...rest });
    expect(make).toThrow(
      "120 replays of 128 numbers in fp32 take 61440 bytes, but the external memory has 61000: give --replays 119 at most",
    );
  });
});
