import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import type * as FileSystem from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { SweepSummary } from "../../cli/sweep-screen.js";
import { readSweep, type SweepRecord } from "../../measure/sweep/record.js";
import { commandLine, type Output } from "../cli/command-line.js";
import { testFolder } from "../test-folder.js";

const disk = vi.hoisted(() => ({ full: false }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  return {
    ...fs,
    writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
      if (disk.full) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      return fs.writeSync(...args);
    }) as typeof fs.writeSync,
  };
});

const folder = testFolder("sweep");
const path = (name: string): string => join(folder, name);

const SPEC = JSON.stringify({
  product: { m: { from: 3, to: 33, step: 6 }, k: [5, 20], op: ["GEMM", "MINMAX"], n: [17] },
});
const run = (...args: string[]): Promise<Output> => commandLine("sweep", ...args);
const results = (name: string): string => readFileSync(join(path(name), "results.jsonl"), "utf8");

let first: Output;
let text: string;
beforeAll(async () => {
  first = await run(SPEC, "--jobs", "1", "--out", path("one"));
  text = results("one");
});

/** A copy of the first results with another file in it. */
function changed(name: string, file: string, change: (text: string) => string): string {
  cpSync(path("one"), path(name), { recursive: true });
  writeFileSync(join(path(name), file), change(readFileSync(join(path(name), file), "utf8")));
  return path(name);
}

describe("a directory of results", () => {
  test("is the same with one thread, with two, and as merged shards", async () => {
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toBe(`24 points: 24 ok, 0 hang; golden: 24 match, 0 mismatch; ${path("one")}/results.jsonl\n`);

    await run(SPEC, "--jobs", "2", "--out", path("two"));
    expect(results("two")).toBe(text);

    for (const shard of ["1/3", "3/3", "2/3"])
      await run(SPEC, "--jobs", "1", "--shard", shard, "--out", path(shard[0]));
    expect((await run("--merge", path("3"), path("1"), path("2"), "--out", path("all"))).code).toBe(0);
    expect(results("all")).toBe(text);
    expect(readFileSync(join(path("all"), "sweep.json"))).toEqual(readFileSync(join(path("one"), "sweep.json")));
  });

  property.prop([fc.double({ min: 0, max: 1, noNaN: true })], { numRuns: 4 })(
    "is the same after an interrupt anywhere",
    async (part) => {
      const at = Math.floor(part * text.length);
      const file = join(
        changed("cut", "results.jsonl", (lines) => lines.slice(0, at)),
        "results.jsonl",
      );
      const rest = at - (text.lastIndexOf("\n", at - 1) + 1);
      const { code, err } = await run(SPEC, "--jobs", "1", "--out", path("cut"));
      expect(code).toBe(0);
      expect(err.includes(`cut off (${rest} bytes); it is simulated again`)).toBe(rest > 0);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  test("is read back with its spec", () => {
    const { spec, points, shard, records, version } = readSweep(path("one"));
    expect(spec.product.m).toEqual([3, 9, 15, 21, 27, 33]);
    expect([points, shard]).toEqual([24, { index: 1, of: 1 }]);
    expect(records.map(({ index }) => index)).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect(records[3]).toMatchObject({ m: 3, k: 20, op: "MINMAX", golden: "match", version });
  });

  test("a full disk ends the sweep with one sentence, and the same command goes on", async () => {
    await run(SPEC, "--jobs", "1", "--shard", "1/2", "--out", path("half"));
    truncateSync(join(path("half"), "results.jsonl"), 3000);
    disk.full = true;
    const { code, err } = await run(SPEC, "--jobs", "1", "--shard", "1/2", "--out", path("half"));
    disk.full = false;
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: Cannot write ".*(results\.jsonl|campaign\.json)" \(ENOSPC\): the disk is full: .*\.$/m,
    );
    expect(await run(SPEC, "--jobs", "1", "--shard", "1/2", "--out", path("half"))).toMatchObject({ code: 0 });
    expect(results("half").trim().split("\n")).toHaveLength(12);
  });

  const swapped = (lines: string): string => lines.split("\n").toSpliced(1, 1).join("\n");
  test.each<[what: string, args: () => string[], message: RegExp]>([
    [
      "another spec",
      () => ["{}", "--out", path("one")],
      /one holds another sweep, shard or version .* another --out\.$/m,
    ],
    ["another shard", () => [SPEC, "--shard", "1/2", "--out", path("one")], /one holds another sweep/],
    ["results without a spec", () => ["{}", "--out", path("bare")], /bare holds results\.jsonl without sweep\.json/],
    [
      "a missing line",
      () => [SPEC, "--out", changed("mixed", "results.jsonl", swapped)],
      /whose line 2 is not in its place/,
    ],
    [
      "a line that is no JSON",
      () => [SPEC, "--out", changed("broken", "results.jsonl", (lines) => `${lines}oops\n`)],
      /Line 25 of .*broken.results\.jsonl is not JSON/,
    ],
    [
      "a path that is a file",
      () => ["{}", "--out", path("file")],
      /The directory ".*file" cannot be made \(EEXIST\): .*--out\.$/m,
    ],
    [
      "a file that is not there",
      () => [path("no.json")],
      /no\.json cannot be read \(ENOENT\): give a preset \(shapes, .*\) or the path of a file/,
    ],
    ["JSON that is none", () => ["{"], /The spec is not JSON/],
    ["nothing", () => [], /No spec is given: name a preset \(shapes, .*\) or a JSON file/],
    [
      "a merge of two sweeps",
      () => [
        "--merge",
        path("1"),
        changed("old", "sweep.json", (plan) => plan.replace('"m"', '"n"')),
        "--out",
        path("x"),
      ],
      /old is of another sweep than/,
    ],
    [
      "a merge without a shard",
      () => ["--merge", path("1"), path("3"), "--out", path("x")],
      /Point \d+ of 24 is in none/,
    ],
    ["a shard merged twice", () => ["--merge", path("1"), path("1"), "--out", path("x")], /Point \d+ is there twice/],
    [
      "a merge of nothing",
      () => ["--merge", path("none"), "--out", path("x")],
      /none.sweep\.json cannot be read \(ENOENT\)/,
    ],
    ["a merge to nowhere", () => ["--merge", path("1")], /--merge has nowhere to write to: give --out/],
  ])("%s is refused in one sentence", async (_what, args, message) => {
    mkdirSync(path("bare"), { recursive: true });
    writeFileSync(join(path("bare"), "results.jsonl"), "");
    writeFileSync(path("file"), "");
    const { code, out, err } = await run(...args());
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

test("without a directory a table of what differs, or the records as JSON lines", async () => {
  const spec = JSON.stringify({
    base: { n: 8, k: 8 },
    list: [{ about: { layer: "a" } }, { m: 9, about: { layer: "b" } }],
  });
  const { code, out } = await run(spec, "--jobs", "1");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^layer +m +cycles +utilisation +MAC\/clock +GFLOPS +golden\na +96 .* match\nb +9 .* match\n\n2 points: /,
  );
  const lines = (await run(spec, "--jobs", "1", "--json")).out.trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as SweepRecord).about)).toEqual([{ layer: "a" }, { layer: "b" }]);
});

test("a design with errata may hang: exit code 0", async () => {
  const hang = { m: 24, n: 32, k: 32, errata: ["E2"], stall: 0.1, seed: 2 };
  const { code, out } = await run(JSON.stringify({ base: hang }), "--jobs", "1");
  expect([code, out.split("\n").at(-2)]).toEqual([0, "1 point: 0 ok, 1 hang; golden: 0 match, 0 mismatch"]);
});

test("only the sound design has to be right", () => {
  const failed = (changes: Partial<SweepRecord>): number => {
    const summary = new SweepSummary();
    summary.add({ ...readSweep(path("one")).records[0], ...changes });
    return summary.failed;
  };
  expect(failed({})).toBe(0);
  expect(failed({ golden: "mismatch" })).toBe(1);
  expect(failed({ status: "hang", golden: "none" })).toBe(1);
  expect(failed({ status: "limit", golden: "none" })).toBe(0);
  expect(failed({ golden: "mismatch", errata: ["E7"] })).toBe(0);
  expect(failed({ golden: "mismatch", profile: "upstream-51cd064" })).toBe(0);
});
