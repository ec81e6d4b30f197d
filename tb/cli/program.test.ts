import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { COMMANDS } from "../../cli/commands.js";
import { EXIT_CODES } from "../../cli/exit.js";
import { packageFile, packageVersion } from "../../sw/package-file.js";
import { commandLine } from "./command-line.js";

let out = "";
let err = "";

async function redmule(...args: string[]): Promise<number> {
  const output = await commandLine(...args);
  ({ out, err } = output);
  return output.code;
}

const NAMES = [
  "run",
  "exec",
  "compare",
  "batch",
  "regress",
  "fp",
  "coverage",
  "prove",
  "inject",
  "report",
  "hci",
  "bench",
];

describe("redmule", () => {
  test("lists its subcommands with examples and exit codes", async () => {
    expect(await redmule("--help")).toBe(0);
    for (const name of NAMES) expect(out).toMatch(new RegExp(`^  ${name} .*  \\w`, "m"));
    expect(out).toMatch(/\$ redmule run$/m);
    expect(out).toMatch(/Exit codes: 0 .* 1 .* 2 /);
  });

  test.each(NAMES)("%s --help ends with examples and names --json", async (name) => {
    expect(await redmule(name, "--help")).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: redmule ${name} `));
    expect(out).toMatch(new RegExp(`Examples:\n  \\$ redmule ${name}`));
    expect(out).toContain("--json");
    const byHelp = out;
    expect(await redmule("help", name)).toBe(0);
    expect(out).toBe(byHelp);
  });

  test.each(Object.keys(COMMANDS))(
    "%s --help has one list of examples, and the exit codes at its end",
    async (name) => {
      expect(await redmule(name, "--help")).toBe(0);
      expect(out.match(/^Examples:$/gm)).toHaveLength(1);
      expect(out.trimEnd().endsWith(EXIT_CODES)).toBe(true);
    },
  );

  test("prints its version", async () => {
    expect(await redmule("--version")).toBe(0);
    expect(out).toBe(`${packageVersion()}\n`);
  });

  test.each([
    ["no subcommand", []],
    ["an unknown subcommand", ["walk"]],
    ["an unknown option", ["--walk"]],
    ["an unknown option of a subcommand", ["hci", "--walk", "trace"]],
    ["a missing argument", ["hci"]],
    ["an argument that cannot be", ["fp", "f16_walk"]],
  ])("refuses %s with exit code 2", async (_what, args) => {
    expect(await redmule(...args)).toBe(2);
    expect(out).toBe("");
    expect(err).not.toBe("");
  });

  test("asks for a report of a fault of its own, with exit code 70", async () => {
    vi.doMock("../../cli/hci.js", () => {
      throw new TypeError("broken");
    });
    expect(await redmule("hci", "trace")).toBe(70);
    expect(err).toMatch(/This is a fault of redmule .*"redmule hci trace"/);
    vi.doUnmock("../../cli/hci.js");
  });
});

const compiled = packageFile("dist", "cli", "main.js");

describe.skipIf(!existsSync(compiled))("the compiled program", () => {
  test("is a script that starts quickly and passes exit codes on", () => {
    expect(execFileSync("head", ["-n1", compiled], { encoding: "utf8" })).toBe("#!/usr/bin/env node\n");
    const start = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [compiled, "--version"], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, `${packageVersion()}\n`]);
    // The goal is 0.3 s; a busy machine takes longer.
    expect(performance.now() - start).toBeLessThan(2000);
    expect(spawnSync(process.execPath, [compiled, "run", "--m", "0"]).status).toBe(2);
    expect(statSync(compiled).size).toBeLessThan(4096);
  });

  test("runs a batch, in one file or in many, and knows its user's mistakes", () => {
    const batch = (input: string, ...args: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [compiled, "batch", ...args], { input, encoding: "utf8" });
    const done = batch('{"m":1,"n":1,"k":1}\n{"m":0}', "-");
    expect(done.status).toBe(1);
    expect(String(done.stdout)).toMatch(
      /^\{"id":null,"status":"ok",.*"golden":"match".*\n.*line 2: m is 0: give a whole/,
    );
    expect(batch("", "-").status).toBe(2);
    expect(batch("", "no-such-file").status).toBe(2);
  });
});
