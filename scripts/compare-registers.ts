/**
 * Runs every script of ../shared/reference/registers under the profile of the reference RTL and prints, per array, how many
 * answer as recorded in every clock of both ports; exit code 1 on a difference.
 * Usage: npx tsx scripts/compare-registers.ts [--ce fast] [--only KIND] [--shown N] [FOLDER]
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import Table from "cli-table3";
import type { CeModel } from "../hw/redmule/ce-model.js";
import { parseScripts, SCRIPT_ARRAYS } from "../tb/registers/register-script.js";
import { firstDifference, replay } from "../tb/registers/replay.js";

const FOLDER = fileURLToPath(new URL("../../shared/reference/registers/", import.meta.url));

const { values, positionals } = parseArgs({
  options: {
    ce: { type: "string", default: "staged" },
    only: { type: "string", default: "" },
    shown: { type: "string", default: "5" },
  },
  allowPositionals: true,
});
const folder = positionals.length > 0 ? `${positionals[0]}/` : FOLDER;
const ce = values.ce as CeModel;

function unpacked(name: string): string {
  return gunzipSync(readFileSync(`${folder}${name}.txt.gz`)).toString();
}

if (!existsSync(folder)) console.log(`${folder} is not here: nothing to compare with.`);
else {
  const table = new Table({ head: ["array", "scripts", "equal (upstream)"], style: { head: [], border: [] } });
  for (const [name, array] of Object.entries(SCRIPT_ARRAYS)) {
    const scripts = parseScripts(array, unpacked(`${name}.scripts`), unpacked(`${name}.trace`)).filter(({ id }) =>
      id.startsWith(values.only),
    );
    const found = scripts
      .map((script) => firstDifference(script, replay(script, "upstream-51cd064", ce)))
      .filter((one) => one !== undefined);
    table.push([name, scripts.length, scripts.length - found.length]);
    if (found.length === 0) continue;
    process.exitCode = 1;
    console.log(
      found
        .slice(0, Number(values.shown))
        .map((one) => `  ${name} ${one}`)
        .join("\n"),
    );
  }
  console.log(table.toString());
}
