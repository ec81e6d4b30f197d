import type { Erratum } from "../../hw/redmule/errata.js";
import { drawRegressJob } from "./draw.js";
import { examine, type Examination } from "./examine.js";
import type { Case } from "./plan.js";
import type { RegressJob } from "./regress-job.js";
import { runRegressJob, type Verdict } from "./run.js";

/** What a worker is asked: to run cases, to run one job, or to explain a job that fails. */
export type RegressTask =
  | { readonly kind: "run"; readonly cases: readonly Case[]; readonly errata: readonly Erratum[] }
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

export type RegressAnswer = readonly CaseResult[] | Verdict | Examination;

/** Runs a task; equal tasks give equal answers. */
export function runTask(task: RegressTask): RegressAnswer {
  if (task.kind === "examine") return examine(task.job, task.errata, task.path, task.shrinks);
  if (task.kind === "one") return runRegressJob(task.job, { errata: task.errata });
  return task.cases.map((one) => {
    const job = drawRegressJob(one.seed, task.errata.length > 0);
    return { ...one, what: describe(job), ...runRegressJob(job, { errata: task.errata }) };
  });
}

/** A job in a few words. */
export function describe({ design: { L, H, P }, stall, steps }: RegressJob): string {
  const jobs = steps.map(({ op, fmt, m, n, k }) => `${op} ${fmt} ${m}x${n}x${k}`);
  return `${jobs.join(", ")} on ${L}x${H}x${P}${stall.p > 0 ? `, stalls ${stall.p}` : ""}`;
}
