import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "../cli/command-line.js";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");
const RUNS = 32;
const PLAN = ["--seed", "9", "--only", "single,no-stalls,simd"];
/** Results after which a child is stopped, and those that it has when it is too fast for that. */
const STOPPED_AT = 8;
const FEWER_RUNS = 24;

let directory = "";
const at = (...names: string[]): string => join(directory, ...names);
const resultsOf = (name: string): string => readFileSync(at(name, "results.jsonl"), "utf8");

function casesCovered(name: string): number {
  const file = at(name, "coverage.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { cases: number }).cases : 0;
}

/** All files of a regression by name; a kill may leave one that was being written. */
function filesOf(name: string): Record<string, string> {
  const whole = readdirSync(at(name)).filter((file) => !file.includes(".part-"));
  return Object.fromEntries(whole.map((file) => [file, readFileSync(at(name, file), "utf8")]));
}

async function regress(name: string, ...args: string[]): Promise<Awaited<ReturnType<typeof commandLine>>> {
  return commandLine("regress", ...PLAN, "--runs", String(RUNS), "--out", at(name), ...args);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "redmule-resume-"));
  expect(await regress("whole", "--jobs", "1")).toMatchObject({ code: 0, err: "" });
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

test("a regression keeps its plan, its results, its coverage and a JUnit file", () => {
  const names = ["coverage.html", "coverage.json", "junit.xml", "plan.json", "results.jsonl"];
  expect(Object.keys(filesOf("whole")).sort()).toEqual(names);
  expect(resultsOf("whole").trim().split("\n")).toHaveLength(RUNS);
  expect(casesCovered("whole")).toBe(RUNS);
});

test.each([2, 3])("%i threads write the same bytes", async (threads) => {
  const name = `threads-${threads}`;
  expect((await regress(name, "--jobs", String(threads))).code).toBe(0);
  expect(filesOf(name)).toEqual(filesOf("whole"));
});

describe("a regression that was stopped", () => {
  /** Starts a regression in a process of its own and sends it a signal when some results are recorded. */
  async function stopped(name: string, signal: NodeJS.Signals): Promise<void> {
    const args = ["regress", ...PLAN, "--runs", String(FEWER_RUNS), "--jobs", "1", "--out", at(name)];
    const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args], { stdio: "ignore" });
    const exit = once(child, "exit");
    const file = at(name, "results.jsonl");
    while (!existsSync(file) || resultsOf(name).split("\n").length <= STOPPED_AT) await setTimeout(2);
    child.kill(signal);
    await exit;
  }

  test.each([
    ["killed", "SIGKILL"],
    ["interrupted", "SIGINT"],
  ] as const)("%s by %s goes on to the same bytes", async (name, signal) => {
    await stopped(name, signal);
    const before = resultsOf(name);
    expect(resultsOf("whole").startsWith(before.slice(0, before.lastIndexOf("\n") + 1))).toBe(true);
    expect(casesCovered(name)).toBeLessThanOrEqual(before.trim().split("\n").length);
    expect((await regress(name, "--resume")).code).toBe(0);
    expect(filesOf(name)).toEqual(filesOf("whole"));
  });

  /** A copy of the whole regression with other results. */
  function changed(name: string, change: (lines: string[]) => string): void {
    cpSync(at("whole"), at(name), { recursive: true });
    writeFileSync(at(name, "results.jsonl"), change(resultsOf("whole").split("\n")));
  }

  test("counts anew where the coverage is ahead of the results, and drops a line that was cut off", async () => {
    changed("cut", (lines) => `${lines.slice(0, 20).join("\n")}\n${lines[20].slice(0, 40)}`);
    expect((await regress("cut", "--resume")).code).toBe(0);
    expect(filesOf("cut")).toEqual(filesOf("whole"));
  });

  test("catches up with the coverage of results that were recorded without", async () => {
    cpSync(at("whole"), at("bare"), { recursive: true });
    rmSync(at("bare", "coverage.json"));
    expect((await regress("bare", "--resume")).code).toBe(0);
    expect(filesOf("bare")).toEqual(filesOf("whole"));
  });

  test("refuses results that it does not get again, and another plan", async () => {
    changed("other", (lines) => lines.join("\n").replace(/"clocks":\d+/, '"clocks":1'));
    rmSync(at("other", "coverage.json"));
    const { code, err } = await regress("other", "--resume");
    expect(code).toBe(2);
    expect(err).toMatch(/^error: .* holds another result for seed \d+ than this version gives: start again .*\n$/);
    expect(await regress("other", "--resume", "--seed", "8")).toMatchObject({ code: 2 });
  });

  test("explains a failure that it found and did not explain", async () => {
    const args = ["regress", "--erratum", "E13", "--jobs", "1", "--out", at("bad")];
    expect((await commandLine(...args)).code).toBe(1);
    const files = filesOf("bad");
    const job = Object.keys(files).find((name) => /^failure-\d+\.json$/.test(name))!;
    rmSync(at("bad", job));
    const { code, out } = await commandLine(...args, "--resume");
    expect(code).toBe(1);
    expect(out).toContain("shrunk to: ");
    expect(filesOf("bad")).toEqual(files);
    expect((await commandLine(...args, "--resume")).out).not.toContain("shrunk to: ");
  });
});
