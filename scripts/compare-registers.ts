/**
 * Runs every script of ../shared/reference/registers under the profile of the reference RTL, on every form of the array, and prints
 * how many answer as recorded in every clock of both ports; exit code 1 on a difference.
 * Usage: npx tsx scripts/compare-registers.ts [--ce fast] [--only KIND] [--shown N] [FOLDER]
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import Table from "cli-table3";
import { CE_MODELS, type CeModel } from "../hw/redmule/ce-model.js";
import { parseScripts, SCRIPT_ARRAYS } from "../tb/registers/register-script.js";
import { firstDifference, replay } from "../tb/registers/replay.js";

const FOLDER = fileURLToPath(new URL("../../shared/reference/registers/", import.meta.url));

const { values, positionals } = parseArgs({
  options: {
    ce: { type: "string", default: CE_MODELS.join(",") },
    only: { type: "string", default: "" },
    shown: { type: "string", default: "5" },
  },
  allowPositionals: true,
});
const folder = positionals.length > 0 ? `${positionals[0]}/` : FOLDER;
const models = values.ce.split(",") as CeModel[];

function unpacked(name: string): string {
  return gunzipSync(readFileSync(`${folder}${name}.txt.gz`)).toString();
}

if (!existsSync(folder)) console.log(`${folder} is not here: nothing to compare with.`);
else {
  const table = new Table({ head: ["array", "scripts", ...models], style: { head: [], border: [] } });
  for (const [name, array] of Object.entries(SCRIPT_ARRAYS)) {
    const scripts = parseScripts(array, unpacked(`${name}.scripts`), unpacked(`${name}.trace`)).filter(({ id }) =>
      id.startsWith(values.only),
    );
    const equal = models.map((ce) => {
      const found = scripts
        .map((script) => firstDifference(script, replay(script, "upstream-51cd064", ce)))
        .filter((one) => one !== undefined);
      if (found.length > 0) process.exitCode = 1;
      for (const one of found.slice(0, Number(values.shown))) console.log(`  ${name} ${ce} ${one}`);
      return scripts.length - found.length;
    });
    table.push([name, scripts.length, ...equal]);
  }
  console.log(table.toString());
}
