import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { invocation, rememberInvocation } from "../../cli/invocation.js";
import { youngerSource } from "../../cli/stale-dist.js";
import { casesOf } from "../../tb/regress/plan.js";
import { packageFile } from "../../sw/package-file.js";
import { commandLine as redmule } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("verdicts");

describe("a command that repeats something begins as this one was called", () => {
  const entry = (name: string): string => `file://${process.cwd()}/${name}`;
  test.each([
    ["cli/main.ts", "/repo/cli/main.ts", {}, "npx tsx cli/main.ts"],
    ["dist/cli/main.js", "/repo/node_modules/.bin/redmule", { npm_command: "exec" }, "npx redmule"],
    ["dist/cli/main.js", "/usr/bin/redmule", {}, "redmule"],
    ["dist/cli/main.js", "/repo/dist/cli/main.js", {}, "node dist/cli/main.js"],
    [
      "dist/cli/main.js",
      "/repo/dist/cli/main.js",
      { npm_lifecycle_script: "node dist/cli/main.js run" },
      "npx redmule",
    ],
    ["dist/cli/main.js", "/repo/dist/cli/main.js", { npm_lifecycle_script: "vitest run" }, "node dist/cli/main.js"],
  ])("%s, called %s", async (file, called, env, words) => {
    rememberInvocation(entry(file), called, env);
    expect(invocation()).toBe(words);
    const { out } = await redmule("run", "--m", "2", "--n", "2", "--k", "2", "--json");
    expect((JSON.parse(out) as { replay: string }).replay).toMatch(
      new RegExp(`^${words.replaceAll(".", "\\.")} run --m 2`),
    );
    rememberInvocation(entry("x.js"), "redmule", {});
  });
});

test("compiled files that are older than a source are found, those of an installed package are not", () => {
  const root = join(folder, "checkout");
  for (const name of ["dist/cli", "cli", "hw"]) mkdirSync(join(root, name), { recursive: true });
  for (const name of ["cli/main.ts", "hw/x.ts", "hw/x.test.ts", "dist/cli/main.js"])
    writeFileSync(join(root, name), "");
  const at = (name: string, seconds: number): void => utimesSync(join(root, name), seconds, seconds);
  for (const name of ["cli/main.ts", "hw/x.ts"]) at(name, 100);
  at("dist/cli/main.js", 200);
  expect(youngerSource(root)).toBeNull();
  at("hw/x.ts", 300);
  expect(youngerSource(root)).toBe(join("hw", "x.ts"));
  rmSync(join(root, "cli/main.ts"));
  expect(youngerSource(root)).toBeNull();
});

describe("a regression that has judged nothing has not passed", () => {
  test("no time is no regression", async () => {
    const { code, err } = await redmule("regress", "--for", "0s", "--out", join(folder, "none"));
    expect({ code, err }).toEqual({ code: 2, err: 'error: --for is "0s": give a time such as 90s, 10m or 2h.\n' });
  });

  test.each([
    ["regress", ["--runs", "100000", "--jobs", "1", "--no-coverage"], "STOPPED seed 0"],
    ["inject", ["--runs", "100000", "--jobs", "1"], "STOPPED after"],
  ])("%s that Ctrl-C ends says so, with exit code 1", async (command, options, words) => {
    const out = join(folder, command);
    const records = command === "regress" ? join(out, "results.jsonl") : out;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", packageFile("cli/main.ts"), command, ...options, "--out", out],
      {
        cwd: packageFile(),
      },
    );
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const code = await new Promise((resolve) => {
      child.once("exit", resolve);
      const poll = setInterval(() => {
        if (!existsSync(records) || statSync(records).size === 0) return;
        clearInterval(poll);
        child.kill("SIGINT");
      }, 50);
    });
    expect(text).toContain(words);
    expect(text).not.toContain("PASSED");
    expect(code).toBe(1);
  });
});

test("seeds of 32 bits have cases of their own", () => {
  const first = (seed: number) =>
    casesOf({ seed, only: [], errata: [], fault: null, shard: { index: 1, of: 1 } }).next().value!.seed;
  const seeds = [0, 1, 2 ** 23 - 1, 2 ** 23, 2 ** 31, 2 ** 32 - 1];
  expect(new Set(seeds.map(first)).size).toBe(seeds.length);
  expect(first(3)).toBe(3 * 2 ** 24);
  expect(Number.isSafeInteger(first(2 ** 32 - 1))).toBe(true);
});

test.each(["inject", "regress", "run", "prove", "compare"])("%s takes a seed of 32 bits", async (command) => {
  const rest = {
    inject: ["--runs", "1", "--m", "2", "--n", "2", "--k", "2", "--jobs", "1"],
    regress: ["--runs", "1", "--jobs", "1", "--no-coverage", "--out", join(folder, "seed")],
    run: ["--m", "2", "--n", "2", "--k", "2"],
    prove: ["--sample", "casts"],
    compare: ["4x4x4"],
  }[command]!;
  const { code, err } = await redmule(command, "--seed", String(2 ** 32 - 1), ...rest);
  expect({ code, err: err.includes("give a whole number") }).toEqual({ code: 0, err: false });
});

test("a waveform goes into a file whose name says its form", async () => {
  const { code, err } = await redmule("run", "--m", "2", "--n", "2", "--k", "2", "--wave", join(folder, "job.xyz"));
  expect(code).toBe(2);
  expect(err).toContain("end its name in one of .vcd, .fst.");
});

test.skipIf(!existsSync("/dev/full"))("a full disk behind standard output is one sentence and exit code 2", () => {
  const full = openSync("/dev/full", "w");
  for (const args of [["run", "--m", "2", "--n", "2", "--k", "2"], ["--help"]]) {
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", packageFile("cli/main.ts"), ...args], {
      cwd: packageFile(),
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    const text =
      "error: Cannot write to standard output (ENOSPC): the disk is full: free space, write less or choose another disk.\n";
    expect({ status, stderr }).toEqual({ status: 2, stderr: text });
  }
  closeSync(full);
});

test("defaults in the help are words", async () => {
  for (const command of ["run", "exec", "wave", "explain", "batch", "sweep", "regress", "prove", "inject", "compare"]) {
    const { out } = await redmule(command, "--help");
    expect(out).toContain("Usage: redmule");
    expect(out.split("\n").filter((line) => /default: ["'[{]|\[object/.test(line))).toEqual([]);
  }
});
