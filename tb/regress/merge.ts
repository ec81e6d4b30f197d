import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecords, writeRecords } from "../../run/campaign/record-lines.js";
import { FileSink, writeTextFile } from "../../run/files/file-sink.js";
import { closureOf } from "../coverage/closure.js";
import { merge } from "../coverage/coverage.js";
import { readCoverage, writeCoverage } from "../coverage/coverage-files.js";
import { junit } from "./junit.js";
import type { Plan } from "./plan.js";
import { Summary } from "./summary.js";
import type { CaseResult } from "./task.js";

/**
 * Puts the cases of the shards of a regression together, their coverage, and the files about failures.
 * @param suite the command of the regression as its junit.xml names it, for a seed
 * @param replay the command that runs a case again
 */
export function mergeRegressions(
  directories: readonly string[],
  out: string,
  suite: (plan: Plan) => string,
  replay: (result: CaseResult, plan: Plan) => string,
): Summary {
  const results = directories.flatMap((directory) => readRecords<CaseResult>(directory));
  results.sort((a, b) => a.index - b.index);
  writeRecords(out, results);
  const shard = JSON.parse(readFileSync(join(directories[0], "plan.json"), "utf8")) as Plan;
  const plan: Plan = { ...shard, shard: { index: 1, of: 1 } };
  writeTextFile(join(out, "plan.json"), `${JSON.stringify(plan)}\n`);
  const covered = directories.filter((directory) => existsSync(join(directory, "coverage.json")));
  if (covered.length === directories.length) {
    const coverage = merge(...covered.map(readCoverage));
    writeCoverage(out, coverage, closureOf(coverage));
  }
  for (const directory of directories) {
    for (const name of readdirSync(directory).filter((file) => file.startsWith("failure-"))) {
      cpSync(join(directory, name), join(out, name), { recursive: true });
    }
  }
  const sink = new FileSink(join(out, "junit.xml"));
  for (const piece of junit(suite(plan), results, (result) => replay(result, plan))) {
    const bytes = Buffer.from(piece, "utf8");
    sink.write(bytes, bytes.length);
  }
  sink.close();
  const summary = new Summary();
  for (const result of results) summary.add(result);
  return summary;
}
