import { compare, tellChange } from "../measure/explain/comparison.js";
import { CATEGORIES, clocksOf, type Category, type Explained } from "../measure/explain/explained.js";
import { wrapped } from "./screen.js";
import { jobWords, lossWords, tell, workWords } from "../measure/explain/sentences.js";

/** A job and where its clocks went, or why it has not ended. */
export type Told = Explained | string;

/** The jobs in sentences: one in full, many with a line each, two lists compared job by job. */
export function explainText([first, second]: readonly Told[][]): string {
  if (second === undefined) return first.length === 1 ? sentences(first[0]) : overview(first);
  return first.map((job, i) => sentences(job, second[i])).join("\n");
}

function sentences(job: Told, other?: Told): string {
  const unfinished = [job, other].filter((outcome) => typeof outcome === "string");
  if (unfinished.length > 0) return `${unfinished.join("\n")}\n`;
  const lines = other === undefined ? tell(job as Explained) : tellChange(job as Explained, other as Explained);
  return `${wrapped(lines.join("\n"))}\n`;
}

/** A line a job, and all of them together. */
function overview(jobs: readonly Told[]): string {
  const lines = jobs.map((job) => {
    if (typeof job === "string") return job;
    const { account, work, cycles } = job;
    const where =
      account !== null ? `lost ${lossWords(clocksOf({ ...job, account }))}` : `${cycles}: ${workWords(work!)}`;
    return `${job.label}: ${jobWords(job)}: ${where}`;
  });
  return `${[...lines, "", total(jobs)].join("\n")}\n`;
}

function total(jobs: readonly Told[]): string {
  const known = jobs.flatMap((job) =>
    typeof job === "string" || job.account === null ? [] : [{ ...job, account: job.account }],
  );
  const all = known.map(clocksOf);
  const sums = CATEGORIES.map((category): [Category, number] => [
    category,
    all.reduce((sum, job) => sum + job[category], 0),
  ]);
  return `${known.length} ${known.length === 1 ? "job" : "jobs"} lost ${lossWords(Object.fromEntries(sums) as Record<Category, number>)}.`;
}

/** The same as JSON lines. */
export function explainJson([first, second]: readonly Told[][]): string {
  const lines = first.map((job, i) => {
    if (second === undefined) return jsonRecord(job);
    const other = second[i];
    const changed = typeof job === "string" || typeof other === "string" ? null : compare(job, other);
    return { first: jsonRecord(job), second: jsonRecord(other), changed };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function jsonRecord(job: Told): object {
  if (typeof job === "string") return { status: "hang", message: job };
  const { account } = job;
  return { ...job, clocks: account === null ? null : clocksOf({ ...job, account }), sentences: tell(job) };
}
