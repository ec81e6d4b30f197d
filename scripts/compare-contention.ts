/**
 * Runs every setting of ../shared/reference/contention/contention.csv that was recorded to its end: RedMulE beside eight random
 * masters. Compares the mean cycles over the seeds with the recorded ones and prints the settings that differ most; exit code 1
 * when one differs by more than 3 %. Usage: npx tsx scripts/compare-contention.ts [--seeds N] [--rows N]
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { inlineDeeply } from "../cli/inline-deeply.js";
import { modelMeans, recordedSettings, settingName } from "../tb/hci/contention-table.js";

const FILE = fileURLToPath(new URL("../../shared/reference/contention/contention.csv", import.meta.url));
const LIMIT = 0.03;

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "10" }, rows: { type: "string", default: "10" } },
});
if (!existsSync(FILE)) {
  console.log(`${FILE} is not here: nothing to compare with.`);
} else {
  inlineDeeply();
  const compared = recordedSettings(readFileSync(FILE, "utf8")).map((row) => {
    const measured = modelMeans(row, Number(values.seeds));
    return { ...row, measured, deviation: measured.cycles / row.recorded.cycles - 1 };
  });
  compared.sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
  const head = ["setting", "cycles", "recorded", "difference", "denied", "recorded", "core wait", "recorded"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { setting, recorded, measured, deviation } of compared.slice(0, Number(values.rows))) {
    table.push([
      ...[settingName(setting), Math.round(measured.cycles), Math.round(recorded.cycles)],
      `${(100 * deviation).toFixed(2)} %`,
      ...[Math.round(measured.wideDenied), Math.round(recorded.wideDenied)],
      ...[measured.averageWait.toFixed(3), recorded.averageWait.toFixed(3)],
    ]);
  }
  console.log(table.toString());
  const far = compared.filter(({ deviation }) => Math.abs(deviation) > LIMIT).length;
  console.log(`${compared.length - far} of ${compared.length} settings within ${100 * LIMIT} % of the recorded cycles`);
  if (far > 0) process.exitCode = 1;
}
