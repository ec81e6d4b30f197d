import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hciCommand } from "../../cli/hci.js";
import { UsageError } from "../../hw/errors.js";

const packed = new URL("../reference/hci/01_light_nohwpe.jsonl.gz", import.meta.url);
const trace = gunzipSync(readFileSync(packed)).toString();
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hci-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
  process.exitCode = undefined;
});

function run(text: string, ...options: string[]): { out: string; code: typeof process.exitCode } {
  const file = join(directory, "trace.jsonl");
  writeFileSync(file, text);
  let out = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => ((out += String(chunk)), true));
  try {
    hciCommand().parse([file, ...options], { from: "user" });
  } finally {
    write.mockRestore();
  }
  return { out, code: process.exitCode };
}

test("counts what was compared and ends with 0", () => {
  const { out, code } = run(trace);
  expect(out).toMatch(/^01_light_nohwpe: 600 clocks replayed without a difference: \d+ answers/);
  expect(code).toBeUndefined();
});

test("shows both sides of the first difference and ends with 1", () => {
  const { out, code } = run(trace.replace('"c":5,"q":', '"c":5,"lk":9,"q":').replace(/("c":5,.*?),"lk":0}/, "$1}"));
  expect(out).toMatch(/first difference in clock 5, locks\.\n/);
  expect(out).toMatch(/> locks\n {4}trace 0x9\n {4}model 0x0\n/);
  expect(code).toBe(1);
});

test("prints the result as JSON", () => {
  expect(JSON.parse(run(trace, "--json").out)).toMatchObject({ clocks: 600, difference: null });
});

test("refuses a missing and a broken file", () => {
  expect(() => hciCommand().parse([join(directory, "none")], { from: "user" })).toThrow(UsageError);
  expect(() => run("{")).toThrow(/trace.jsonl:1: the line is not JSON/);
});
