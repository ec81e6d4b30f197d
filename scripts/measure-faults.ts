import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { RegressReport } from "../cli/regress-run.js";
import { packageFile } from "../sw/package-file.js";
import type { Fault } from "../tb/mutate/fault.js";
import { FAULTS, faultOf } from "../tb/mutate/faults.js";
import { hunt } from "../tb/mutate/hunt.js";
import { huntersOf, inRedmule } from "../tb/mutate/hunters.js";
import { describe } from "../tb/regress/task.js";

/*
 * Looks for every seeded fault with the suite's random tests, or with the random regression of whole jobs, and prints a table
 * in Markdown. The regression needs dist/: npm run build.
 *
 *   npx tsx scripts/measure-faults.ts [name...]
 *   npx tsx scripts/measure-faults.ts --regress [--runs 500] [--seed 0] [name...]
 */

/** Cells of a row behind the fault's name and block, and whether the fault was found. */
interface Row {
  readonly found: boolean;
  readonly cells: readonly (string | number)[];
}

function byTests(fault: Fault): Row {
  const { test, cases, smallest } = hunt(fault);
  return { found: test !== null, cells: [huntersOf(fault).join(", "), test ?? "not found", cases ?? "-", smallest] };
}

function byRegression(fault: Fault, runs: string, seed: string): Row {
  const out = join(tmpdir(), `redmule-measure-${process.pid}`);
  const settings = ["--fault", fault.name, "--runs", runs, "--seed", seed, "--no-coverage", "--json", "--out", out];
  const { stdout } = spawnSync(process.execPath, [packageFile("dist", "cli", "main.js"), "regress", ...settings], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  rmSync(out, { recursive: true, force: true });
  const { cases, shrunk } = JSON.parse(stdout) as RegressReport;
  if (shrunk.length === 0) return { found: false, cells: ["-", "not found", ""] };
  const [{ fault: seen, job }] = shrunk;
  return { found: true, cells: [cases, seen.kind, describe(job)] };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    regress: { type: "boolean", default: false },
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: "0" },
  },
});
const named = positionals.length === 0 ? FAULTS : positionals.map(faultOf);
const faults = values.regress ? named.filter(inRedmule) : named;
const heads = values.regress ? ["Cases", "Seen as", "Smallest job"] : ["Tests", "Found by", "Cases", "Smallest case"];
const line = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(" | ").replaceAll("\n", " ")} |\n`);
};
line(["Fault", "Block", ...heads]);
line(["---", "---", ...heads.map((head) => (head === "Cases" ? "---:" : "---"))]);
let found = 0;
for (const fault of faults) {
  const row = values.regress ? byRegression(fault, values.runs, values.seed) : byTests(fault);
  if (row.found) found++;
  line([fault.name, fault.block, ...row.cells]);
}
process.stdout.write(`\n${found} of ${faults.length} found.\n`);
