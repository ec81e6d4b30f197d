/**
 * Looks for every seeded fault with the suite's random tests and prints a table in Markdown.
 * Usage: npx tsx scripts/measure-faults.ts [name...]
 */
import { FAULTS, faultOf } from "../tb/mutate/faults.js";
import { hunt } from "../tb/mutate/hunt.js";
import { huntersOf } from "../tb/mutate/hunters.js";

const names = process.argv.slice(2);
const faults = names.length === 0 ? FAULTS : names.map(faultOf);
let found = 0;
process.stdout.write(
  "| Fault | Block | Tests | Found by | Cases | Smallest case |\n| --- | --- | --- | --- | ---: | --- |\n",
);
for (const fault of faults) {
  const { test, cases, smallest } = hunt(fault);
  if (test !== null) found++;
  const cells = [fault.name, fault.block, huntersOf(fault).join(", "), test ?? "not found", cases ?? "-", smallest];
  process.stdout.write(`| ${cells.join(" | ").replaceAll("\n", " ")} |\n`);
}
process.stdout.write(`\n${found} of ${faults.length} found.\n`);
