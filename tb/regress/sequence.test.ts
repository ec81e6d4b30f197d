import { describe, expect, test } from "vitest";
import { Coverage } from "../coverage/coverage.js";
import { JobCoverage } from "../coverage/job-coverage.js";
import { GROUPS } from "../coverage/model.js";
import { drawRegressJob } from "./draw.js";
import type { RegressJob, RegressStep } from "./regress-job.js";
import { runRegressJob } from "./run.js";

const PLAIN = drawRegressJob(1);
const STEP: RegressStep = {
  ...PLAIN.steps[0],
  ...{ op: "GEMM", fmt: "fp16", m: 5, n: 6, k: 7, data: "norm", seed: 1, start: "clear" },
  ...{ wait: 0, commit: false, accesses: 0, clearAfter: null, clearFrom: "trigger" },
};

/** A sequence on a default array and a memory that never refuses. */
function sequence(...steps: Partial<RegressStep>[]): RegressJob {
  const design = { ...PLAIN.design, L: 12, H: 4, P: 3, port: 288, ce: "fast" } as const;
  return {
    design,
    stall: { p: 0, burst: 1, seed: 0 },
    base: 0,
    garbage: 1,
    steps: steps.map((step) => ({ ...STEP, ...step })),
    storm: [],
    timing: null,
  };
}

/** Names of the bins that jobs hit; none of them may fail. */
function binsOf(jobs: readonly RegressJob[]): Set<string> {
  const coverage = new Coverage();
  const samples: JobCoverage[] = [];
  for (const job of jobs) {
    const { fault } = runRegressJob(job, {
      observe: (bench) => {
        const sampled = new JobCoverage(bench.redmule, coverage);
        samples.push(sampled);
        return () => sampled.sample();
      },
    });
    expect(fault).toBeNull();
  }
  for (const sampled of samples) sampled.finish();
  return new Set(
    GROUPS.flatMap((group) => [...coverage.of(group)].flatMap((hits, i) => (hits > 0 ? group.binName(i) : []))),
  );
}

describe("a sequence", () => {
  test("accesses every register with any number of jobs in the queue, and the answers are right", () => {
    const long = { m: 100, n: 64, k: 128 };
    const bins = binsOf(
      [1, 2].map((seed) =>
        sequence(
          { ...long, seed, accesses: 400 },
          { ...long, seed, start: "queue", accesses: 400 },
          { seed, accesses: 400 },
        ),
      ),
    );
    for (const register of ["ACQUIRE", "FINISHED", "STATUS", "RUNNING_JOB", "X_ADDR", "MACFG", "none"]) {
      for (const access of ["read", "write"]) {
        for (const queue of ["0 jobs", "1 job", "2 jobs"])
          expect(bins).toContain(`register[${register}, ${access}, ${queue}]`);
      }
    }
    for (const write of ["start", "commit only"]) expect(bins).toContain(`trigger[context 0, ${write}, 2 jobs]`);
    expect(bins).toContain("acquire[-2, computing or finished]");
  });

  test("meets the clocks in which a job ends and the next one starts with clears counted from the last beat", () => {
    const ends = [0, 1, 2, 3].map((clearAfter) => ({ start: "queue", clearAfter, clearFrom: "last beat" }) as const);
    const bins = binsOf(ends.map((end) => sequence({}, end, {})));
    expect(bins).toContain("clear.state[controller FINISHED]");
    expect(bins).toContain("clear.state[registers STARTING]");
    expect(bins).toContain("arc.registers[STARTING>IDLE]");
  });
});
