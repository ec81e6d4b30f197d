import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SHAPES } from "../../measure/sweep/presets/designs.js";
import { parseSpec } from "../../measure/sweep/spec.js";
import type { SweepRecord } from "../../measure/sweep/record.js";
import { sweepOf, TINY, wrong } from "../report/sweeps.js";
import { commandLine } from "./command-line.js";

const SPEC = { base: { ...TINY, n: 6 }, product: { m: [2, 3], k: [3, 4] } };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a sweep as `redmule sweep --out` does. */
function write(change: (record: SweepRecord) => SweepRecord = (record) => record, plan: object = {}): void {
  const { records, ...rest } = sweepOf(SPEC);
  writeFileSync(join(folder, "sweep.json"), JSON.stringify({ ...rest, ...plan }));
  const lines = records.map((record) => `${JSON.stringify(change(record))}\n`);
  writeFileSync(join(folder, "results.jsonl"), lines.join(""));
}

const page = (): string => readFileSync(join(folder, "report", "index.html"), "utf8");

test("a page that needs no other file, the pictures on it, and the spec that makes it again", async () => {
  write();
  const { code, out, err } = await commandLine("report", folder);
  expect([code, err]).toEqual([0, ""]);
  const names = ["index.html", "utilisation-m-k.svg", "roofline.svg", "ce-clocks.svg"];
  expect(out).toBe(names.map((name) => `${join(folder, "report", name)}\n`).join(""));
  const files = [...names, "spec.json"];
  expect(readdirSync(join(folder, "report")).sort()).toEqual(files.sort());
  for (const name of names.filter((file) => file.endsWith(".svg"))) {
    expect(page()).toContain(readFileSync(join(folder, "report", name), "utf8"));
  }
  expect(page()).not.toMatch(/<script|<link|<img|src=|href="[^#]/);
  expect(page()).toContain(
    `redmule sweep ${folder}/report/spec.json --out ${folder} &#38;&#38; redmule report ${folder}`,
  );
  expect(page()).toContain("4 of 4 jobs ended with every bit of Z equal to golden.");
  expect(parseSpec(JSON.parse(readFileSync(join(folder, "report", "spec.json"), "utf8")), "it")).toEqual(
    parseSpec(SPEC, "it"),
  );
});

test("the command of a preset names the preset", async () => {
  write(undefined, { spec: parseSpec(SHAPES, "shapes") });
  const { code } = await commandLine("report", folder, "--out", join(folder, "a", "b"));
  expect(code).toBe(0);
  const text = readFileSync(join(folder, "a", "b", "index.html"), "utf8");
  expect(text).toContain(`redmule sweep shapes --out ${folder}`);
  expect(existsSync(join(folder, "a", "b", "spec.json"))).toBe(false);
});

test("jobs without a right result are listed", async () => {
  write((record) => (record.index === 2 ? wrong(record) : record));
  expect((await commandLine("report", folder, "--json")).code).toBe(0);
  expect(page()).toContain("3 of 4 jobs ended");
  expect(page()).toContain("One job has no right result.");
  expect(page()).toMatch(/<td>2<\/td><td>GEMM fp16 3 x 6 x 3 on 3x2x1, seed 0<\/td><td>7 elements differ from golden</);
});

test("nothing right at all is still a page", async () => {
  write(wrong);
  expect((await commandLine("report", folder)).code).toBe(0);
  expect(page()).toContain("4 jobs have no right result.");
});

test("a shard and an interrupted sweep say so", async () => {
  write(undefined, { shard: { index: 2, of: 3 } });
  await commandLine("report", folder);
  expect(page()).toContain("This is shard 2 of 3");
  write(undefined, { points: 9 });
  await commandLine("report", folder);
  expect(page()).toContain("The sweep is not finished: 4 of 9 points.");
});

test("refuses what is no sweep, in one sentence, and writes nothing", async () => {
  const refusal = async (...args: string[]) => {
    const { code, out, err } = await commandLine("report", folder, ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: [^\n]*\.\n$/);
    expect(existsSync(join(folder, "report"))).toBe(false);
    return err;
  };
  expect(await refusal()).toContain("sweep.json cannot be read (ENOENT)");
  write();
  writeFileSync(join(folder, "results.jsonl"), "");
  expect(await refusal()).toContain(`has no record: run the sweep first, with --out ${folder}.`);
  writeFileSync(join(folder, "results.jsonl"), "{}\n");
  expect(await refusal()).toContain("is not what redmule sweep writes");
  writeFileSync(join(folder, "results.jsonl"), "null!\n");
  expect(await refusal()).toContain("is not JSON");
  write();
  writeFileSync(join(folder, "file"), "");
  expect(await refusal("--out", join(folder, "file"))).toContain("cannot be made (EEXIST)");
});

test("refuses a path that leads nowhere by its own name", async () => {
  for (const name of ["run.json", "sweep"]) {
    const { code, err } = await commandLine("report", join(folder, name));
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(`error: ${join(folder, name)} is not there: `),
    });
  }
});

test("a picture that cannot be written is told in one sentence, and nothing temporary stays", async () => {
  write();
  mkdirSync(join(folder, "report", "roofline.svg"), { recursive: true });
  const { code, err } = await commandLine("report", folder);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: Cannot write .*roofline\.svg/);
  expect(readdirSync(join(folder, "report")).filter((name) => !name.endsWith(".svg"))).toEqual([]);
});
