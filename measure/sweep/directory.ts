import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { Ledger } from "../../run/pool/ledger.js";
import { makeDirectory, writeTextFile } from "../../run/files/file-sink.js";
import type { OpenSweep } from "./open.js";
import { PLAN_FILE, RESULTS_FILE, type SweepPlan, type SweepRecord } from "./record.js";
import { indexesOf } from "./runner.js";

/**
 * Makes a directory that holds records of a plan, or is to hold them.
 * @throws UsageError when it cannot be written, or belongs to another plan
 */
export function claim(directory: string, plan: SweepPlan): void {
  makeDirectory(directory, "--out");
  const file = join(directory, PLAN_FILE);
  const text = `${JSON.stringify(plan, null, 2)}\n`;
  if (!existsSync(file)) {
    if (existsSync(join(directory, RESULTS_FILE))) throw foreign(directory, `${RESULTS_FILE} without ${PLAN_FILE}`);
    writeTextFile(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    throw foreign(directory, `another sweep, shard or version of the model (${PLAN_FILE})`);
  }
}

/** The directory that a sweep writes its records to, and goes on with after an interrupt. */
export class SweepDirectory {
  /** Records that the directory held. */
  readonly records: readonly SweepRecord[];
  /** Bytes of a record that was cut off and is simulated again. */
  readonly dropped: number;
  private readonly ledger: Ledger<SweepRecord>;

  /** @throws UsageError when it cannot be written, or holds something else than records of this plan */
  constructor(directory: string, { plan, points }: Pick<OpenSweep, "plan" | "points">) {
    claim(directory, plan);
    this.ledger = new Ledger(join(directory, RESULTS_FILE));
    this.records = this.ledger.entries;
    this.dropped = this.ledger.dropped;
    this.checkOrder(indexesOf(plan, points), directory);
  }

  /** @throws UsageError when the disk is full */
  add(record: SweepRecord): void {
    this.ledger.append(record);
  }

  close(): void {
    this.ledger.close();
  }

  private checkOrder(indexes: readonly number[], directory: string): void {
    const wrong = this.records.findIndex(({ index }, place) => indexes[place] !== index);
    if (wrong >= 0) throw foreign(directory, `${RESULTS_FILE} whose line ${wrong + 1} is not in its place`);
  }
}

function foreign(directory: string, what: string): UsageError {
  return new UsageError(`${directory} holds ${what}: give the same command as before, or another --out.`);
}
