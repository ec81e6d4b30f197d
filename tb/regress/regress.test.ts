import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { main } from "../../cli/program.js";
import { UsageError } from "../../hw/errors.js";
import { ERRATUM_NAMES } from "../../hw/redmule/errata.js";
import { redmuleParameters, tileColumns } from "../../hw/redmule/parameters.js";
import { SHAPE, shapeBin } from "../coverage/shape-coverage.js";
import { drawRegressJob, LARGEST } from "./draw.js";
import { junit } from "./junit.js";
import { onlyTest } from "./only.js";
import { casesOf, type Plan } from "./plan.js";
import { parseRegressJob, type RegressJob } from "./regress-job.js";
import { runRegressJob } from "./run.js";
import { shrink } from "./shrink.js";
import type { CaseResult } from "./task.js";

const PLAN: Plan = { seed: 3, only: [], errata: [], fault: null, shard: { index: 1, of: 1 } };

function first(count: number, plan: Plan = PLAN): number[] {
  const source = casesOf(plan);
  return Array.from({ length: count }, () => (source.next().value as { seed: number }).seed);
}

describe("drawn jobs", () => {
  test("are plain JSON that is read again", () => {
    for (const seed of first(300)) {
      const job = drawRegressJob(seed);
      expect(parseRegressJob(JSON.parse(JSON.stringify(job)), "a job")).toEqual(job);
    }
  });

  test("spread M, N and K evenly in their logarithms", () => {
    const steps = first(4000).flatMap((seed) => drawRegressJob(seed).steps);
    const usual = steps.filter(({ m, n, k }) => Math.max(m, n, k) <= LARGEST);
    for (const size of ["m", "n", "k"] as const) {
      const small = usual.filter((step) => step[size] < 11).length / usual.length;
      expect(small).toBeGreaterThan(0.46);
      expect(small).toBeLessThan(0.54);
    }
  });

  test("walk the whole cross of shapes, and count beats further than 16 bits", () => {
    const bins = new Set<number>();
    let long = 0;
    for (const seed of first(3 * SHAPE.size, { ...PLAN, seed: 5 })) {
      const { design, steps } = drawRegressJob(seed);
      const p = redmuleParameters(design);
      if (steps.length === 0) continue;
      const { m, k } = steps[0];
      if (m * Math.ceil(k / tileColumns(p)) > 0xffff) long++;
      else bins.add(shapeBin(steps.at(-1)!, p));
    }
    expect(bins.size).toBe(SHAPE.size);
    expect(long).toBeGreaterThanOrEqual(12);
    expect(long).toBeLessThanOrEqual(13);
  });

  test("fit the reference design where errata are on", () => {
    const smallest = { ...drawRegressJob(1, true), steps: [{ ...drawRegressJob(1).steps[0], m: 1, n: 1, k: 1 }] };
    for (const seed of first(60)) {
      const { design } = drawRegressJob(seed, true);
      expect(() => runRegressJob({ ...smallest, design }, { errata: ["E13"] })).not.toThrow();
    }
  });
});

test("cases of shards are those of the whole, and --only names what each has", () => {
  const whole = first(30);
  const shards = [1, 2, 3].map((index) => first(10, { ...PLAN, shard: { index, of: 3 } }));
  expect(whole.map((_, i) => shards[i % 3][Math.floor(i / 3)])).toEqual(whole);
  const only = ["fp8", "gemm", "minmax", "queue"];
  for (const seed of first(40, { ...PLAN, only })) {
    const { steps } = drawRegressJob(seed);
    expect(steps.some(({ fmt }) => fmt === "fp8")).toBe(true);
    expect(steps.some(({ op }) => op === "GEMM" || op === "MINMAX")).toBe(true);
    expect(steps.some(({ start }) => start === "queue")).toBe(true);
  }
  expect(() => onlyTest(["fp4"])).toThrow(UsageError);
});

describe("verdicts", () => {
  test("the sound design passes, twice the same", () => {
    for (const seed of first(25, { ...PLAN, seed: 11 })) {
      const verdict = runRegressJob(drawRegressJob(seed));
      expect({ seed, fault: verdict.fault }).toEqual({ seed, fault: null });
    }
    const [seed] = first(1);
    expect(runRegressJob(drawRegressJob(seed))).toEqual(runRegressJob(drawRegressJob(seed)));
  });

  const quick = ERRATUM_NAMES.slice(0, 13).filter((erratum) => !["E9", "E11"].includes(erratum));
  test.each(quick)("%s is found within some cases", (erratum) => {
    const seeds = first(150, { ...PLAN, seed: 5 });
    const found = seeds.find((seed) => runRegressJob(drawRegressJob(seed, true), { errata: [erratum] }).fault !== null);
    expect(found).toBeDefined();
  });
});

describe("shrinking", () => {
  test("ends at the smallest job that fails", () => {
    const fails = ({ steps }: RegressJob): boolean => steps.some(({ m, k }) => m >= 3 && k >= 2);
    const job = first(20)
      .map((seed) => drawRegressJob(seed))
      .find(fails)!;
    const smallest = shrink(job, (candidate) => ({ fails: fails(candidate), clocks: 1 }));
    expect(smallest.steps).toMatchObject([{ op: "GEMM", fmt: "fp16", m: 3, n: 1, k: 2, gaps: [0, 0, 0], accesses: 0 }]);
    expect(smallest.stall.p).toBe(0);
  });

  test("stops where its work is used up", () => {
    let runs = 0;
    const job = drawRegressJob(first(1)[0]);
    shrink(job, () => ({ fails: (runs++, true), clocks: 10 }), { runs: 100, clocks: 50 });
    expect(runs).toBe(5);
  });
});

test("JUnit XML has a case a job, the seed in its name, and texts escaped", () => {
  const result = { index: 0, seed: 42, what: "GEMM", jobs: 1, clocks: 9, reads: 1, writes: 1, digest: 1 };
  const fault = { kind: "port", text: 'a < "b" & c', clock: 3 } as const;
  const results: CaseResult[] = [
    { ...result, fault: null },
    { ...result, seed: 43, fault },
  ];
  const text = [...junit("suite", results, ({ seed }) => `again ${seed}`)].join("");
  expect(text).toContain('tests="2" failures="1"');
  expect(text).toContain('name="seed 42: GEMM"');
  expect(text).toContain('message="a &lt; &quot;b&quot; &amp; c">again 43</failure>');
});

describe("redmule regress", () => {
  let directory = "";
  let out = "";

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "redmule-regress-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  async function regress(...args: string[]): Promise<number> {
    out = "";
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => ((out += String(chunk)), true));
    vi.spyOn(process.stderr, "write").mockImplementation((chunk) => ((out += String(chunk)), true));
    return main(["regress", ...args]);
  }

  const file = (...names: string[]): string => join(directory, ...names);

  test("explains a failure: shrunk job, waveform, command that fails again", async () => {
    expect(await regress("--erratum", "E13", "--out", file("bad"), "--jobs", "1")).toBe(1);
    expect(out).toMatch(/FAILED mismatch in the job of seed \d+/);
    expect(out).toContain("shrunk to: GEMM bf16 1x1x1 on 12x4x3");
    expect(out).toMatch(/redmule\.controller\.state +│/);
    const seed = /failure-(\d+)\.vcd/.exec(out)![1];
    expect(existsSync(file("bad", `failure-${seed}.vcd`))).toBe(true);
    expect(readFileSync(file("bad", "junit.xml"), "utf8")).toContain(`--erratum E13 --replay ${seed}</failure>`);
    const job = /--replay '(.*)'/.exec(out)![1];
    const again = ["--erratum", "E13", "--out", file("bad")];
    for (const replay of [seed, job, file("bad", `failure-${seed}.json`)]) {
      expect(await regress(...again, "--replay", replay)).toBe(1);
      expect(out).toContain("elements of Z differ from golden");
    }
    expect(await regress("--replay", job)).toBe(0);
    expect(out).toContain("PASSED GEMM bf16 1x1x1");
  });

  test("shows the clocks before a hang, not those of the wait for it", async () => {
    const depths = { addressFifo: 2, requestFifo: 4, responseFifo: 4, streamFifo: 4, zStreamFifo: 2, storeFifo: 2 };
    const step = { op: "GEMM", fmt: "fp16", m: 4, n: 4, k: 65, data: "norm", seed: 0, order: [0, 1, 2] };
    const rest = { gaps: [0, 0, 0], align: 4, start: "clear", wait: 0, commit: false, accesses: 0, clearAfter: null };
    const design = { L: 12, H: 4, P: 1, port: 160, ...depths, ce: "fast" };
    const steps = [{ ...step, ...rest, clearFrom: "trigger" }];
    const job = { design, base: 0, garbage: 0, stall: { p: 0, burst: 1, seed: 0 }, steps };
    const settings = ["--erratum", "E2", "--out", file("hang"), "--replay", JSON.stringify(job)];
    expect(await regress(...settings)).toBe(1);
    expect(out).toMatch(/hang before clock \d+: No progress since clock \d+/);
    expect(out).toMatch(/scheduler\.state +│ LOAD_W/);
    expect(Math.max(...out.split("\n").flatMap((line) => (line.includes("│") ? [line.length] : [])))).toBeLessThan(120);
    expect(await regress("--replay", JSON.stringify(job))).toBe(0);
  });

  test.each([
    ["a shard that is none", ["--shard", "3/2"]],
    ["a time without unit", ["--for", "10"]],
    ["an unknown feature", ["--only", "fp4"]],
    ["an unknown fault", ["--fault", "nothing"]],
    ["a job that is none", ["--replay", "{}"]],
    ["a missing directory", ["--resume", "--out", "/nowhere/at/all"]],
  ])("refuses %s", async (_what, args) => {
    expect(await regress(...args, ...(args.includes("--out") ? [] : ["--out", file("refused")]))).toBe(2);
    expect(out).toMatch(/^error: .*\.\n$/);
  });
});
