import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test as property, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { converted } from "../../measure/report/convert.js";
import { drawn } from "../../measure/report/draw.js";
import { apart } from "../../measure/report/line-labels.js";
import { ownPicture } from "../../measure/report/own.js";
import { paperPictures } from "../../measure/report/papers.js";
import { picturesOf } from "../../measure/report/pictures.js";
import { sideBySide } from "../../measure/report/side-by-side.js";
import { studyOf, type Finding, type Picture } from "../../measure/report/study.js";
import { parseSize, PLAIN, type Style } from "../../measure/report/style.js";
import type { PaperLine } from "../../measure/sweep/paper.js";
import { packageFile } from "../../sw/package-file.js";
import { commandLine } from "../cli/command-line.js";
import { sweepOf, TINY } from "./sweeps.js";
import { testFolder } from "../test-folder.js";

const SHAPE = { n: 6, k: 7 };
const folder = testFolder("report-files");

type Row = Readonly<Record<string, string | number>>;
const rowsOf = (finding: Finding, layer: number, panel = 0): readonly Row[] =>
  (finding.spec!.concat[panel] as { layer: { data: { values: Row[] } }[] }).layer[layer].data.values;

const sizeOf = (svg: string): number[] => /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.slice(1).map(Number);

describe("a picture for a paper", () => {
  const [picture] = picturesOf(
    studyOf(sweepOf({ base: { ...TINY, n: 6 }, product: { m: [1, 3, 6], k: [2, 4] } })),
  ) as Picture[];
  const style: Style = { width: 317.48, height: 250, font: "Times", fontSize: 9, isBare: true };

  test("has the size and the letters that were asked for, and neither title nor command", async () => {
    const svg = await drawn(picture, "redmule report x # redmule 1", style);
    expect(sizeOf(svg)).toEqual([317.48, 250]);
    const letters = new Set([...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size)));
    expect(letters).toContain(9);
    expect(svg).toContain('font-family="Times, ');
    expect(svg).not.toContain("redmule");
    expect(svg.replace(/<title>.*<\/title>/, "")).not.toContain(picture.title);
  });

  test("stays a picture on a page of the width of a hand", async () => {
    const study = studyOf(sweepOf({ base: { ...TINY, ...SHAPE }, product: { m: [3, 6], op: ["GEMM", "ADDMAX"] } }));
    for (const each of picturesOf(study).filter(({ spec }) => spec !== null) as Picture[]) {
      const [width, height] = sizeOf(await drawn(each, "", { ...PLAIN, width: 344 }));
      expect(width).toBe(344);
      expect(height).toBeGreaterThan(120);
    }
  });

  test("in PDF has that size in points and letters as letters; the same bytes each time", async () => {
    const svg = await drawn(picture, "", style);
    const [first, second] = [1, 2].map(() => converted(svg, { format: "pdf", style, dpi: 192 }));
    const pdf = Buffer.from(await first).toString("latin1");
    expect(pdf.slice(0, 5)).toBe("%PDF-");
    expect(pdf).toMatch(/\/MediaBox \[0 0 238\.11 187\.5\]/);
    expect(pdf).toContain("/BaseFont /Times-Roman");
    expect(Buffer.from(await second).toString("latin1")).toBe(pdf);
  });

  test("refuses letters that the fonts of PDF lack, and a font that is not there", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text>\u03c9</text></svg>';
    await expect(converted(svg, { format: "pdf", style: PLAIN, dpi: 96 })).rejects.toThrow(
      /"\u03c9" is not in the fonts/,
    );
    const missing = { ...PLAIN, font: join(folder, "none.ttf") };
    await expect(converted(svg, { format: "png", style: missing, dpi: 96 })).rejects.toThrow(/none\.ttf" is not there/);
  });

  test.each([
    ["84mm", 317.48, null],
    ["480x320", 480, 320],
    ["3.5 x 2in", 336, 192],
  ])("%s is a size", (text, width, height) => {
    const size = parseSize(text);
    expect(size.width).toBeCloseTo(width, 2);
    expect(size.height).toBe(height);
  });

  test.each(["", "mm", "1x2x3", "20px", "-84mm", "84ft", "1..2in"])("%j is none", (text) => {
    expect(() => parseSize(text)).toThrow(/no size of a picture/);
  });
});

property.prop([
  fc.array(
    fc.integer({ min: 10, max: 100 }).map((tenths) => tenths / 10),
    { minLength: 1, maxLength: 8 },
  ),
  fc.boolean(),
])("names beside lines keep clear of each other, in the order of the lines and within the panel", (values, isLog) => {
  const side = { domain: [1, 10], isLog, height: 200 } as const;
  const pixel = (value: number): number => 200 * (isLog ? Math.log10(value) : (value - 1) / 9);
  const places = apart(values, side).map(pixel);
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  for (const [i, at] of order.entries()) {
    expect(places[at]).toBeGreaterThanOrEqual(-1e-6);
    expect(places[at]).toBeLessThanOrEqual(200 + 1e-6);
    if (i > 0) expect(places[at] - places[order[i - 1]]).toBeGreaterThanOrEqual(13 - 1e-6);
  }
});

describe("a picture of one's own", () => {
  const sweep = sweepOf({
    base: { ...TINY, ...SHAPE, stall: 0.3 },
    product: { m: [3, 6], fmt: ["fp16", "fp8"], seed: [1, 2] },
  });
  const study = studyOf(sweep);

  test("has a mark for each combination of what is shown, the mean of the rest, and units", () => {
    const [{ spec, name }] = ownPicture(study, { x: "m", y: "cycles", colour: "fmt" });
    expect(name).toBe("cycles-over-m-fmt");
    expect(JSON.stringify(spec)).toContain('"title":"cycles (clocks)"');
    const marks = rowsOf({ spec } as Finding, 1);
    expect(marks).toHaveLength(4);
    for (const { m, fmt, cycles } of marks) {
      const own = sweep.records.filter((record) => record.m === m && record.fmt === fmt);
      expect(cycles).toBe((own[0].cycles! + own[1].cycles!) / 2);
    }
  });

  test("has a panel for each value of a facet", () => {
    const [{ spec }] = ownPicture(study, { x: "account.useful", y: "utilisation", facet: "fmt" });
    expect(spec.concat.map((panel) => (panel as { title: string }).title)).toEqual(["format: fp16", "format: fp8"]);
  });

  test.each([
    [{ x: "lod", y: "cycles" }, /^--x "lod" is no field of the records: did you mean /],
    [{ x: "m", y: "fmt" }, /^--y fmt holds no numbers/],
  ])("%o is refused", (fields, message) => {
    expect(() => ownPicture(study, fields)).toThrow(message);
  });
});

describe("two sweeps side by side", () => {
  const swept = (streamFifo: number, directory: string) => ({
    sweep: sweepOf({
      base: { ...TINY, ...SHAPE, stall: 0.4, streamFifo },
      product: { m: [6, 9, 12], seed: [1, 2, 3] },
    }),
    directory,
  });
  const [shallow, deep] = [swept(2, "a/shallow"), swept(8, "a/deep")];

  test("differences are those of the clocks of the same points, and what tells the sweeps apart is said", () => {
    const { findings, study } = sideBySide([shallow, deep]);
    expect(study.axes.map(({ name }) => name)).toEqual(["sweep", "m"]);
    expect(findings[0].caption).toContain("shallow has stream FIFO = 2; deep has stream FIFO = 8.");
    const clocks = ({ sweep }: typeof deep, m: number): number =>
      sweep.records.filter((record) => record.m === m).reduce((sum, { cycles }) => sum + cycles!, 0);
    const rows = rowsOf(findings[0], 0);
    expect(rows.length).toBeGreaterThan(0);
    for (const { point, change } of rows) {
      const m = Number(/\d+/.exec(String(point))![0]);
      expect(change).toBeCloseTo(clocks(deep, m) / clocks(shallow, m) - 1, 10);
    }
  });

  test("equal ones are one sentence", () => {
    const { findings } = sideBySide([shallow, { ...shallow, directory: "b/shallow" }]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      spec: null,
      caption: "3 points are in both, and every one takes the same clocks.",
    });
  });
});

test("the papers' figures: ratios, both values, and in words what the model has not", () => {
  const line = { paper: "P", note: "", command: "" };
  const lines: PaperLine[] = [
    { ...line, figure: "speed", published: 20, model: 21, ratio: 1.05 },
    { ...line, figure: "efficiency", published: 600, model: 590, ratio: 590 / 600, note: "fitted to it" },
    { ...line, figure: "area", published: 0.07, model: null, ratio: null },
  ];
  const [picture] = paperPictures(lines);
  expect(rowsOf(picture, 2).map(({ row, ratio, kind }) => [row, ratio, kind])).toEqual([
    ["P: speed", 1.05, "simulated"],
    ["P: efficiency", 590 / 600, "fitted to the paper's figure"],
  ]);
  expect(picture.caption).toContain("Without a figure of the model: area (P).");
});

test("the line that a report gives is a command: word for word it makes the same report", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = join(bin, "redmule");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' --import tsx '${packageFile("cli/main.ts")}' "$@"\n`);
  chmodSync(program, 0o755);
  const spec = JSON.stringify({ base: { ...TINY, ...SHAPE }, product: { m: [3, 6] } });
  const out = join(folder, "it's a sweep");
  expect((await commandLine("sweep", spec, "--out", out)).code).toBe(0);
  expect((await commandLine("report", out, "--x", "m", "--y", "cycles")).code).toBe(0);
  const page = readFileSync(join(out, "report", "index.html"), "utf8");
  const line = /<pre>([^]*?)<\/pre>/
    .exec(page)![1]
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  rmSync(join(out, "results.jsonl"));
  rmSync(join(out, "report", "index.html"));
  execFileSync("/bin/sh", ["-c", line], {
    cwd: packageFile("."),
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    stdio: "pipe",
  });
  expect(readFileSync(join(out, "report", "index.html"), "utf8")).toBe(page);
});
