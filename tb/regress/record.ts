import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { FileSink, makeDirectory, writeTextFile } from "../../wave/file-sink.js";
import { Ledger } from "../ledger.js";
import { junit } from "./junit.js";
import type { Plan } from "./plan.js";
import type { CaseResult } from "./task.js";

/**
 * The directory of a regression: `plan.json` says what runs, `results.jsonl` has a line a case in order, `junit.xml` is
 * written at the end.
 */
export class RegressRecord {
  readonly directory: string;
  readonly results: CaseResult[];
  private readonly ledger: Ledger<CaseResult>;

  /**
   * @param resume go on with the results that the directory holds
   * @throws UsageError when it cannot be written, or holds the results of another plan
   */
  constructor(directory: string, plan: Plan, resume: boolean) {
    this.directory = directory;
    makeDirectory(directory, "--out");
    const planFile = join(directory, "plan.json");
    const file = join(directory, "results.jsonl");
    const text = `${JSON.stringify(plan)}\n`;
    if (!resume) rmSync(file, { force: true });
    else if (existsSync(planFile) && readFileSync(planFile, "utf8") !== text) {
      throw new UsageError(`${directory} holds another regression (${planFile}): give its options, or another --out.`);
    }
    writeTextFile(planFile, text);
    this.ledger = new Ledger(file);
    this.results = [...this.ledger.entries];
  }

  add(result: CaseResult): void {
    this.ledger.append(result);
    this.results.push(result);
  }

  /** Path of the files about a failure, without their endings. */
  failurePath(seed: number): string {
    return join(this.directory, `failure-${seed}`);
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
