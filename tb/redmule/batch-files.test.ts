import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { batchCommand } from "../../cli/batch.js";
import { UsageError } from "../../hw/errors.js";
import { testFolder } from "../test-folder.js";
import { batch, withoutExitCodes } from "./batch-run.js";

withoutExitCodes();
const folder = testFolder("batch");
const SMALL = { m: 5, n: 7, k: 9 };

describe("redmule batch with files", () => {
  test("tensors in files by offset, and Z into one", async () => {
    const own = mkdtempSync(join(tmpdir(), "redmule-places-"));
    const file = join(own, "memory.bin");
    writeFileSync(file, Buffer.from("aaaa003cbbbb0040004200380038cccc", "hex"));
    const at = (offset: number) => ({ file, offset });
    const job = { m: 1, n: 1, k: 2, x: at(2), w: at(6), y: at(10), zTo: at(10) };
    const fresh = { file: join(own, "z.bin"), offset: 2 };
    const { results } = await batch([
      job,
      { ...job, y: at(10), zTo: fresh },
      { ...job, x: at(15) },
      { ...job, zTo: at(-1) },
    ]);
    expect(results[0]).toMatchObject({ status: "ok", z: null, golden: "match" });
    expect(readFileSync(file, "hex")).toBe("aaaa003cbbbb0040004200410043cccc");
    expect(readFileSync(fresh.file, "hex")).toBe("000080448046");
    expect(results[2].message).toMatch(
      /^line 3: x takes the bytes 15 to 16 of .*memory.bin, which has 16: give a longer file/,
    );
    expect(results[3].message).toMatch(/^line 4: zTo.offset is -1: give a whole number/);
    rmSync(own, { recursive: true });
  });

  test("--out writes the file whole, or leaves the old one", async () => {
    const out = join(folder, "results.jsonl");
    const { stdout } = await batch([SMALL, SMALL], "--out", out, "--json");
    expect(readFileSync(out, "utf8").trim().split("\n")).toHaveLength(2);
    expect(JSON.parse(stdout)).toEqual({ lines: 2, ok: 2, hang: 0, error: 0, match: 2, mismatch: 0, failed: 0 });
    const before = readFileSync(out, "utf8");
    await expect(batch([], "--out", out)).rejects.toThrow(/Standard input holds no job/);
    expect(readFileSync(out, "utf8")).toBe(before);
    expect(readdirSync(folder)).toEqual(["results.jsonl"]);
    await expect(batch([SMALL], "--out", join(folder, "none", "x"))).rejects.toThrow(UsageError);
  });

  test("--trace writes a row a clock from the trigger to three clocks after the event", async () => {
    const traces = join(folder, "traces");
    const pair = { first: SMALL, second: SMALL };
    const { results } = await batch([{ ...SMALL, id: "a" }, { ...SMALL, id: "../b" }, pair, "{"], "--trace", traces);
    expect(readdirSync(traces).sort()).toEqual(["2.csv", "3-first.csv", "3-second.csv", "a.csv"]);
    const [head, ...rows] = readFileSync(join(traces, "a.csv"), "utf8").trim().split("\n");
    const names = head.split(",");
    expect(names.slice(0, 3)).toEqual(["cyc", "ctrl", "sched"]);
    const cell = (row: string, name: string): string => row.split(",")[names.indexOf(name)];
    expect(rows.map((row) => Number(cell(row, "cyc")))).toEqual(rows.map((_, i) => i));
    expect(rows).toHaveLength(results[0].cycles! + 4);
    expect(rows.findIndex((row) => cell(row, "evt") === "1")).toBe(results[0].cycles);
    const granted = rows.filter((row) => cell(row, "t_gnt") === "1");
    expect(granted.filter((row) => cell(row, "t_wen") === "1")).toHaveLength(results[0].reads);
    expect(granted.filter((row) => cell(row, "t_wen") === "0")).toHaveLength(results[0].writes);
    expect(cell(granted[0], "t_add")).toBe("00010000");
  });

  test("bad usage is one sentence", async () => {
    const missing = batchCommand().parseAsync([join(folder, "missing.jsonl")], { from: "user" });
    await expect(missing).rejects.toThrow(/cannot be read \(ENOENT\): give the path/);
    await expect(batchCommand().parseAsync([folder], { from: "user" })).rejects.toThrow(/EISDIR/);
    await expect(batch([SMALL], "--jobs", "0")).rejects.toThrow(/--jobs is "0": give a whole number from 1 to/);
    await expect(batch([SMALL], "--erratum", "E99")).rejects.toThrow(/--erratum is "E99": use one of E1/);
    await expect(batch([SMALL], "--profile", "x")).rejects.toThrow(/--profile is "x": use one of sound/);
    await expect(batch([SMALL], "--trace", "/dev/null/x")).rejects.toThrow(/cannot be made .*--trace/);
    expect(existsSync(join(folder, "missing.jsonl"))).toBe(false);
  });

  test("a file is read like standard input", async () => {
    const file = join(folder, "jobs.jsonl");
    writeFileSync(file, `${JSON.stringify(SMALL)}\r\n`);
    const stdout = new PassThrough();
    const streams = { stdout, stderr: new PassThrough() };
    await batchCommand(streams).parseAsync([file, "--jobs", "1"], { from: "user" });
    stdout.end();
    expect(await text(stdout)).toBe(`${JSON.stringify((await batch([SMALL])).results[0])}\n`);
  });
});
