import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { vectorsCommand } from "../../cli/vectors.js";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { UsageError } from "../../hw/errors.js";
import { decodeNpy } from "../../run/data/npy.js";
import { drawJobs } from "../../run/vectors/draw-jobs.js";
import { memoryOf } from "../../run/vectors/readmemh.js";
import { vectorOf } from "../../run/vectors/vector.js";
import type { Job } from "../../run/redmule/job.js";
import { portTrace } from "./port-trace.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("vectors");
afterEach(() => void vi.restoreAllMocks());

const BASE = 0x1c01_0000;
const UPSTREAM = "upstream-51cd064";

function vectors(name: string, ...args: readonly string[]): string {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const out = join(folder, name);
  vectorsCommand().parse(["--out", out, ...args], { from: "user" });
  return out;
}

interface Entry {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly expected: { readonly cycles: number | null; readonly reads: number; readonly writes: number };
}

function jobsIn(out: string): readonly Entry[] {
  return (JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as { jobs: Entry[] }).jobs;
}

function drawn(count: number, seed: number, profile: "sound" | typeof UPSTREAM): readonly Job[] {
  return drawJobs(count, seed, {}, { profile });
}

describe("redmule vectors", () => {
  test.each(["sound", UPSTREAM] as const)(
    "readmemh: played again from the files alone, the memory is the expected one; %s",
    (profile) => {
      const args = ["--random", "5", "--seed", "5", "--format", "readmemh", "--profile", profile];
      const out = vectors(`readmemh-${profile}`, ...args);
      const entries = jobsIn(out);
      const text = (entry: Entry, file: string): string => readFileSync(join(out, entry.files[file]), "utf8");
      drawn(5, 5, profile).forEach((job, i) => {
        const vector = vectorOf(job, BASE);
        const { trace, after } = portTrace(vector, memoryOf(text(entries[i], "before")));
        expect(memoryOf(text(entries[i], "after"))).toEqual(after);
        const { cycles } = entries[i].expected;
        expect(trace.findIndex(({ event }) => event === 1)).toBe(cycles ?? -1);
        if (profile === "sound") expect(cycles).not.toBeNull();
        const refused = text(entries[i], "refused").trim().split("\n");
        trace
          .slice(0, refused.length)
          .forEach(({ req, gnt }, clock) => expect(gnt).toBe(req & (1 - Number(refused[clock]))));
      });
    },
  );

  test("the steps: what, address or clocks, data", () => {
    const file = join(folder, "one.jsonl");
    writeFileSync(file, '{"m":1,"n":2,"k":3,"gap":5}\n');
    const out = vectors("steps", "--jobs", file, "--format", "readmemh", "--base", "0x1000");
    expect(readFileSync(join(out, "00000/steps.hex"), "utf8").trim().split("\n")).toEqual([
      "02_00000014_00000000",
      "00_00000008_00000000",
      "01_00000004_00000000",
      "02_00000040_00002000",
      "02_00000044_00003040",
      "02_00000048_00004080",
      "02_0000004c_00030001",
      "02_00000050_00000002",
      "02_00000054_00000480",
      "00_00000005_00000000",
      "02_00000000_00000000",
    ]);
  });

  test("npy: Z is golden of X, W and Y", () => {
    const out = vectors("npy", "--random", "6", "--seed", "9", "--format", "npy");
    drawn(6, 9, "sound").forEach(({ op, fmt, m, n, k }, i) => {
      const { files } = jobsIn(out)[i];
      const load = (name: string) =>
        decodeNpy(readFileSync(join(out, files[name])), fmt.startsWith("fp8") ? "|u1" : "<f2", name).data;
      const y = "y" in files ? { y: load("y") } : {};
      expect(load("z")).toEqual(gemmOpsFast({ op, fmt, m, n, k, x: load("x"), w: load("w"), ...y }));
    });
  });

  test.skipIf(spawnSync("gcc", ["--version"]).status !== 0)(
    "c-header: compiles where the firmware includes it, and holds the tensors (gcc)",
    () => {
      const out = vectors("c-header", "--random", "6", "--seed", "3", "--format", "c-header");
      // The names that the firmware of the reference uses, and the macros that its other headers define.
      writeFileSync(
        join(folder, "main.c"),
        `#include <stdint.h>
#include <stdio.h>
enum { MATMUL, GEMM, ADDMAX, ADDMIN, MULMAX, MULMIN, MAXMIN, MINMAX };
enum { FP16 = 2, FP8, FP16ALT, FP8ALT };
#include "tensor_dim.h"
#include "x_input.h"
#include "w_input.h"
#include "y_input.h"
#include "z_output.h"
#include "golden.h"
int main(void) {
  const uint8_t *z = (const uint8_t *)z_oup, *g = (const uint8_t *)golden;
  for (unsigned i = 0; i < sizeof z_oup; i++) if (z[i] != g[i]) return 1;
  if (sizeof x_inp != M_SIZE * N_SIZE * FPFORMAT / 8 || sizeof w_inp != N_SIZE * K_SIZE * FPFORMAT / 8) return 2;
  if (sizeof y_inp != sizeof z_oup || SRC_FMT != DST_FMT) return 3;
  printf("%d %d %d %d %d %d", gemm_ops, SRC_FMT, M_SIZE, N_SIZE, K_SIZE, z[0]);
  return 0;
}
`,
      );
      const ops = ["MATMUL", "GEMM", "ADDMAX", "ADDMIN", "MULMAX", "MULMIN", "MAXMIN", "MINMAX"];
      const fmts = { fp16: 2, fp8: 3, bf16: 4, fp8alt: 5 };
      drawn(6, 3, "sound").forEach((job, i) => {
        const program = join(folder, `headers${i}`);
        const include = join(out, jobsIn(out)[i].name);
        execFileSync("gcc", ["-Wall", "-Wextra", "-Werror", "-I", include, join(folder, "main.c"), "-o", program]);
        const { op, fmt, m, n, k } = job;
        const z = vectorOf(job, BASE).tensors.z[0] & 0xff;
        expect(execFileSync(program, { encoding: "utf8" })).toBe([ops.indexOf(op), fmts[fmt], m, n, k, z].join(" "));
      });
    },
  );

  test.skipIf(spawnSync("python3", ["--version"]).status !== 0)(
    "cocotb: the test drives the ports as the model's bench does, and passes on recorded clocks (python3)",
    () => {
      const out = vectors("cocotb", "--random", "6", "--seed", "4", "--format", "cocotb", "--profile", UPSTREAM);
      const traces = drawn(6, 4, UPSTREAM).map((job) => {
        const vector = vectorOf(job, BASE);
        return portTrace(vector, vector.before).trace;
      });
      expect(traces.some((trace) => trace.some(({ req, gnt }) => req > gnt))).toBe(true);
      const play = () => {
        writeFileSync(join(out, "traces.json"), JSON.stringify(traces));
        const script = fileURLToPath(new URL("./stand-in.py", import.meta.url));
        return spawnSync("python3", ["-B", script, out], { encoding: "utf8", env: { ...process.env, VECTORS: out } });
      };
      const { stdout, stderr, status } = play();
      expect({ stdout, stderr, status }).toEqual({ stdout: "6 jobs\n", stderr: "", status: 0 });
      // An event one clock later, and a beat that is not written.
      const late = traces[1].findIndex(({ event }) => event === 1);
      traces[1].splice(late, 0, { ...traces[1][late], event: 0 });
      const write = traces[2].findIndex(({ wen, gnt }) => gnt === 1 && wen === 0);
      traces[2][write] = { ...traces[2][write], be: "0" };
      expect(play().stderr).toMatch(/2 of 6 jobs differ: 00001, 00002/);
    },
  );

  test("mistakes are one sentence, and leave nothing behind", () => {
    const at = readdirSync(folder);
    const bad = (...args: readonly string[]) => expect(() => vectors("bad", ...args));
    const file = join(folder, "bad.jsonl");
    writeFileSync(file, '{"m":1,"n":2,"k":3}\n{"m":0,"n":2,"k":3}\n');
    const jobs = (text: string): string => {
      writeFileSync(file, text);
      return file;
    };
    bad("--format", "npy").toThrow(new UsageError("There are no jobs: give --jobs FILE or --random N."));
    bad("--format", "npy", "--jobs", file).toThrow(/bad.jsonl, line 2: m is 0: give a whole number from 1 to 65535\.$/);
    bad("--format", "npy", "--jobs", jobs("{")).toThrow(/bad.jsonl, line 1 is not JSON/);
    bad("--format", "npy", "--jobs", jobs("\n")).toThrow(/holds no job/);
    bad("--format", "npy", "--jobs", jobs('{"first":{"m":1,"n":1,"k":1},"second":{"m":1,"n":1,"k":1}}')).toThrow(
      /is a pair/,
    );
    bad("--format", "npy", "--jobs", join(folder, "none")).toThrow(/cannot be read \(ENOENT\)/);
    bad("--format", "zip", "--random", "1").toThrow(/--format is "zip": use one of readmemh, c-header, npy, cocotb/);
    bad("--format", "npy", "--random", "1", "--base", "3").toThrow(/--base is "3": give a multiple of 4/);
    bad("--format", "npy", "--random", "1", "--base", "0xfffffff0").toThrow(/choose smaller sizes or a smaller --base/);
    const slots = jobs('{"m":1,"n":2,"k":3}\n{"fmt":"fp8","m":1,"n":2,"k":3}\n');
    bad("--format", "c-header", "--jobs", slots, "--profile", UPSTREAM).toThrow(
      /^job 1: with E12 elements of fp8 lie in slots/,
    );
    const taken = vectors("taken", "--format", "npy", "--random", "1");
    expect(() => vectors("taken", "--format", "npy", "--random", "1")).toThrow(/taken is not empty: name a new folder/);
    rmSync(taken, { recursive: true });
    rmSync(file);
    expect(existsSync(join(folder, "bad"))).toBe(false);
    expect(readdirSync(folder)).toEqual(at);
  });
});
