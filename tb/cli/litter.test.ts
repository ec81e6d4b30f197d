import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { FAULTS } from "../mutate/faults.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("litter");

const jobs = join(folder, "jobs.jsonl");
const SMALL = { m: 4, n: 4, k: 4 };
const LARGE = ["--m", "400", "--n", "400", "--k", "400", "--tcdm-kib", "2048"];
const LONG = { m: 600, n: 600, k: 600 };
writeFileSync(jobs, [SMALL, LONG, LONG].map((job) => `${JSON.stringify(job)}\n`).join(""));

/**
 * Starts a command with an empty folder for its files and its temporary ones, waits until it has put something
 * there, and interrupts it as a terminal does.
 * @param begun what has to be there first
 */
async function interrupted(
  argsFor: (folder: string) => readonly string[],
  begun: RegExp,
): Promise<{ code: number | null; left: string[] }> {
  const at = mkdtempSync(join(folder, "run-"));
  const temporary = join(at, "tmp");
  mkdirSync(temporary);
  const command = ["--import", "tsx", packageFile("cli/main.ts"), ...argsFor(at)];
  // A process group of its own: Ctrl-C reaches all processes of a terminal's.
  const child = spawn(process.execPath, command, {
    cwd: packageFile(),
    detached: true,
    stdio: "ignore",
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const files = (): string[] =>
    readdirSync(at, { recursive: true, encoding: "utf8" }).filter(
      (name) => !/^tmp($|\/(tsx|node-compile)-)/.test(name),
    );
  // Seen once: the file of a small job has its name a moment later.
  let hasBegun = false;
  for (let wait = 0; wait < 500 && !hasBegun; wait++) {
    await setTimeout(50);
    hasBegun = files().some((name) => begun.test(name));
  }
  expect(hasBegun).toBe(true);
  process.kill(-child.pid!, "SIGINT");
  const code = await ended;
  return { code, left: files() };
}

test.each([
  ["batch --out", (at) => ["batch", jobs, "--out", join(at, "results.jsonl"), "--jobs", "1"], /^results\.jsonl\.part/],
  ["batch --trace", (at) => ["batch", jobs, "--trace", join(at, "traces"), "--jobs", "1"], /part-/],
  ["run --wave", (at) => ["run", ...LARGE, "--wave", join(at, "job.vcd")], /job\.vcd\.part/],
  ["mutate", () => ["mutate", FAULTS[0].name], /redmule-fault-/],
] as [string, (at: string) => readonly string[], RegExp][])(
  "Ctrl-C leaves nothing of %s behind",
  async (_name, args, begun) => {
    const { code, left } = await interrupted(args, begun);
    expect(code).toBe(130);
    // Of traces the whole ones stay.
    expect(left.filter((name) => name !== "traces" && !/^traces\/[\w-]+\.csv$/.test(name))).toEqual([]);
    expect(existsSync(jobs)).toBe(true);
  },
);
