import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import type { Fault } from "../tb/mutate/fault.js";
import { FAULTS, faultOf } from "../tb/mutate/faults.js";
import { hunt, type Finding } from "../tb/mutate/hunt.js";
import { huntersOf } from "../tb/mutate/hunters.js";
import { EXIT } from "./exit.js";
import { ProgressLine } from "./progress-line.js";
import { regressCommand } from "./regress.js";
import { wrapped } from "./screen.js";

interface MutateOptions {
  readonly list?: true;
  readonly json?: true;
}

/** `redmule mutate`: a design with a seeded fault under the suite's random tests; exit code 1 when they find it, 0 when not. */
export function mutateCommand(): Command {
  return new Command("mutate")
    .description("put a seeded fault into a copy of the design and see whether the random tests find it")
    .argument("[name]", "a fault of --list")
    .argument("[regress...]", "behind --: options of redmule regress, which then looks for the fault")
    .option("--list", "print all faults and the tests that look for them")
    .option("--json", "print as JSON")
    .action(async (name: string | undefined, regress: readonly string[], options: MutateOptions) => {
      if (options.list === true) {
        process.stdout.write(options.json === true ? `${JSON.stringify(FAULTS, null, 2)}\n` : list());
        return;
      }
      if (name === undefined) throw new UsageError("redmule mutate needs the name of a fault: --list shows them.");
      const fault = faultOf(name);
      if (regress.length > 0) {
        await regressCommand()
          .exitOverride()
          .parseAsync(["--fault", name, ...regress], { from: "user" });
        return;
      }
      const line = new ProgressLine(process.stderr);
      line.begin(`${name}: ${huntersOf(fault).join(" ")} ...`);
      const finding = await hunt(fault).finally(() => line.clear());
      process.exitCode = finding.test === null ? EXIT.ok : EXIT.checkFailed;
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ fault, ...finding })}\n` : report(fault, finding),
      );
    });
}

function list(): string {
  const width = Math.max(...FAULTS.map(({ name }) => name.length));
  const lines = FAULTS.map(({ name, block, why }) => `${name.padEnd(width)}  ${block}: ${why}\n`);
  return `${wrapped(lines.join(""), width + 2)}\n${FAULTS.length} faults.\n`;
}

function report(fault: Fault, { test, cases, smallest }: Finding): string {
  const { name, block, file, find, replace, why } = fault;
  const head = `${name} (${block}): ${why}\n  ${file}\n  - ${find}\n  + ${replace}\n`;
  const files = huntersOf(fault).join(" ");
  if (test === null) return `${head}Not found by npx vitest run ${files}\n`;
  const after = cases === null ? "" : ` in random case ${cases}`;
  return `${head}Found${after} by npx vitest run ${files}\n  ${test}\n  smallest: ${smallest}\n`;
}
