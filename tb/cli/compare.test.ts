import { describe, expect, test } from "vitest";
import type { CompareReport } from "../../cli/compare-screen.js";
import { KERNELS } from "../../sw/programs.js";
import { commandLine } from "./command-line.js";

let out = "";
let err = "";

async function compare(...args: string[]): Promise<number> {
  const output = await commandLine("compare", ...args);
  ({ out, err } = output);
  return output.code;
}

test("four ways to one product, with their figures, in JSON", async () => {
  expect(await compare("32x32x32", "--json")).toBe(0);
  const report = JSON.parse(out) as CompareReport;
  expect(report).toMatchObject({ m: 32, n: 32, k: 32, cores: 8, papers: { redmuleSpeedUp: 22 } });
  const { rows } = report;
  expect(rows.map(({ name }) => name)).toEqual(["software FP32", "software FP16 SIMD", "RedMulE FP16", "RedMulE FP8"]);
  for (const row of rows) {
    expect(row.mismatches).toBe(0);
    expect(row.macPerClock).toBeCloseTo(32 ** 3 / row.clocks);
    expect(row.speedUp.fp32).toBeCloseTo(rows[0].clocks / row.clocks);
    expect(row.speedUp.fp16).toBeCloseTo(rows[1].clocks / row.clocks);
  }
  expect(rows.map(({ clocks }) => clocks)).toEqual([...rows].map(({ clocks }) => clocks).sort((a, b) => b - a));
});

test("a table beside the papers' figures", async () => {
  expect(await compare("5x6x7", "--cores", "3")).toBe(0);
  expect(out).toMatch(/^Z\[5 x 7\] = X\[5 x 6\] W\[6 x 7\], 3 cores/);
  expect(out).toMatch(
    /^software FP32 +fp32_\dx\d, (rows|columns) +\d+ +\d+\.\d\d +1\.00 +\d+\.\d\d +[\d.e-]+ \(fitted; [\d.e-]+ to [\d.e-]+\) +every bit$/m,
  );
  expect(out).toMatch(/^RedMulE FP8 +array 12x8x3 /m);
  expect(out).toMatch(/22 x the software of 8 cores \(DATE 2022\)/);
});

test("--all measures every kernel, and speed-ups count from the fastest", async () => {
  expect(await compare("8x8x16", "--all", "--json")).toBe(0);
  const { rows } = JSON.parse(out) as CompareReport;
  const kernels = [...KERNELS.fp32, ...KERNELS.fp16].map((kernel) => `${kernel}, rows`);
  expect(rows.map(({ by }) => by)).toEqual([...kernels, "array 12x4x3", "array 12x8x3"]);
  expect(Math.max(...rows.slice(0, KERNELS.fp32.length).map(({ speedUp }) => speedUp.fp32))).toBe(1);
});

describe("refuses in one sentence", () => {
  test.each([
    ["128x128x128", /^error: The matrices of 128 x 128 x 128 in fp32 .* of TCDM, which has 131072: .*\.\n$/],
    ["96x96", /^error: The shape is "96x96": give M x N x K .*\.\n$/],
    ["0x1x1", /^error: The shape is "0x1x1": .*\.\n$/],
    ["65536x1x1", /^error: The shape is "65536x1x1": .* 65535, .*\.\n$/],
  ])("%s", async (shape, message) => {
    expect(await compare(shape)).toBe(2);
    expect(err).toMatch(message);
  });
});
