import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.js";

let out = "";
let err = "";

async function redmule(...args: string[]): Promise<number> {
  const output = await commandLine("inject", ...args);
  ({ out, err } = output);
  return output.code;
}

const SMALL = ["--array", "3x2x1", "--m", "5", "--n", "7", "--k", "9", "--jobs", "1"];

test("the headline, the blocks and the registers, and a chart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "inject-"));
  const svg = join(folder, "chart.svg");
  expect(await redmule(...SMALL, "--runs", "100", "--seed", "2", "--svg", svg)).toBe(0);
  expect(out).toMatch(/^100 single-event upsets \(seed 2\) on RedMulE 3x2x1, GEMM fp16 5 x 7 x 9, \d+ clocks\n/);
  expect(out).toMatch(/^Architecture vulnerability of RedMulE, .*: \d+\.\d % \(\d+\.\d to \d+\.\d\); \d+ masked, /m);
  expect(out).toMatch(/^controller +4 +10( +\d+){4} +\d+\.\d % \(/m);
  expect(readFileSync(svg, "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  rmSync(folder, { recursive: true });
});

test("stuck-at faults, in JSON", async () => {
  expect(await redmule(...SMALL, "--runs", "20", "--kind", "stuck", "--fmt", "fp8", "--op", "addmax", "--json")).toBe(
    0,
  );
  const report = JSON.parse(out) as { blocks: { runs: number }[] };
  expect(report).toMatchObject({ kind: "stuck", seed: 0, runs: 20, job: { op: "ADDMAX", fmt: "fp8" } });
  expect(report.blocks.map(({ runs }) => runs)).toEqual(Array(10).fill(2));
});

test.each([
  [["--kind", "set"], /^error: --kind is "set": use one of seu, stuck\.\n$/],
  [["--runs", "0"], /^error: --runs is "0": .*\.\n$/],
  [["--m", "1025"], /^error: --m is "1025": give a whole number from 1 to 1024\.\n$/],
])("refuses %s in one sentence", async (args, message) => {
  expect(await redmule(...args)).toBe(2);
  expect(err).toMatch(message);
});
