import { join } from "node:path";
import { paperLines } from "../measure/sweep/paper.js";
import { PAPER_FILE } from "../measure/sweep/paper-file.js";
import { DATE_SIZE } from "../measure/sweep/presets/paper.js";
import type { PresetName } from "../measure/sweep/presets.js";
import type { SweepRecord } from "../measure/sweep/record.js";
import { softwareClocks } from "../measure/sweep/software.js";
import { PASSES } from "../measure/sweep/networks.js";
import { trainingLines, TRAINING_STEPS, type MeasuredSteps } from "../measure/sweep/paper-training.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { workerPool } from "../run/pool/worker-pool.js";
import builtInStep from "../train/cycles/built-in-step.js";
import { trainingSteps } from "../measure/sweep/training-steps.js";
import { plainTable } from "./screen.js";

/** What is printed behind the records of a preset that is complete. */
export const PRESET_TABLES: Partial<
  Record<PresetName, (records: readonly SweepRecord[], jobs: number, out?: string) => Promise<string> | string>
> = {
  paper: paperTable,
  training: trainingTable,
};

/** Steps of training that the papers' figures stand beside, on all threads. */
async function trainingStepsOf(jobs: number): Promise<MeasuredSteps> {
  const pool = workerPool(jobs, builtInStep, new URL("../train/cycles/built-in-step", import.meta.url));
  try {
    const measured = await Promise.all(
      Object.entries(TRAINING_STEPS).map(async ([name, step]) => [name, await pool.run(step)] as const),
    );
    return Object.fromEntries(measured) as MeasuredSteps;
  } finally {
    await pool.close();
  }
}

async function paperTable(records: readonly SweepRecord[], jobs: number, out?: string): Promise<string> {
  const all = [...paperLines(records, softwareClocks(DATE_SIZE)), ...trainingLines(await trainingStepsOf(jobs))];
  if (out !== undefined) writeTextFile(join(out, PAPER_FILE), `${JSON.stringify(all)}\n`);
  const rows = all.map((line) => [
    ...[line.paper, line.figure, line.published === null ? "-" : String(line.published), line.model?.toFixed(2) ?? ""],
    ...[line.ratio?.toFixed(3) ?? "", line.note, line.command],
  ]);
  const head = ["", "", "paper", "model", "ratio", "", "command"];
  return plainTable([head, ...rows], ["left", "left", "right", "right", "right", "left", "left"]);
}

function trainingTable(records: readonly SweepRecord[]): string {
  const text = (value: number | null, digits: number): string => value?.toFixed(digits) ?? "";
  const rows = trainingSteps(records).map(({ network, batch, clocks, total, macPerClock, milliseconds }) => [
    ...[network, String(batch), ...PASSES.map((pass) => text(clocks[pass], 0))],
    ...[text(total, 0), text(macPerClock, 2), text(milliseconds, 3)],
  ]);
  const head = ["a step of training", "batch", ...PASSES, "clocks", "MAC/clock", "ms"];
  return plainTable([head, ...rows], ["left"]);
}
