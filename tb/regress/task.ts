import type { Erratum } from "../../hw/redmule/errata.js";
import { drawRegressJob } from "./draw.js";
import { examine, type Examination } from "./examine.js";
import type { Case } from "./plan.js";
import type { RegressJob } from "./regress-job.js";
import { runRegressJob, type Verdict } from "./run.js";
import { describeTiming } from "./timing.js";
import { Coverage, type Counts } from "../coverage/coverage.js";

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

/** Results of cases one behind the other, a failure only as the last, and the counts of all of them together. */
export interface Batch {
  readonly results: readonly CaseResult[];
  readonly coverage: Counts | null;
}

export type RegressAnswer = readonly Batch[] | Verdict | Examination;

/** Runs a task; equal tasks give equal answers. */
export function runTask(task: RegressTask): RegressAnswer {
  if (task.kind === "examine") return examine(task.job, task.errata, task.path, task.shrinks);
  if (task.kind === "one") return runRegressJob(task.job, { errata: task.errata });
  const batches: Batch[] = [];
  for (let done = 0; done < task.cases.length; done += batches[batches.length - 1].results.length) {
    batches.push(runBatch(task.cases.slice(done), task.errata, task.covers));
  }
  return batches;
}

/** Runs cases up to the first that fails. */
function runBatch(cases: readonly Case[], errata: readonly Erratum[], covers: boolean): Batch {
  const coverage = covers ? new Coverage() : null;
  const settings = { errata, coverage };
  const results: CaseResult[] = [];
  for (const one of cases) {
    const job = drawRegressJob(one.seed, errata.length > 0);
    const result = { ...one, what: describe(job), ...runRegressJob(job, settings) };
    results.push(result);
    if (coverage !== null) coverage.cases++;
    if (result.fault !== null) break;
  }
  return { results, coverage };
}

/** A job in a few words. */
export function describe({ design: { L, H, P }, stall, steps, storm, timing }: RegressJob): string {
  if (timing !== null) return describeTiming(timing);
  const what = steps.map(({ op, fmt, m, n, k }) => `${op} ${fmt} ${m}x${n}x${k}`);
  if (storm.length > 0) what.push(`storm of ${storm.length} accesses`);
  return `${what.join(", ")} on ${L}x${H}x${P}${stall.p > 0 ? `, stalls ${stall.p}` : ""}`;
}
