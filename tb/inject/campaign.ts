import { UsageError } from "../../hw/errors.js";
import { Ledger } from "../../run/pool/ledger.js";
import type { Shard } from "../../run/campaign/shards.js";
import { answersInOrder, workerPool } from "../../run/pool/worker-pool.js";
import { inject, type CampaignSettings, type InjectionTask, type RunRecord } from "./injection-task.js";

/** Runs in a task. */
const BATCH = 20;

export interface CampaignOptions {
  /** Runs 0 to `runs` - 1 of the campaign, and which share of them is run. */
  readonly runs: number;
  readonly shard: Shard;
  readonly threads: number;
  /** File of finished runs, gone on with where it exists; null keeps none. */
  readonly file: string | null;
  /** Ends the campaign after the runs under way. */
  readonly signal?: AbortSignal;
  /** Called with the number of finished runs and the time left in seconds. */
  readonly progress: (done: number, secondsLeft: number) => void;
}

type Line = RunRecord | CampaignSettings;

function isRun(line: Line): line is RunRecord {
  return "run" in line;
}

/**
 * Strikes a job many times; the records in the order of the runs. The same settings give the same records, whatever the number of
 * threads and interrupts.
 * @throws UsageError when the file cannot be used or belongs to another campaign
 */
export async function runCampaign(settings: CampaignSettings, options: CampaignOptions): Promise<RunRecord[]> {
  const { runs, shard, threads, file, signal, progress } = options;
  const wanted = runsOf(runs, shard);
  const ledger = new Ledger<Line>(file, { keyOf: (line) => (isRun(line) ? `run ${line.run}` : undefined) });
  const pool = workerPool(threads, inject, new URL("./injection-task", import.meta.url));
  try {
    checkSettings(ledger, settings, file);
    const records = new Map<number, RunRecord>();
    for (const line of ledger.entries) if (isRun(line) && line.run < runs) records.set(line.run, line);
    const before = records.size;
    const start = performance.now();
    for await (const batch of answersInOrder(tasks(settings, wanted, new Set(records.keys())), pool, signal)) {
      for (const record of batch) {
        records.set(record.run, record);
        ledger.append(record);
      }
      const seconds = (performance.now() - start) / 1000;
      progress(records.size, (seconds / (records.size - before)) * (wanted.length - records.size));
    }
    return [...records.values()].sort((a, b) => a.run - b.run);
  } finally {
    ledger.close();
    await pool.close();
  }
}

/** The first line of a file names its campaign. */
function checkSettings(ledger: Ledger<Line>, settings: CampaignSettings, file: string | null): void {
  const [first] = ledger.entries;
  if (first === undefined) ledger.append(settings);
  else if (JSON.stringify(first) !== JSON.stringify(settings)) {
    throw new UsageError(
      `${file} holds another campaign (${JSON.stringify(first)}): give its options, or another path for --out.`,
    );
  }
}

/** The runs of a share, which cost about the same each. */
export function runsOf(runs: number, { index, of }: Shard): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((runs - index + 1) / of)) }, (_, i) => index - 1 + i * of);
}

function* tasks(
  settings: CampaignSettings,
  runs: readonly number[],
  done: ReadonlySet<number>,
): Generator<InjectionTask> {
  let batch: number[] = [];
  for (const run of runs) {
    if (done.has(run)) continue;
    batch.push(run);
    if (batch.length < BATCH) continue;
    yield { settings, runs: batch };
    batch = [];
  }
  if (batch.length > 0) yield { settings, runs: batch };
}
