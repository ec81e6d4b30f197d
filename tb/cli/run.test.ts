import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunReport } from "../../cli/run-report.js";
import { CE_MODELS } from "../../hw/redmule/ce-model.js";
import {
  CE_CLOCK_NAMES,
  drawJob,
  gemmOps,
  parseJob,
  placeInCluster,
  readNpy,
  readVcd,
  signalsOf,
  writeNpy,
  type CeModel,
} from "../../index.js";
import { packageFile } from "../../sw/package-file.js";
import { commandLine as redmule } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("run");
const file = (name: string): string => join(folder, name);
const SMALL = ["--m", "5", "--n", "7", "--k", "6"];

async function report(...args: string[]): Promise<RunReport> {
  return JSON.parse((await redmule("run", "--json", ...args)).out) as RunReport;
}

describe("redmule run", () => {
  test("without options shows the paper's job on one screen", async () => {
    const { code, out, err } = await redmule("run");
    expect([code, err]).toEqual([0, ""]);
    // README shows what `npm start` prints, whose last line begins as it was called.
    const printed = out.replace(/^again: redmule/m, "again: npx redmule");
    expect(readFileSync(packageFile("README.md"), "utf8")).toContain(printed);
    for (const text of [
      /GEMM fp16: Z\[96 x 96\]/,
      /cycles, trigger to event +18540$/m,
      /utilisation +99\.42 %$/m,
      /GFLOPS at 613 MHz +58\.5 +the paper: 58\.5$/m,
      /TCDM reads +8640 +beats$/m,
      /TCDM writes +576 +beats$/m,
      ...Object.values(CE_CLOCK_NAMES).map((name) => new RegExp(`^  ${name} +\\d+ +\\d+\\.\\d\\d %$`, "m")),
      /cycles x 12 x 4 +889920 +100\.00 %$/m,
      /^OK: every bit of the 9216 elements of Z equals golden\.$/m,
    ]) {
      expect(out).toMatch(text);
    }
    expect(out.split("\n").length).toBeLessThanOrEqual(28);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("prints the same as JSON, with a command that repeats it", async () => {
    const args = ["--op", "addmax", "--fmt", "bf16", "--misalign", "1,2,3", "--stall", "0.3", "--stall-seed", "4"];
    const first = await report(...SMALL, ...args, "--ce", "staged", "--array", "4x2x1");
    expect(first).toMatchObject({ status: "ok", golden: "match", mismatches: 0, op: "ADDMAX", misalign: [1, 2, 3] });
    expect(first.paperGflops).toBeNull();
    const sum = Object.values(first.account!).reduce((total, clocks) => total + clocks, 0);
    expect(sum).toBe(first.cycles! * 8);
    expect(first.utilisation).toBeCloseTo((5 * 7 * 6) / (first.cycles! * 8));
    const again = first.replay.split(" ").slice(2);
    expect(await report(...again)).toEqual(first);
  });

  test("names the paper's FP8 figure for its FP8 instance", async () => {
    const { paperGflops, golden } = await report(...SMALL, "--fmt", "fp8", "--array", "12x8x3", "--port", "288");
    expect([paperGflops, golden]).toEqual([117, "match"]);
  });

  test("takes tensors from NumPy files and writes Z to one", async () => {
    for (const fmt of ["fp16", "fp8"] as const) {
      const job = drawJob({ op: "GEMM", fmt, m: 5, n: 7, k: 6 }, "mix", 9);
      writeNpy(file("x.npy"), { rows: 5, columns: 7, data: job.x });
      writeNpy(file("w.npy"), { rows: 7, columns: 6, data: job.w });
      writeNpy(file("y.npy"), { rows: 5, columns: 6, data: job.y! });
      const files = ["x", "w", "y", "z"].flatMap((name) => [`--${name}`, file(`${name}.npy`)]);
      expect(await redmule("run", ...SMALL, "--fmt", fmt, ...files)).toMatchObject({ code: 0 });
      expect(readNpy(file("z.npy"), fmt === "fp8" ? 1 : 2, 5, 6)).toEqual(gemmOps(job));
    }
  });

  test("takes design parameters from a file, other options first", async () => {
    writeFileSync(file("config.json"), JSON.stringify({ L: 4, H: 2, P: 1, errata: ["E2"], tcdmKib: 8 }));
    const got = await report(...SMALL, "--config", file("config.json"), "--tcdm-kib", "16");
    expect(got).toMatchObject({ config: { L: 4, H: 2, P: 1, port: 96 }, errata: ["E2"], tcdmKib: 16, golden: "match" });
  });

  test("ends with exit code 1 and a diagnosis when the job hangs", async () => {
    const { code, out } = await redmule(
      "run",
      "--m",
      "24",
      "--n",
      "32",
      "--k",
      "32",
      "--op",
      "MATMUL",
      "--erratum",
      "E1",
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^HANG: No progress since clock \d+/m);
    expect(out).toMatch(/^again: redmule run .*--erratum E1$/m);
  });

  test("ends with exit code 1 and the first difference when Z is wrong", async () => {
    const args = ["--m", "5", "--n", "6", "--k", "6", "--op", "ADDMAX", "--data", "neg", "--erratum", "E10"];
    const { code, out } = await redmule("run", ...args);
    expect(code).toBe(1);
    expect(out).toMatch(/^MISMATCH: \d+ of 30 elements of Z differ from golden, the first at row \d, column \d: 0x/m);
  });
});

describe("redmule run --wave", () => {
  test.each(CE_MODELS)("writes what every signal was in every clock of the window (%s)", async (ce) => {
    const path = file("job.vcd");
    const window = ["--ce", ce, "--wave", path, "--wave-from", "30", "--wave-to", "140", "--wave-values"];
    expect(await redmule("run", ...SMALL, ...window, "--seed", "5")).toMatchObject({ code: 0 });
    const vcd = readVcd(readFileSync(path));
    expect(vcd.version).toMatch(/^redmule \d/);
    expect(vcd.comment).toMatch(/seed 5 .*"L":12.* redmule run --m 5 .*--seed 5/);
    const count = vcd.signals.find((signal) => signal.path === "cluster.clk_count")!;
    expect([count.values[1], count.values.at(-1)]).toEqual([30, 140]);
    expect(vcd.signals.some((signal) => signal.type === "real")).toBe(true);
    expect(readFileSync(file("job.gtkw"), "utf8")).toContain("cluster.redmule.controller.state[2:0]");

    const history = new Map(vcd.signals.map((signal) => [signal.path, signal]));
    const { observed, paths } = observeSameRun(ce);
    expect(paths.length).toBeGreaterThan(1500);
    for (let clock = 30; clock <= 140; clock++) {
      const time = count.times[clock - 30 + 1];
      const values = observed.get(clock)!;
      const differing = paths.filter((path, i) => history.get(path)?.at(time) !== values[i]);
      expect([clock, differing]).toEqual([clock, []]);
    }
  });

  test("leaves no file behind when the job is refused", async () => {
    const args = ["--wave", file("no.vcd"), "--wave-from", "9", "--wave-to", "3"];
    expect(await redmule("run", ...args)).toMatchObject({ code: 2 });
    expect(existsSync(file("no.vcd"))).toBe(false);
  });
});

/** The run of the waveform test, watched by an observer. */
function observeSameRun(ce: CeModel) {
  const { cluster, bench } = placeInCluster(parseJob({ config: { ce }, m: 5, n: 7, k: 6, seed: 5 }, "test"));
  const signals = signalsOf(cluster.scope("cluster")).filter(({ probe }) => probe.name !== "words");
  const observed = new Map<number, number[]>();
  cluster.observers.push((clock) => {
    if (clock >= 30 && clock <= 140)
      observed.set(
        clock,
        signals.map(({ probe, index }) => probe.get(index) >>> 0),
      );
  });
  bench.advance();
  return { observed, paths: signals.map(({ path }) => path) };
}

describe("what redmule run refuses in one sentence, with exit code 2", () => {
  writeFileSync(file("broken.json"), "{");
  writeFileSync(file("field.json"), '{"Q": 3}');
  writeNpy(file("small.npy"), { rows: 2, columns: 2, data: new Uint16Array(4) });
  test.each<[string, string[], RegExp]>([
    ["a size of zero", ["--m", "0"], /--m is "0": give a whole number from 1 to 65535/],
    ["a size beyond the registers", ["--k", "65536"], /--k is "65536"/],
    ["a fraction", ["--n", "1.5"], /--n is "1.5"/],
    ["an unknown operation", ["--op", "CONV"], /--op is "CONV": use one of MATMUL, GEMM/],
    ["an unknown format", ["--fmt", "fp4"], /--fmt is "fp4": use one of fp16/],
    ["an unknown data class", ["--data", "odd"], /--data is "odd"/],
    ["an unknown profile", ["--profile", "best"], /--profile is "best": use one of sound, upstream-51cd064/],
    ["an unknown erratum", ["--erratum", "E2,E99"], /--erratum is "E99"/],
    ["an array of another form", ["--array", "12x4"], /"12x4" is not of the form LxHxP/],
    ["a port that is no multiple of 32", ["--array", "1x1x0"], /port of 48 bits/],
    ["errata on another array", ["--array", "4x3x1", "--erratum", "E2"], /need P >= 1, H a power of two/],
    ["a stall that never ends", ["--stall", "1"], /--stall is "1": give a probability from 0 to below 1/],
    ["two moves", ["--misalign", "1,2"], /--misalign is "1,2": give the bytes for X, W and Z/],
    [
      "tensors that do not fit",
      ["--m", "256", "--n", "256", "--k", "256"],
      /need 384 KiB of TCDM, so give --tcdm-kib 384/,
    ],
    ["tensors beyond any TCDM", ["--m", "65535", "--n", "65535"], /KiB of TCDM, so choose a smaller shape/],
    ["a TCDM beyond the map", ["--tcdm-kib", "2000000"], /tcdm at 0x20000000 .* make it smaller/],
    ["moves beyond the TCDM", ["--misalign", "0,0,999999"], /give --tcdm-kib 1031/],
    ["a missing configuration", ["--config", "/nowhere.json"], /\/nowhere.json cannot be read \(ENOENT\)/],
    ["a configuration that is no JSON", ["--config", file("broken.json")], /broken.json is not JSON/],
    ["an unknown field", ["--config", file("field.json")], /field.json: unknown field "Q"/],
    ["a missing tensor", ["--x", "/nowhere.npy"], /\/nowhere.npy cannot be read/],
    ["a tensor of another shape", ["--x", file("small.npy")], /small.npy is 2 x 2 but the job needs 96 x 96/],
    ["a Y for MATMUL", ["--op", "MATMUL", "--y", file("small.npy")], /MATMUL takes no Y/],
    ["an unwritable Z", ["--z", "/nowhere/z.npy"], /Cannot write "\/nowhere\/z.npy" \(ENOENT\)/],
    ["an unwritable waveform", ["--wave", "/nowhere/w.vcd"], /Cannot write "\/nowhere\/w.vcd" \(ENOENT\)/],
    [
      "an empty window",
      ["--wave", file("w.vcd"), "--wave-from", "9", "--wave-to", "3"],
      /window from clock 9 to 3 is empty/,
    ],
    ["a window without a waveform", ["--wave-from", "9"], /give --wave FILE/],
    ["an unknown option", ["--frobnicate"], /unknown option '--frobnicate'/],
    ["an argument", ["more"], /too many arguments/],
  ])("%s", async (_what, args, sentence) => {
    const { code, out, err } = await redmule("run", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split("\n").length).toBe(1);
    expect(err).toMatch(/^error: /);
  });
});
