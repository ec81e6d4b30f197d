import { paperLines } from "../measure/sweep/paper.js";
import { DATE_SIZE } from "../measure/sweep/presets/paper.js";
import type { PresetName } from "../measure/sweep/presets.js";
import type { SweepRecord } from "../measure/sweep/record.js";
import { softwareClocks } from "../measure/sweep/software.js";
import { PASSES } from "../measure/sweep/networks.js";
import { trainingSteps } from "../measure/sweep/training-steps.js";
import { plainTable } from "./screen.js";

/** What is printed behind the records of a preset that is complete. */
export const PRESET_TABLES: Partial<Record<PresetName, (records: readonly SweepRecord[]) => string>> = {
  paper: paperTable,
  training: trainingTable,
};

function paperTable(records: readonly SweepRecord[]): string {
  const rows = paperLines(records, softwareClocks(DATE_SIZE)).map((line) => [
    ...[line.paper, line.figure, String(line.published), line.model?.toFixed(2) ?? ""],
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
