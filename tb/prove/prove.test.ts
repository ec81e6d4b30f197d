import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SplitMix64 } from "../../run/data/random.js";
import { certificateText, type Certificate } from "./certificate.js";
import type { ChunkRecord } from "./chunk-task.js";
import { prove, sample, type ProofProgress } from "./proof.js";
import type { Part } from "./space.js";
import { checkChunk, checkSample, chunksOf, inputsOf, strata, type Space } from "./space.js";
import { SPACE_NAMES, spaceOf } from "./spaces.js";

/** The last chunk of the casts, which is FP8 alone and short. */
const LAST: Part = { index: 19, of: 19 };

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "prove-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.doUnmock("../../hw/fpu/policy.js");
  vi.resetModules();
});

async function proveCasts(part: Part, extras: { threads?: number; signal?: AbortSignal; file?: string } = {}) {
  const seen: ProofProgress[] = [];
  const found: Certificate[] = [];
  const options = { part, threads: 1, file: null, progress: (now: ProofProgress) => seen.push(now), ...extras };
  for await (const certificate of prove(["casts"], options)) found.push(certificate);
  return { certificate: found[0], seen };
}

describe("spaces", () => {
  test.each([
    ["casts", (2 * 2 ** 16 + 2 * 2 ** 8) * 4 * 5],
    ["f16-add", 2 ** 32],
    ["f16-mul", 2 ** 32],
    ["f16-min", 2 ** 32],
    ["f16-max", 2 ** 32],
    ["f8e5m2-fma", 2 ** 32],
    ["f8e4m3-fma", 2 ** 32],
    ["f16-fma", 2 ** 29],
  ] as const)("%s holds %i inputs", (name, inputs) => {
    expect(inputsOf(spaceOf(name))).toBe(inputs);
  });

  test.each(SPACE_NAMES)("a sample of every stratum of %s agrees", (name) => {
    const { mismatches, first, checked } = sample(name, 3);
    expect({ mismatches, first }).toEqual({ mismatches: 0, first: [] });
    expect(checked).toBeGreaterThan(75_000);
  });

  test("strata hold the ends and the middle of every binade", () => {
    const found = [...strata(16, 10, 2, new SplitMix64(1))];
    expect(found.length).toBe(64 * 6);
    for (const bits of [0x0000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0x7c01, 0x7e00, 0xffff]) {
      expect(found).toContain(bits);
    }
  });

  test.each([
    ["a fraction that signals", { fractionSignals: () => false }, "f16-add"],
    ["the canonical NaN", { canonicalNan: (e: number, m: number) => (2 ** (e + 1) - 1) * 2 ** (m - 1) + 1 }, "f16-max"],
    ["tininess", { isTiny: (exponent: number) => exponent <= 0 }, "casts"],
    ["infinity times zero", { INF_TIMES_ZERO_PLUS_NAN_IS_INVALID: false }, "f8e5m2-fma"],
  ] as const)("a wrong decision about %s is found", async (_what, wrong, name) => {
    vi.doMock("../../hw/fpu/policy.js", async (original) => ({ ...(await original<object>()), ...wrong }));
    const broken = await import("./proof.js");
    const { mismatches, first } = broken.sample(name, 1);
    expect(mismatches).toBeGreaterThan(0);
    expect(first[0]).toMatch(/: staged 0x[0-9a-f]+ flags \d+, golden 0x[0-9a-f]+ flags \d+/);
  });
});

describe("chunks", () => {
  /** Ten rows of five inputs; input 3 of row 7 is wrong. */
  const tiny: Space & { row: number; visited: string[] } = {
    ...{ name: "tiny", what: "tiny", rows: 10, rowsPerChunk: 4, row: 0, visited: [] },
    columns: () => 5,
    select(row) {
      this.row = row;
    },
    agrees(column) {
      this.visited.push(`${this.row}.${column}`);
      return this.row !== 7 || column !== 3;
    },
    show: (column) => `column ${column}`,
    sampleRows: () => [1, 7],
    sampleColumns: () => [0, 3],
  };

  test("visit every input once and tell the wrong ones", () => {
    tiny.visited = [];
    const tallies = [0, 1, 2].map((chunk) => checkChunk(tiny, chunk));
    expect(chunksOf(tiny)).toBe(3);
    expect(tallies.map(({ checked }) => checked)).toEqual([20, 20, 10]);
    expect(tallies.map(({ first }) => first)).toEqual([[], ["column 3"], []]);
    expect(new Set(tiny.visited).size).toBe(inputsOf(tiny));
    expect(checkSample(tiny, new SplitMix64(0))).toEqual({ checked: 4, mismatches: 1, first: ["column 3"] });
  });
});

describe("a proof", () => {
  test("ends with a certificate of its part", async () => {
    const { certificate, seen } = await proveCasts(LAST);
    expect(certificate).toMatchObject({ checked: 1024, mismatches: 0, complete: true, inputs: 2631680 });
    expect(certificateText(certificate)).toMatch(/^PART 19\/19 casts: 1024 of 2631680 inputs checked, 0 mismatches, /);
    expect(seen.at(-1)).toMatchObject({ done: 1, chunks: 1, secondsLeft: 0 });
  });

  test("finds the same in other threads", async () => {
    const { certificate } = await proveCasts(LAST, { threads: 2 });
    expect(certificate).toMatchObject({ checked: 1024, mismatches: 0, complete: true });
  });

  test("goes on where its file ends, and drops a line cut off", async () => {
    const file = join(folder, "casts.jsonl");
    await proveCasts(LAST, { file });
    const [line] = readFileSync(file, "utf8").split("\n");
    const marked = { ...(JSON.parse(line) as ChunkRecord), seconds: 1234 };
    writeFileSync(file, `${JSON.stringify(marked)}\n`);
    appendFileSync(file, '{"space":"casts","chu');
    const { certificate, seen } = await proveCasts(LAST, { file });
    expect(seen).toEqual([]);
    expect(certificate).toMatchObject({ coreSeconds: 1234, complete: true });
    expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify(marked)}\n`);
  });

  test("refutes where a finished chunk holds a mismatch", async () => {
    const file = join(folder, "casts.jsonl");
    const record = { space: "casts", chunk: 18, checked: 1024, mismatches: 2, first: ["this one"], seconds: 1 };
    writeFileSync(file, `${JSON.stringify(record)}\n`);
    const { certificate } = await proveCasts(LAST, { file });
    expect(certificateText(certificate)).toMatch(/^REFUTED casts: .* 2 mismatches, .*\n {2}this one\n$/s);
  });

  test("that is stopped says so", async () => {
    const { certificate } = await proveCasts({ index: 1, of: 1 }, { signal: AbortSignal.abort() });
    expect(certificateText(certificate)).toMatch(/^STOPPED casts: 0 of /);
  });

  test("refuses a file of something else", async () => {
    const file = join(folder, "casts.jsonl");
    writeFileSync(file, "casts\n");
    await expect(proveCasts(LAST, { file })).rejects.toThrow(/^Line 1 of .* is not JSON: .*\.$/);
    await expect(proveCasts(LAST, { file: folder })).rejects.toThrow(/cannot be read and written \(EISDIR\): /);
  });
});
