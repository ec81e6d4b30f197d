import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { FileSink, makeDirectory, writeTextFile } from "../../run/files/file-sink.js";
import { closureOf } from "../coverage/closure.js";
import { Coverage } from "../coverage/coverage.js";
import { coverageIn, removeCoverage, saveCoverage } from "../coverage/coverage-files.js";
import { Ledger } from "../../run/pool/ledger.js";
import { junit } from "./junit.js";
import type { Plan } from "./plan.js";
import type { Batch, CaseResult } from "./task.js";

/** Milliseconds between two savings of the coverage: what a kill costs at most. */
const SAVING = 5000;

/** How a record begins. */
export interface RecordSettings {
  /** Go on with the results that the directory holds. */
  readonly resume: boolean;
  /** Keep the functional coverage of the results, too. */
  readonly covers: boolean;
}

/**
 * The directory of a regression: `plan.json` says what runs, `results.jsonl` has a line a case in order, `coverage.json` counts
 * the first `cases` of them, `junit.xml` is written at the end. After a kill the cases that the coverage lacks run again.
 */
export class RegressRecord {
  readonly directory: string;
  readonly results: CaseResult[];
  /** Of the first `coverage.cases` results; null when none is kept. */
  readonly coverage: Coverage | null;
  private readonly ledger: Ledger<CaseResult>;
  private saved = -Infinity;

  /** @throws UsageError when it cannot be written, or holds the results of another plan */
  constructor(directory: string, plan: Plan, { resume, covers }: RecordSettings) {
    this.directory = directory;
    makeDirectory(directory, "--out");
    const planFile = join(directory, "plan.json");
    const file = join(directory, "results.jsonl");
    const text = `${JSON.stringify(plan)}\n`;
    this.ledger = new Ledger(file, { fresh: !resume, keyOf: ({ index }) => `case ${index}` });
    if (!resume) removeCoverage(directory);
    else if (existsSync(planFile) && readFileSync(planFile, "utf8") !== text) {
      this.ledger.close();
      throw new UsageError(`${directory} holds another regression (${planFile}): give its options, or another --out.`);
    }
    writeTextFile(planFile, text);
    this.results = [...this.ledger.entries];
    this.coverage = covers ? coverageOf(directory, this.results.length) : null;
  }

  /** Cases that need not run again. */
  get done(): number {
    return this.coverage?.cases ?? this.results.length;
  }

  /**
   * Adds the cases behind those that are done.
   * @returns the results that were not recorded yet
   * @throws UsageError when they cannot be written, or are not what was recorded
   */
  add({ results, coverage }: Batch): readonly CaseResult[] {
    const recorded = this.results.slice(this.done, this.done + results.length);
    for (const [i, result] of recorded.entries()) this.compare(result, results[i]);
    const added = results.slice(recorded.length);
    for (const result of added) this.ledger.append(result);
    this.results.push(...added);
    if (this.coverage !== null && coverage !== null) {
      this.coverage.add(coverage);
      if (performance.now() - this.saved > SAVING) this.save(this.coverage);
    }
    return added;
  }

  private compare(recorded: CaseResult, result: CaseResult): void {
    if (JSON.stringify(recorded) === JSON.stringify(result)) return;
    throw new UsageError(
      `${this.directory} holds another result for seed ${result.seed} than this version gives: start again without --resume.`,
    );
  }

  private save(coverage: Coverage): void {
    saveCoverage(this.directory, coverage, closureOf(coverage));
    this.saved = performance.now();
  }

  /** Path of the files about a failure, without their endings. */
  failurePath(seed: number): string {
    return join(this.directory, `failure-${seed}`);
  }

  /** Failures that were found and not explained before the command ended. */
  unexplained(): readonly CaseResult[] {
    return this.results.filter(({ fault, seed }) => fault !== null && !existsSync(`${this.failurePath(seed)}.json`));
  }

  /** @param replay the command that runs a case again */
  close(suite: string, replay: (result: CaseResult) => string): void {
    this.ledger.close();
    const sink = new FileSink(join(this.directory, "junit.xml"));
    for (const piece of junit(suite, this.results, replay)) {
      const bytes = Buffer.from(piece, "utf8");
      sink.write(bytes, bytes.length);
    }
    sink.close();
  }
}

/** Coverage that a directory holds, unless it counts more results than there are. */
function coverageOf(directory: string, results: number): Coverage {
  const coverage = coverageIn(directory);
  return coverage.cases > results ? new Coverage() : coverage;
}
