import { parseArgs } from "node:util";
import type { Fault } from "../tb/mutate/fault.js";
import { FAULTS, faultOf } from "../tb/mutate/faults.js";
import { hunt } from "../tb/mutate/hunt.js";
import { huntersOf, inRedmule } from "../tb/mutate/hunters.js";
import { faultyDist } from "../tb/mutate/patched-tree.js";
import type { Plan } from "../tb/regress/plan.js";
import { regressPool } from "../tb/regress/regress-pool.js";
import { runCases } from "../tb/regress/runner.js";

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

async function byTests(fault: Fault): Promise<Row> {
  const { test, cases, smallest } = await hunt(fault);
  return { found: test !== null, cells: [huntersOf(fault).join(", "), test ?? "not found", cases ?? "-", smallest] };
}

async function byRegression(fault: Fault, runs: number, seed: number): Promise<Row> {
  const pool = await regressPool(1, faultyDist(fault));
  const plan: Plan = { seed, only: [], errata: [], fault: fault.name, shard: { index: 1, of: 1 } };
  for await (const { results } of runCases(plan, { runs, until: null, skip: 0, covers: false }, pool)) {
    const failed = results.find((result) => result.fault !== null);
    if (failed) return { found: true, cells: [failed.index + 1, failed.fault!.kind, failed.what] };
  }
  return { found: false, cells: ["-", "not found", ""] };
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
const heads = values.regress
  ? ["Cases", "Seen as", "Jobs of the case"]
  : ["Tests", "Found by", "Cases", "Smallest case"];
const line = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(" | ").replaceAll("\n", " ")} |\n`);
};
line(["Fault", "Block", ...heads]);
line(["---", "---", ...heads.map((head) => (head === "Cases" ? "---:" : "---"))]);
let found = 0;
for (const fault of faults) {
  const row = values.regress
    ? await byRegression(fault, Number(values.runs), Number(values.seed))
    : await byTests(fault);
  if (row.found) found++;
  line([fault.name, fault.block, ...row.cells]);
}
process.stdout.write(`\n${found} of ${faults.length} found.\n`);
