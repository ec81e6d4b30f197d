import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import type { Erratum } from "../../hw/redmule/errata.js";
import { drawRegressJob } from "./draw.js";
import { onlyTest } from "./only.js";
import { parseRegressJob, type RegressJob, type StormAccess } from "./regress-job.js";
import { runRegressJob } from "./run.js";
import { shrink } from "./shrink.js";

const isStorm = onlyTest(["storm"]);

/** The first storms that the regression draws. */
function* storms(count: number, reference: boolean): Generator<RegressJob> {
  for (let seed = 0; count > 0; seed++) {
    const job = drawRegressJob(seed, reference);
    if (!isStorm(job)) continue;
    count--;
    yield job;
  }
}

/** The first storm that finds an erratum. */
function finding(erratum: Erratum): RegressJob | undefined {
  for (const job of storms(150, true)) if (runRegressJob(job, { errata: [erratum] }).fault !== null) return job;
  return undefined;
}

/** A storm of given accesses on a default array. */
function stormOf(accesses: readonly Partial<StormAccess>[]): RegressJob {
  const plain = { wait: 0, write: true, address: 0, value: 0, be: 0xf };
  const { design } = drawRegressJob(1, true);
  const storm = accesses.map((access) => ({ ...plain, ...access }));
  return { design, stall: { p: 0, burst: 1, seed: 0 }, base: 0, garbage: 1, steps: [], storm, timing: null };
}

describe("register storms", () => {
  test("pass on the sound design, and run jobs", () => {
    let jobs = 0;
    for (const job of storms(60, false)) {
      const verdict = runRegressJob(job);
      expect(verdict.fault).toBeNull();
      jobs += verdict.jobs;
    }
    expect(jobs).toBeGreaterThan(60);
  });

  test.each(["E4", "E16", "E17", "E18", "E19", "E20", "E21", "E22", "E23"] as const)("find %s", (erratum) => {
    expect(finding(erratum)).toBeDefined();
  });

  test("shrink to the accesses that matter", () => {
    const job = shrink(finding("E17")!, (candidate) => {
      const { fault, clocks } = runRegressJob(candidate, { errata: ["E17"] });
      return { fails: fault !== null, clocks };
    });
    expect(job.storm.length).toBeLessThanOrEqual(3);
    expect(parseRegressJob(JSON.parse(JSON.stringify(job)), "a job")).toEqual(job);
  });

  test("a job is a sequence or a storm", () => {
    const { steps } = drawRegressJob(1);
    const both = { ...stormOf([{}]), steps };
    expect(() => parseRegressJob(both, "a job")).toThrow(
      new UsageError("a job has more than one of steps, storm and timing: give one of them."),
    );
    expect(() => parseRegressJob({ ...both, steps: [], storm: [] }, "a job")).toThrow(/has neither steps nor a storm/);
  });
});
