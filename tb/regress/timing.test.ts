import { describe, expect, test } from "vitest";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import type { RunResult } from "../../run/redmule/redmule-bench.js";
import { drawRegressJob } from "./draw.js";
import { runRegressJob } from "./run.js";
import { boundsOf, drawTiming, judgeTiming, TIMED, timingBench } from "./timing.js";

test("the law of the reference design gives the clocks on record", () => {
  const at = (array: number, m: number, n: number, k: number): number => boundsOf({ array, m, n, k })[0];
  expect(at(0, 96, 96, 96)).toBe(18540);
  expect(at(0, 96, 128, 128)).toBe(32876);
  expect(at(0, 192, 192, 192)).toBe(147564);
  expect(at(0, 64, 64, 64)).toBe(6252);
  expect(at(0, 12, 16, 16)).toBe(170);
  expect(at(1, 96, 96, 96)).toBe(9340);
});

describe("timed jobs", () => {
  test("stay inside the bounds of their array, with every model of the compute elements", () => {
    const random = new SplitMix64(3);
    for (let i = 0; i < 160; i++) {
      const job = drawTiming(random);
      const ce = i % 10 === 0 ? "staged" : "fast";
      expect(() => judgeTiming(job, timingBench(job, ce)), JSON.stringify(job)).not.toThrow();
    }
  });

  test.each(TIMED.map((timed, array) => [`${timed.L}x${timed.H}x${timed.P}`, array] as const))(
    "on %s, lost clocks are found as a change of timing",
    (_name, array) => {
      const { L, H } = TIMED[array];
      const job = { array, m: 2 * L, n: 16 * H, k: 8 * H };
      const bench = timingBench(job, "fast");
      // A memory that refuses some clocks stands for a design that loses them: no bit changes. The reference would hang (E2).
      const run = bench.run.bind(bench);
      const late = (): RunResult => ({ ...run(), cycles: boundsOf(job)[1] + 1 });
      bench.run = () => (TIMED[array].reference ? late() : run(new StallPattern(0.4, 1)));
      expect(() => judgeTiming(job, bench)).toThrow(
        /takes \d+ clocks, not \d+ to \d+: its timing has changed by \+\d+/,
      );
    },
  );

  test("are cases of a regression", () => {
    const seeds = Array.from({ length: 64 }, (_, seed) => seed).filter((seed) => drawRegressJob(seed).timing !== null);
    expect(seeds.length).toBeGreaterThan(4);
    for (const seed of seeds) expect(runRegressJob(drawRegressJob(seed)).fault).toBeNull();
  });
});
