import type { Erratum } from "../../hw/redmule/errata.js";
import { drawRegressJob } from "./draw.js";
import { examine, type Examination } from "./examine.js";
import type { Case } from "./plan.js";
import type { RegressJob } from "./regress-job.js";
import { runRegressJob, type Verdict } from "./run.js";
import type { RegressBench } from "./regress-bench.js";
import type { Observer } from "../redmule/redmule-bench.js";
import { Coverage } from "../coverage/coverage.js";
import { JobCoverage } from "../coverage/job-coverage.js";

/** What a worker is asked: to run cases, to run one job, or to explain a job that fails. */
export type RegressTask =
  | {
      readonly kind: "run";
      readonly cases: readonly Case[];
      readonly errata: readonly Erratum[];
      /** Sample the functional coverage, too. */
      readonly covers: boolean;
    }
  | { readonly kind: "one"; readonly job: RegressJob; readonly errata: readonly Erratum[] }
  | {
      readonly kind: "examine";
      readonly job: RegressJob;
      readonly errata: readonly Erratum[];
      /** Path of the files without their endings. */
      readonly path: string;
      /** Simplify the job first. */
      readonly shrinks: boolean;
    };

/** A line of results. */
export interface CaseResult extends Case, Verdict {
  /** Operations, formats and sizes, and the array. */
  readonly what: string;
}

/** What cases gave, and the counts of all of them together. */
export interface CasesAnswer {
  readonly results: readonly CaseResult[];
  readonly coverage: Pick<Coverage, "jobs" | "clocks" | "hits"> | null;
}

export type RegressAnswer = CasesAnswer | Verdict | Examination;

/** Runs a task; equal tasks give equal answers. */
export function runTask(task: RegressTask): RegressAnswer {
  if (task.kind === "examine") return examine(task.job, task.errata, task.path, task.shrinks);
  if (task.kind === "one") return runRegressJob(task.job, { errata: task.errata });
  const coverage = task.covers ? new Coverage() : null;
  const settings = {
    errata: task.errata,
    ...(coverage && { observe: (bench: RegressBench) => covering(bench, coverage) }),
  };
  const results = task.cases.map((one) => {
    const job = drawRegressJob(one.seed, task.errata.length > 0);
    return { ...one, what: describe(job), ...runRegressJob(job, settings) };
  });
  return { results, coverage };
}

function covering(bench: RegressBench, coverage: Coverage): Observer {
  const sampled = new JobCoverage(bench.redmule, coverage, bench.fifos);
  bench.jobObservers.push((job) => sampled.job(job));
  return () => sampled.sample();
}

/** A job in a few words. */
export function describe({ design: { L, H, P }, stall, steps }: RegressJob): string {
  const jobs = steps.map(({ op, fmt, m, n, k }) => `${op} ${fmt} ${m}x${n}x${k}`);
  return `${jobs.join(", ")} on ${L}x${H}x${P}${stall.p > 0 ? `, stalls ${stall.p}` : ""}`;
}
