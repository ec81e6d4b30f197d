import type { Erratum } from "../hw/redmule/errata.js";
import type { Examination } from "../tb/regress/examine.js";
import type { RegressJob } from "../tb/regress/regress-job.js";
import { invocation } from "./invocation.js";
import { describe, type CaseResult } from "../tb/regress/task.js";

function switches(errata: readonly Erratum[], fault: string | null): string {
  return `${errata.length > 0 ? ` --erratum ${errata.join(",")}` : ""}${fault === null ? "" : ` --fault ${fault}`}`;
}

/** The command that runs a job again. */
export function replayOf(job: RegressJob, errata: readonly Erratum[], fault: string | null): string {
  return `${invocation()} regress${switches(errata, fault)} --replay '${JSON.stringify(job)}'`;
}

/** The command that runs the job of a seed again. */
export function seedReplay(
  { seed }: CaseResult,
  { errata, fault }: { readonly errata: readonly Erratum[]; readonly fault: string | null },
): string {
  return `${invocation()} regress${switches(errata, fault)} --replay ${seed}`;
}

/** A failure on the terminal: what broke, the smallest job, its last clocks, and how to run it again. */
export function failureText(result: CaseResult, found: Examination, again: string, first: string): string {
  return [
    `FAILED ${result.fault!.kind} in the job of seed ${result.seed}: ${result.what}`,
    `  ${result.fault!.text}`,
    `  again: ${first}`,
    `shrunk to: ${describe(found.job)}`,
    examinationText(found),
    `again: ${again}`,
    "",
  ].join("\n");
}

/** What a failing job does. */
export function examinationText({ fault, diagram, files }: Examination): string {
  return [
    `  ${fault.kind} before clock ${fault.clock}: ${fault.text}`,
    diagram.trimEnd(),
    `files: ${files.join(", ")}`,
  ].join("\n");
}
