import { SweepDirectory } from "../measure/sweep/directory.js";
import { openSweep, type OpenSweep } from "../measure/sweep/open.js";
import type { SweepRecord } from "../measure/sweep/record.js";
import { costOf, indexesOf, runSweep, sweepPool } from "../measure/sweep/runner.js";
import { keepCampaign, type CampaignShare } from "./campaign.js";
import { duration, ProgressLine, untilInterrupt } from "./progress-line.js";
import { SweepSummary } from "./sweep-screen.js";

/** How a sweep is run. */
export interface SweepSettings extends CampaignShare {
  readonly jobs: number;
}

/** What a start of the command has done. */
export interface SweepOutcome {
  readonly summary: SweepSummary;
  /** The records; with a directory they are there. */
  readonly records: readonly SweepRecord[];
  readonly interrupted: boolean;
}

/**
 * Runs a sweep, or goes on with it.
 * @param where names the spec in errors
 * @throws UsageError for a spec that means nothing, or a directory that cannot be used
 */
export async function sweep(input: unknown, where: string, settings: SweepSettings): Promise<SweepOutcome> {
  const open = openSweep(input, where, settings.shard);
  const directory = settings.out === undefined ? null : new SweepDirectory(settings.out, open);
  const pace = new Pace(open);
  const records: SweepRecord[] = [];
  for (const record of directory?.records ?? []) pace.skip(record);
  if (directory !== null) reportResume(directory, settings.out!);
  const pool = sweepPool(settings.jobs);
  try {
    const keeper = keepCampaign("sweep", settings, indexesOf(open.plan, open.points).length);
    return await untilInterrupt(async (signal) => {
      for await (const record of runSweep(open.plan, open.points, pace.summary.points, pool, signal)) {
        if (directory === null) records.push(record);
        else directory.add(record);
        pace.add(record);
      }
      if (!signal.aborted) keeper?.finish();
      return { summary: pace.summary, records, interrupted: signal.aborted };
    });
  } finally {
    await pool.close();
    directory?.close();
    pace.clear();
  }
}

function reportResume({ records, dropped }: SweepDirectory, out: string): void {
  if (dropped > 0)
    process.stderr.write(`${out}: the last record was cut off (${dropped} bytes); it is simulated again.\n`);
  if (records.length > 0) process.stderr.write(`${out}: goes on behind ${records.length} records.\n`);
}

/** Counts records, and shows rate and time left on standard error. */
class Pace {
  readonly summary = new SweepSummary();
  private readonly line = new ProgressLine(process.stderr);
  private readonly start = performance.now();
  private readonly all: number;
  /** Points, and cost of the points, that are done since the start, and cost that is left. */
  private done = 0;
  private spent = 0;
  private left: number;

  constructor({ plan, points, cost }: OpenSweep) {
    this.all = indexesOf(plan, points).length;
    this.left = cost;
  }

  /** A record that was there before. */
  skip(record: SweepRecord): void {
    this.summary.add(record);
    this.left -= costOf(record);
  }

  add(record: SweepRecord): void {
    this.skip(record);
    this.done++;
    this.spent += costOf(record);
    this.line.show(() => {
      const seconds = (performance.now() - this.start) / 1e3;
      const rate = (this.done / seconds).toFixed(this.done < 10 * seconds ? 1 : 0);
      const left = duration(Math.max(0, (this.left * seconds) / this.spent));
      return `${this.summary.points} of ${this.all} points, ${rate} points/s, ${left} left`;
    });
  }

  clear(): void {
    this.line.clear();
  }
}
