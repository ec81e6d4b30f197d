import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import { UsageError } from "../hw/errors.js";
import { LARGEST_SEED } from "../tb/regress/plan.js";
import { ONLY_NAMES, onlyTest } from "../tb/regress/only.js";
import { inlineDeeply } from "./inline-deeply.js";
import { shareOf, type CampaignShare } from "./campaign.js";
import { percentText } from "./coverage.js";
import { errata, jobsOption, jsonOption, shardOption, wholeNumber } from "./options.js";
import type { RegressOptions } from "./regress-options.js";
import { replay } from "./regress-replay.js";
import { regress } from "./regress-run.js";

const UNITS = { s: 1e3, m: 60e3, h: 3600e3 } as const;

/** Milliseconds of a text such as 90s, 10m or 2h. */
function timeText(text: string): number {
  const match = /^(\d{1,6})([smh])$/.exec(text.trim());
  if (match === null || Number(match[1]) === 0)
    throw new UsageError(`--for is "${text}": give a time such as 90s, 10m or 2h.`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

function onlyText(text: string, before: readonly string[]): readonly string[] {
  const names = [...before, ...text.split(",").map((name) => name.trim().toLowerCase())];
  onlyTest(names);
  return names;
}

/** `redmule regress`: random sequences of jobs, every clock judged; exit code 1 when one fails. */
export function regressCommand(): Command {
  return new Command("regress")
    .description("run random sequences of jobs on random designs and judge every clock; shrink and explain what fails")
    .option("--for <time>", "begin no further case after this time, for example 90s, 10m, 2h", timeText)
    .option("--runs <n>", "cases, of all shards together (default: 1000 without --for)", wholeNumber("--runs", 1, 1e7))
    .option("--seed <n>", "seed of the regression", wholeNumber("--seed", 0, LARGEST_SEED), 0)
    .addOption(jobsOption())
    .addOption(shardOption("cases"))
    .addOption(
      new Option("--only <names>", `cases with these features: ${ONLY_NAMES.join(", ")}`)
        .argParser(onlyText)
        .default([], "all"),
    )
    .addOption(
      new Option("--erratum <names>", "errata of the design under test, for example E2,E7")
        .argParser(errata)
        .default([], "none"),
    )
    .option("--fault <name>", "a seeded fault of the design under test (see redmule mutate --list)")
    .option("--out <dir>", "directory of results.jsonl, junit.xml and failures", "redmule-regress")
    .option("--resume", "go on with the regression in --out that was interrupted")
    .option("--no-coverage", "do not sample the functional coverage")
    .option("--least <percent>", "fail when less of the reachable coverage bins is hit", percentText)
    .option("--failures <n>", "stop after so many cases that fail", wholeNumber("--failures", 1, 1e6), 1)
    .option("--replay <case>", "run one job again: its seed, its JSON, or a file with its JSON")
    .addOption(jsonOption())
    .action(async (options: RegressOptions) => {
      if (options.resume && !existsSync(options.out)) {
        throw new UsageError(`--resume finds no directory ${options.out}: give the --out of the interrupted command.`);
      }
      inlineDeeply();
      const passed =
        options.replay === undefined ? await regress(sharing(options)) : await replay(options.replay, options);
      process.exitCode = passed ? 0 : 1;
    });
}

/** The share of the cases; a task of an array job goes on with what an earlier start of it has left. */
function sharing(options: RegressOptions): RegressOptions & CampaignShare & { readonly out: string } {
  const share = shareOf(options);
  const out = share.out ?? options.out;
  const resume = options.resume ?? (share.task !== null && existsSync(out) ? true : undefined);
  return { ...options, ...share, out, ...(resume && { resume }) };
}
