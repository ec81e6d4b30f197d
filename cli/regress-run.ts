import { closureOf } from "../tb/coverage/closure.js";
import type { Coverage } from "../tb/coverage/coverage.js";
import { writeCoverage } from "../tb/coverage/coverage-files.js";
import { closureText, coverageFault } from "../tb/coverage/report.js";
import type { Plan } from "../tb/regress/plan.js";
import { RegressRecord } from "../tb/regress/record.js";
import { regressPool } from "../tb/regress/regress-pool.js";
import { drawRegressJob } from "../tb/regress/draw.js";
import type { Examination } from "../tb/regress/examine.js";
import { runCases } from "../tb/regress/runner.js";
import { Summary } from "../tb/regress/summary.js";
import type { Batch, CaseResult } from "../tb/regress/task.js";
import { keepCampaign, type CampaignShare } from "./campaign.js";
import { invocation } from "./invocation.js";
import { duration, ProgressLine, untilInterrupt } from "./progress-line.js";
import { distOf } from "./regress-fault.js";
import type { RegressOptions } from "./regress-options.js";
import { failureText, replayOf, seedReplay } from "./regress-screen.js";

const DEFAULT_RUNS = 1000;

/** What `--json` prints. */
export interface RegressReport extends Omit<Summary, "add"> {
  readonly seed: number;
  /** Over this start of the command, all threads together. */
  readonly jobsPerSecond: number;
  readonly interrupted: boolean;
  /** The failures that were shrunk. */
  readonly shrunk: readonly (Examination & { readonly replay: string })[];
}

type SharedOptions = RegressOptions & CampaignShare & { readonly out: string };

/** Cases of a share of so many. */
function casesIn(runs: number, { index, of }: Plan["shard"]): number {
  return Math.max(0, Math.ceil((runs - index + 1) / of));
}

/** Runs a regression; false when a case fails. */
export async function regress(options: SharedOptions): Promise<boolean> {
  const { seed, only, erratum, fault = null, shard } = options;
  const plan: Plan = { seed, only, errata: erratum, fault, shard };
  const record = new RegressRecord(options.out, plan, { resume: options.resume === true, covers: options.coverage });
  const runs = options.runs ?? (options.for === undefined ? DEFAULT_RUNS : null);
  const keeper = keepCampaign("regress", options, runs === null ? null : casesIn(runs, shard));
  const report = await untilInterrupt((signal) => runAll(plan, options, record, signal));
  record.close(`${invocation()} regress --seed ${seed}`, (result) => seedReplay(result, plan));
  if (!report.interrupted) keeper?.finish();
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : summaryText(report, options));
  const covered = record.coverage === null || reportCoverage(record.coverage, options, report.failures > 0);
  return verdictOf(report) === "PASSED" && covered;
}

/**
 * Writes the coverage files and prints the closure; false when it is a failure. A design with errata has none to close, and
 * below a failure nobody looks for it.
 */
function reportCoverage(
  coverage: Coverage,
  { out, json, least, erratum, fault }: RegressOptions,
  failed: boolean,
): boolean {
  const closure = closureOf(coverage);
  writeCoverage(out, coverage, closure);
  const broken = erratum.length > 0 || fault !== undefined;
  const table = broken || failed ? "" : `${closureText(closure)}\n`;
  if (!json) process.stdout.write(`${table}${out}/coverage.html, coverage.json\n`);
  if (broken) return true;
  const wrong = coverageFault(closure, least ?? null);
  if (wrong !== undefined) process.stderr.write(`${wrong}\n`);
  return wrong === undefined;
}

async function runAll(
  plan: Plan,
  options: SharedOptions,
  record: RegressRecord,
  signal: AbortSignal,
): Promise<RegressReport> {
  const summary = new Summary();
  for (const result of record.results) summary.add(result);
  const pool = await regressPool(options.jobs, await distOf(plan.fault));
  const pace = new Pace(options, summary);
  const shrunk: RegressReport["shrunk"][number][] = [];
  const extent = {
    runs: options.runs ?? (options.for === undefined ? DEFAULT_RUNS : null),
    until: options.for === undefined ? null : Date.now() + options.for,
    skip: record.done,
    covers: options.coverage,
    signal,
  };
  const enough = (): boolean => summary.failures >= options.failures && record.done === record.results.length;
  const heard = (results: readonly CaseResult[]): void => {
    for (const result of results) summary.add(result);
    pace.show(extent.runs);
  };
  try {
    const batches = enough() ? [] : runCases(plan, extent, pool);
    for await (const failure of failuresOf(record, batches, heard, enough)) {
      pace.clear();
      shrunk.push(await explain(failure, plan, record, pool, options));
    }
  } finally {
    await pool.close();
    pace.clear();
  }
  return { ...summary, seed: plan.seed, jobsPerSecond: pace.rate, interrupted: signal.aborted, shrunk };
}

/** Records batches as they come, until it is enough, and hands on the failures that are to be explained. */
async function* failuresOf(
  record: RegressRecord,
  batches: AsyncIterable<Batch> | readonly Batch[],
  heard: (results: readonly CaseResult[]) => void,
  enough: () => boolean,
): AsyncGenerator<CaseResult> {
  yield* record.unexplained();
  for await (const batch of batches) {
    const results = record.add(batch);
    heard(results);
    yield* results.filter(({ fault }) => fault !== null);
    if (enough()) return;
  }
}

async function explain(
  result: CaseResult,
  { errata, fault }: Plan,
  record: RegressRecord,
  pool: Awaited<ReturnType<typeof regressPool>>,
  { json }: RegressOptions,
): Promise<RegressReport["shrunk"][number]> {
  const job = drawRegressJob(result.seed, errata.length > 0);
  const path = record.failurePath(result.seed);
  const found = (await pool.run({ kind: "examine", job, errata, path, shrinks: true })) as Examination;
  const again = replayOf(found.job, errata, fault);
  if (!json) process.stdout.write(failureText(result, found, again, seedReplay(result, { errata, fault })));
  return { ...found, replay: again };
}

/** A regression that was interrupted, or had no case, has judged nothing. */
function verdictOf({ failures, cases, interrupted }: RegressReport): "PASSED" | "FAILED" | "STOPPED" | "EMPTY" {
  if (failures > 0) return "FAILED";
  if (interrupted) return "STOPPED";
  return cases === 0 ? "EMPTY" : "PASSED";
}

function summaryText(report: RegressReport, { out, shard }: SharedOptions): string {
  const { seed, cases, jobs, clocks, failures, jobsPerSecond, interrupted } = report;
  const part = shard.of > 1 ? `, shard ${shard.index}/${shard.of}` : "";
  const mean = jobs === 0 ? 0 : Math.round(clocks / jobs);
  const lines = [
    `${verdictOf(report)} seed ${seed}${part}: ${cases} cases with ${jobs} jobs, ${failures} failed; ${mean} clocks a job, ${jobsPerSecond.toFixed(0)} jobs/s; ${out}/results.jsonl, junit.xml`,
    ...(interrupted ? ["interrupted, so it has not passed; the same command with --resume goes on"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Rate and time left on standard error. */
class Pace {
  private readonly line = new ProgressLine(process.stderr);
  private readonly start = performance.now();
  private readonly before: { jobs: number; cases: number };
  private readonly summary: Summary;
  private readonly options: SharedOptions;

  constructor(options: SharedOptions, summary: Summary) {
    this.options = options;
    this.summary = summary;
    this.before = { jobs: summary.jobs, cases: summary.cases };
  }

  private get seconds(): number {
    return (performance.now() - this.start) / 1e3;
  }

  /** Whole jobs per second since the start. */
  get rate(): number {
    return (this.summary.jobs - this.before.jobs) / this.seconds;
  }

  show(runs: number | null): void {
    this.line.show(() => {
      const { cases, jobs, failures } = this.summary;
      const all = runs === null ? "" : ` of ${casesIn(runs, this.options.shard)}`;
      return `${cases}${all} cases, ${jobs} jobs, ${failures} failed, ${this.rate.toFixed(0)} jobs/s, ${duration(this.left(runs))} left`;
    });
  }

  private left(runs: number | null): number {
    const { seconds, summary, options, before } = this;
    const byTime = options.for === undefined ? Infinity : options.for / 1e3 - seconds;
    const open = runs === null ? Infinity : casesIn(runs, options.shard) - summary.cases;
    return Math.max(0, Math.min(byTime, (open * seconds) / Math.max(1, summary.cases - before.cases)));
  }

  clear(): void {
    this.line.clear();
  }
}
