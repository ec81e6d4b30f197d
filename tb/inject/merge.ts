import { readRecords, writeRecords } from "../../run/campaign/record-lines.js";
import type { CampaignSettings, RunRecord } from "./injection-task.js";

/** Puts the runs of the shards of a campaign together: its settings, then the runs in their order. */
export function mergeInjections(directories: readonly string[], out: string): number {
  const [settings] = readRecords<CampaignSettings>(directories[0]);
  const runs = directories.flatMap((directory) => readRecords<RunRecord>(directory).slice(1));
  writeRecords(out, [settings, ...runs.sort((a, b) => a.run - b.run)]);
  return runs.length;
}
