import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { main } from "../../cli/program.js";
import type { TiledReport } from "../../cli/run-report.js";
import { drawJob, gemmOps, readNpy, readVcd, writeNpy } from "../../index.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("tiled");
const file = (name: string): string => join(folder, name);
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** The command line `redmule run --tiled` in this process. */
async function tiled(...args: string[]) {
  const text = { out: "", err: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => Boolean((text.out += String(chunk))));
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => Boolean((text.err += String(chunk))));
  const code = await main(["run", "--tiled", ...args]);
  vi.restoreAllMocks();
  return { code, ...text };
}

const SMALL = ["--m", "20", "--n", "30", "--k", "40", "--tcdm-kib", "2"];

async function report(...args: string[]): Promise<TiledReport> {
  return JSON.parse((await tiled("--json", ...args)).out) as TiledReport;
}

describe("redmule run --tiled", () => {
  test("shows who worked when on one screen", async () => {
    const { code, out, err } = await tiled("--m", "100", "--n", "100", "--k", "100", "--tcdm-kib", "32");
    expect([code, err]).toEqual([0, ""]);
    for (const text of [
      /^tiles of \d+ rows, \d+ steps, \d+ columns; \d+ x \d+ x \d+ of them, \d+ jobs of RedMulE$/m,
      /^cycles, first to last transfer +\d+$/m,
      /^utilisation +\d+\.\d\d %$/m,
      /^L2 to TCDM +\d+ +bytes$/m,
      /^TCDM to L2 +20000 +bytes$/m,
      /^both ways +\d\.\d\d +bytes\/clock$/m,
      ...["RedMulE alone", "DMA alone", "both", "neither"].map(
        (name) => new RegExp(`^  ${name} +\\d+ +\\d+\\.\\d\\d %$`, "m"),
      ),
      /^  cycles +\d+ +100\.00 %$/m,
      /^OK: every bit of the 10000 elements of Z equals golden\.$/m,
    ]) {
      expect(out).toMatch(text);
    }
    expect(out.split("\n").length).toBeLessThanOrEqual(28);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  test("prints the same as JSON, with a command that repeats it", async () => {
    const args = ["--op", "mulmin", "--fmt", "fp8", "--misalign", "1,2,3", "--stall", "0.2", "--stall-seed", "4"];
    const first = await report(...SMALL, ...args, "--array", "4x2x1", "--tile", "8x16x12");
    expect(first).toMatchObject({ status: "ok", golden: "match", mismatches: 0, op: "MULMIN", misalign: [1, 2, 3] });
    expect(first).toMatchObject({ tile: { m: 8, n: 16, k: 12 }, tiles: { m: 3, n: 2, k: 4 }, bytesToL2: 800 });
    const { redmule, dma, both, neither } = first.clocks;
    expect(redmule + dma + both + neither).toBe(first.cycles);
    expect(first.utilisation).toBeCloseTo((20 * 30 * 40) / (first.cycles! * 8));
    expect(first.bytesPerClock).toBeCloseTo((first.bytesToTcdm + first.bytesToL2) / first.cycles!);
    const again = first.replay.split(" ").slice(2);
    expect(again).toContain("--tiled");
    expect(await report(...again.filter((word) => word !== "--tiled"))).toEqual(first);
  });

  test("takes tensors from NumPy files and writes Z to one", async () => {
    const job = drawJob({ op: "GEMM", fmt: "fp16", m: 20, n: 30, k: 40 }, "mix", 9);
    writeNpy(file("x.npy"), { rows: 20, columns: 30, data: job.x });
    writeNpy(file("w.npy"), { rows: 30, columns: 40, data: job.w });
    writeNpy(file("y.npy"), { rows: 20, columns: 40, data: job.y! });
    const files = ["x", "w", "y", "z"].flatMap((name) => [`--${name}`, file(`${name}.npy`)]);
    expect(await tiled(...SMALL, ...files)).toMatchObject({ code: 0 });
    expect(readNpy(file("z.npy"), 2, 20, 40)).toEqual(gemmOps(job));
  });

  test("writes a waveform with the DMA in it", async () => {
    const path = file("job.vcd");
    expect(await tiled(...SMALL, "--wave", path, "--wave-from", "50", "--wave-to", "400")).toMatchObject({ code: 0 });
    const busy = readVcd(readFileSync(path)).signals.find((signal) => signal.path === "cluster.dma.busy")!;
    expect(busy.values).toEqual(expect.arrayContaining([0, 1]));
    expect(readFileSync(file("job.gtkw"), "utf8")).toContain("cluster.dma.busy");
  });

  test("ends with exit code 1 and a diagnosis when the job hangs", async () => {
    const { code, out } = await tiled("--m", "24", "--n", "32", "--k", "32", "--op", "MATMUL", "--erratum", "E1");
    expect(code).toBe(1);
    expect(out).toMatch(/^HANG: No progress since clock \d+/m);
    expect(out).toMatch(/^  up to the hang +\d+ +100\.00 %$/m);
    expect(out).toMatch(/^again: redmule run .*--tiled --erratum E1$/m);
  });

  test.each<[string, string[], RegExp]>([
    ["a tile of another form", ["--tile", "12x16"], /--tile is "12x16": give rows, steps and columns from 1 on/],
    ["a tile of nothing", ["--tile", "12x0x16"], /--tile is "12x0x16"/],
    [
      "a tile that does not fit",
      [...SMALL, "--tile", "20x30x40"],
      /takes 5456 bytes of TCDM, which has 2048: give a smaller/,
    ],
    [
      "a cut of N that loses bits",
      [...SMALL, "--fmt", "bf16", "--tile", "4x8x8"],
      /cuts N = 30, and GEMM in bf16 loses/,
    ],
    ["N that does not fit", ["--n", "9000", "--fmt", "fp8", "--tcdm-kib", "8"], /give --tcdm-kib 36 or --fmt fp16/],
    ["tensors beyond L2", ["--m", "65535", "--n", "65535"], /the map has room for 1600 MiB: choose a smaller shape/],
  ])("refuses %s in one sentence, with exit code 2", async (_what, args, sentence) => {
    const { code, out, err } = await tiled(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split("\n").length).toBe(1);
  });
});

test("redmule run refuses a tile of a job that is not tiled", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await main(["run", "--tile", "12x16x16"])).toBe(2);
  expect(vi.mocked(process.stderr.write).mock.calls.join()).toMatch(
    /the job is not tiled: give --tiled or leave --tile out/,
  );
});
