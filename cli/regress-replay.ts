import { join } from "node:path";
import { drawRegressJob } from "../tb/regress/draw.js";
import type { Examination } from "../tb/regress/examine.js";
import { parseRegressJob, type RegressJob } from "../tb/regress/regress-job.js";
import { JOB_SEEDS } from "../tb/regress/plan.js";
import { regressPool } from "../tb/regress/regress-pool.js";
import type { Verdict } from "../tb/regress/run.js";
import { describe } from "../tb/regress/task.js";
import { makeDirectory } from "../run/files/file-sink.js";
import { parseJson, readJsonFile, wholeNumber } from "./options.js";
import { distOf } from "./regress-fault.js";
import type { RegressOptions } from "./regress-options.js";
import { examinationText } from "./regress-screen.js";

/** The job that `--replay` names. */
function jobOf(text: string, reference: boolean): RegressJob {
  if (/^\s*\d+\s*$/.test(text)) return drawRegressJob(wholeNumber("--replay", 0, JOB_SEEDS - 1)(text), reference);
  const inline = text.trimStart().startsWith("{");
  return parseRegressJob(inline ? parseJson(text, "--replay") : readJsonFile(text), inline ? "--replay" : text);
}

/** Runs one job again, with its last clocks when it fails; true when it passes. */
export async function replay(text: string, options: RegressOptions): Promise<boolean> {
  const { erratum, fault, out, json } = options;
  const job = jobOf(text, erratum.length > 0);
  const pool = await regressPool(1, await distOf(fault ?? null));
  const verdict = (await pool.run({ kind: "one", job, errata: erratum })) as Verdict;
  if (json) process.stdout.write(`${JSON.stringify({ ...verdict, job })}\n`);
  else if (verdict.fault === null) process.stdout.write(`PASSED ${describe(job)}: ${verdict.clocks} clocks\n`);
  else {
    makeDirectory(out, "--out");
    const path = join(out, "replay");
    const found = (await pool.run({ kind: "examine", job, errata: erratum, path, shrinks: false })) as Examination;
    process.stdout.write(`FAILED ${describe(job)}\n${examinationText(found)}\n`);
  }
  return verdict.fault === null;
}
