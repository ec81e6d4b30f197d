import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFile } from "../../sw/package-file.js";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("unwritable");
/** A file where a directory would have to be: nobody can write below it, whoever they are. */
const blocked = join(folder, "file");
writeFileSync(blocked, "");

const SMALL = ["--m", "2", "--n", "2", "--k", "2"];
const NET = ["autoencoder", "--batch", "2"];

test.each([
  ["run --z", ["run", ...SMALL, "--z", join(blocked, "z.npy")]],
  ["run --wave", ["run", ...SMALL, "--wave", join(blocked, "job.vcd")]],
  ["train --out", ["train", ...NET, "--steps", "1", "--model", "functional", "--out", join(blocked, "trained.npz")]],
  ["infer --out", ["infer", ...NET, "--out", join(blocked, "y.npz")]],
  ["tune --cache", ["tune", "autoencoder", "--cache", join(blocked, "cache"), "--budget", "1", "--jobs", "1"]],
  ["sdk", ["sdk", join(blocked, "project")]],
  ["regress --out", ["regress", "--runs", "1", "--jobs", "1", "--out", join(blocked, "regress")]],
  ["inject --out", ["inject", "--jobs", "1", "--out", join(blocked, "inject.jsonl")]],
  ["exec --trace", ["exec", "hello.S", "--trace", join(blocked, "trace.log")]],
  ["view --out", ["view", "--out", join(blocked, "page.html")]],
] as const)("%s below a file is one sentence and exit code 2", async (_name, args) => {
  const program = join(folder, "hello.S");
  writeFileSync(program, "_start: li t0, 0x80000000\n sw zero, 0(t0)\n1: wfi\n j 1b\n");
  const { code, err } = await commandLine(...args.map((word) => (word === "hello.S" ? program : word)));
  const lines = err.split("\n").filter((line) => line.startsWith("error:"));
  expect({ code, lines: lines.length, stack: /^\s+at /m.test(err) }).toEqual({ code: 2, lines: 1, stack: false });
  expect(lines[0]).toMatch(/ENOTDIR|EEXIST/);
  expect(readdirSync(folder).sort()).toEqual(["file", "hello.S"]);
});

test.skipIf(process.platform === "win32").each([
  ["infer --out", (at: string) => ["infer", "autoencoder", "--batch", "8", "--out", join(at, "y.npz")], []],
  ["sdk", (at: string) => ["sdk", join(at, "project")], []],
  ["sdk into an empty folder", (at: string) => ["sdk", at], []],
  ["train --emit", (at: string) => ["train", ...NET, "--emit", join(at, "step")], ["step"]],
] as const)("a disk that is full halfway through the files of %s leaves none of them", (_name, args, left) => {
  const at = mkdtempSync(join(tmpdir(), "redmule-halfway-"));
  // Stands for the disk: no file may grow beyond 16 blocks. A cache of compiled sources would be cut, too.
  const words = [
    "-c",
    'ulimit -f 16; exec "$@"',
    "sh",
    process.execPath,
    "--import",
    "tsx",
    packageFile("cli/main.ts"),
  ];
  const { status, stderr } = spawnSync("sh", [...words, ...args(at)], {
    cwd: packageFile(),
    env: { ...process.env, TSX_DISABLE_CACHE: "1" },
    encoding: "utf8",
  });
  const error = stderr.split("\n").filter((line) => line.startsWith("error:"));
  expect({ status, error }).toEqual({ status: 2, error: [expect.stringMatching(/ \(EFBIG\): .* write less\.$/)] });
  expect(readdirSync(at, { recursive: true })).toEqual(left);
  rmSync(at, { recursive: true });
});

test.skipIf(!existsSync("/dev/full")).each([
  ["train", [...NET, "--steps", "1", "--model", "functional"]],
  ["layer", ["linear", "--in", "4", "--out", "3"]],
  ["infer", NET],
  ["sdk", ["--help"]],
  ["tune", ["--help"]],
] as const)("a full disk behind the standard output of %s is one sentence and exit code 2", (command, args) => {
  const full = openSync("/dev/full", "w");
  const words = ["--import", "tsx", packageFile("cli/main.ts"), command, ...args];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: packageFile(),
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "error: Cannot write to standard output (ENOSPC): the disk is full: free space, write less or choose another disk.\n",
  });
});
