import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { closureOf } from "../tb/coverage/closure.js";
import { merge } from "../tb/coverage/coverage.js";
import { readCoverage, writeCoverage } from "../tb/coverage/coverage-files.js";
import { closureText, coverageFault } from "../tb/coverage/report.js";
import { jsonOption } from "./options.js";

interface CoverageOptions {
  readonly out?: string;
  readonly least?: number;
  readonly holes?: true;
  readonly json?: true;
}

/** Parser of a percentage. */
export function percentText(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 100)) {
    throw new UsageError(`--least is "${text}": give a percentage from 0 to 100.`);
  }
  return value;
}

/** `redmule coverage`: merges and reports what regressions have covered; exit code 1 below `--least`. */
export function coverageCommand(): Command {
  return new Command("coverage")
    .description("merge the coverage of regressions or shards and report closure and holes")
    .argument("<runs...>", "directories of redmule regress, or their coverage.json")
    .option("--out <dir>", "write coverage.json and coverage.html of all together")
    .option("--least <percent>", "exit with 1 when less of the reachable bins is covered", percentText)
    .option("--holes", "name every bin that is open")
    .addOption(jsonOption())
    .action((runs: string[], options: CoverageOptions) => {
      const coverage = merge(...runs.map(readCoverage));
      const closure = closureOf(coverage);
      if (options.out !== undefined) writeCoverage(options.out, coverage, closure);
      const { reachable, covered, waived, percent, holes, wronglyWaived } = closure;
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ reachable, covered, waived, percent, holes, wronglyWaived })}\n`);
      } else process.stdout.write(`${options.holes ? holes.join("\n") : closureText(closure)}\n`);
      const fault = coverageFault(closure, options.least ?? null);
      if (fault === undefined) return;
      process.stderr.write(`${fault}\n`);
      process.exitCode = 1;
    });
}
