import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SVG_FILES } from "../../measure/report/style.js";
import { runReportOf } from "../../measure/report/run-report.js";
import { layerClocks } from "../../measure/report/training/clocks.js";
import { gantt } from "../../measure/report/training/gantt.js";
import { trainingRun } from "../../measure/report/training/record.js";
import { tunedProducts } from "../../measure/report/tuning/candidates.js";
import { tuningRun } from "../../measure/report/tuning/record.js";
import { commandLine } from "../cli/command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("run-report");
const save = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

const reasons = { compute: 60, im2row: 30, transform: 0, redmuleWait: 5, dmaWait: 5, idle: 0 };
const training = {
  ...{ network: "net", precision: "fp16", engine: "redmule", batch: 1, macs: 1000, clocks: 200, redmuleBusy: 40 },
  layers: [
    { layer: "conv", pass: "forward", macs: 600, clocks: 100, reasons, redmuleBusy: 40 },
    { layer: "optimizer", pass: "update", macs: 0, clocks: 100, reasons: { ...reasons, idle: 0 }, redmuleBusy: 0 },
    { layer: "fc", pass: "forward", macs: 400, clocks: null, reasons: null, redmuleBusy: null },
  ],
  timeline: {
    steps: [{ name: "conv.product", layer: "conv", pass: "forward" }],
    reasons: Object.keys(reasons),
    stretches: [
      [0, 10, 30, 1, 0, 12],
      [0, 40, 30, 0, 30, 0],
      [0, 70, 40, 0, 10, 0],
    ],
  },
};

const TOLD = { command: "redmule report run.json", version: "1", output: SVG_FILES };

/** The rows that the layers of a picture's panels draw. */
function rowsOf(picture: { readonly spec: { readonly concat: readonly unknown[] } | null }): Record<string, unknown>[] {
  return picture.spec!.concat.flatMap((panel) =>
    (panel as { layer: { data: { values: Record<string, unknown>[] } }[] }).layer.flatMap(({ data }) => data.values),
  );
}

describe("pictures of a training step", () => {
  test("stack the clocks of every layer and pass by what core 0 did", () => {
    const [byLayer, byPass] = layerClocks(trainingRun.parse(training));
    const parts = rowsOf(byLayer).filter((row) => row.reason !== undefined);
    expect(parts.reduce((sum, { clocks }) => sum + Number(clocks), 0)).toBe(200);
    expect(parts.filter(({ layer }) => layer === "conv").length).toBe(4);
    // RedMulE's clocks stand in a row of their own.
    expect(rowsOf(byLayer).filter((row) => row.reason === undefined)).toEqual([{ layer: "conv", clocks: 40 }]);
    const shares = rowsOf(byPass).filter(({ pass }) => pass === "forward");
    expect(shares.reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 12);
  });

  test("a timeline joins what touches, and begins with the pass", () => {
    const [picture] = gantt(trainingRun.parse(training), "conv");
    const bars = rowsOf(picture).map(({ lane, from, to }) => [lane, from, to]);
    expect(bars).toEqual([
      ["core 0", 0, 30],
      ["core 0", 30, 100],
      ["RedMulE", 30, 70],
      ["DMA", 0, 12],
    ]);
  });

  test("are files beside the run, by the command line", async () => {
    const path = save("step.json", training);
    const { code, out } = await commandLine("report", path, "--layer", "conv", "--json");
    expect(code).toBe(0);
    const { page, pictures } = JSON.parse(out) as { page: string; pictures: string[] };
    expect(pictures.map((each) => each.slice(folder.length))).toEqual([
      "/step-report/clocks-by-layer.svg",
      "/step-report/clocks-by-pass.svg",
      "/step-report/gantt.svg",
    ]);
    expect(readFileSync(page, "utf8")).toContain("5.00 MAC/clock");
  });

  test.each([
    [{ ...training, clocks: null }, undefined, /without clocks: run it with --model cycles/],
    [training, "pool", /net has no layer pool/],
    [{ some: "thing" }, undefined, /no run of redmule train/],
    ["{", undefined, /is not JSON/],
  ])("refuse %j in one sentence", async (content, layer, message) => {
    const path = save("bad.json", content);
    await expect(runReportOf(path, { ...TOLD, layer })).rejects.toThrow(message);
    const { code } = await commandLine("report", path, ...(layer === undefined ? [] : ["--layer", layer]));
    expect([code, existsSync(join(folder, "bad-report"))]).toEqual([2, false]);
  });
});

describe("pictures of a search", () => {
  const ran = (choice: string, clocks: number) => ({ choice, clocks, bound: 50 });
  const measured = [ran("a", 100), ran("b", 110), ran("c", 150)];
  const product = {
    ...{ name: "p", layer: "conv", pass: "inputGradient", macs: 10, bound: { clocks: 50, by: "DMA" } },
    ...{ best: measured[0], default: measured[1], measured, oneSize: 240, naive: 500 },
  };
  const run = {
    ...{
      network: "net",
      precision: "fp32",
      engine: "cores",
      batch: 1,
      products: [product, { ...product, naive: null }],
    },
    ...{ oneSizeKernel: "4x4", step: { clocks: 900, default: 1000 } },
  };

  test("show every run over its bound, and the gain over single kernels", () => {
    const [candidates, gains] = tunedProducts(tuningRun.parse(run));
    const points = rowsOf(candidates).filter(({ product: name }) => name === "conv, input");
    expect(points.map(({ ratio, kind }) => [ratio, kind])).toEqual([
      [3, "another candidate"],
      [2.2, "without a tuner"],
      [2, "fastest"],
    ]);
    const bars = rowsOf(gains).filter(({ over }) => over !== undefined);
    expect(bars.map(({ product: name, ratio }) => [name, ratio])).toEqual([
      ["conv, input", 2.4],
      ["conv, input", 5],
      ["conv, input 2", 2.4],
    ]);
  });

  test("say what the whole step gains", async () => {
    const files = await runReportOf(save("tune.json", run), TOLD);
    expect(files.map(({ name }) => name)).toEqual(["candidates.svg", "gains.svg", "index.html"]);
    expect(files[2].content).toContain("900 clocks, 1 000 without a tuner (1.111 of it)");
  });
});
