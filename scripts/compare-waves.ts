/**
 * Every dump of ../shared/reference/waves/ beside the model: equal under the profile of the RTL, or exit code 1. Skips where the
 * folder is not. `npx tsx scripts/compare-waves.ts`
 */
import { existsSync, readdirSync } from "node:fs";
import { DiffRun } from "../measure/diff/diff-run.js";
import { mapSchema } from "../measure/diff/map/map.js";
import { REDMULE_51CD064 } from "../measure/diff/maps/redmule-51cd064.js";
import { dumpBytes } from "../measure/diff/dump/read-dump.js";
import { resultOf } from "../measure/diff/result.js";

const FROM = "../shared/reference/waves";
const files = existsSync(FROM) ? readdirSync(FROM).filter((file) => /\.vcd(\.gz)?$/.test(file)) : [];
if (files.length === 0) console.log(`No dumps in ${FROM}: nothing to compare.`);
for (const file of files) {
  const run = new DiffRun({ map: mapSchema.parse(REDMULE_51CD064) });
  let bytes = 0;
  const begin = performance.now();
  for await (const piece of dumpBytes(`${FROM}/${file}`)) {
    bytes += piece.length;
    run.stream.push(piece);
  }
  run.finish();
  const { equal, clocks, mapped, unmapped, compared, first } = resultOf(run);
  const rate = bytes / 1e3 / (performance.now() - begin);
  console.log(
    `${file}: ${equal ? "equal" : `differs in clock ${first?.clock} at ${first?.registers[0]}`}, ${clocks} clocks, ${compared.registers} registers of the RTL, ${((100 * mapped) / (mapped + unmapped)).toFixed(1)} % of the model's, ${rate.toFixed(0)} MB/s`,
  );
  if (!equal) process.exitCode = 1;
}
