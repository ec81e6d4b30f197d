import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { sweepCsv } from "../measure/sweep/csv.js";
import { mergeSweeps } from "../measure/sweep/merge.js";
import { PRESETS, type PresetName } from "../measure/sweep/presets.js";
import { readSweep, type SweepRecord } from "../measure/sweep/record.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { shareOf } from "./campaign.js";
import { inlineDeeply } from "./inline-deeply.js";
import { jobsOption, parseJson, readJsonFile, shardOption, type Part } from "./options.js";
import { SweepSummary, sweepTable } from "./sweep-screen.js";
import { sweep } from "./sweep-run.js";
import { PRESET_TABLES } from "./sweep-tables.js";

/** Options as commander hands them over. */
interface SweepOptions {
  readonly jobs: number;
  readonly shard?: Part;
  readonly out?: string;
  readonly merge?: readonly string[];
  readonly json?: true;
  readonly csv?: true;
}

/** `redmule sweep`: many points of the design space; exit code 1 when the sound design hangs or differs from golden. */
export function sweepCommand(): Command {
  return new Command("sweep")
    .description(
      "simulate the product, a list or a sample of any parameters: clocks, utilisation, GFLOPS, where CE-clocks go",
    )
    .argument("[spec]", "a preset, a JSON file, or the JSON itself; docs/sweeps.md tells the fields")
    .addOption(jobsOption())
    .addOption(shardOption("points"))
    .option(
      "--out <dir>",
      "write results.jsonl and sweep.json there; the same command again goes on (default: a table)",
    )
    .option("--merge <dirs...>", "put the shards in these directories together into --out")
    .option("--csv", "records as one flat table with units in its header; with --out also results.csv")
    .option("--json", "records as JSON lines; with --out a summary as one JSON object")
    .addHelpText("after", `\nPresets:\n${presetLines()}`)
    .action(async (spec: string | undefined, options: SweepOptions) => {
      if (options.merge !== undefined) merge(options.merge, spec, options);
      else await run(spec, options);
    });
}

function presetLines(): string {
  return Object.entries(PRESETS)
    .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}\n`)
    .join("");
}

function isPreset(text: string): text is PresetName {
  return Object.hasOwn(PRESETS, text);
}

/** What the argument stands for. */
function specOf(text: string): unknown {
  if (isPreset(text)) return PRESETS[text].spec;
  return isInline(text)
    ? parseJson(text, "The spec")
    : readJsonFile(text, `a preset (${Object.keys(PRESETS).join(", ")}) or the path of a file`);
}

function isInline(text: string): boolean {
  return text.trimStart().startsWith("{");
}

async function run(spec: string | undefined, options: SweepOptions): Promise<void> {
  if (spec === undefined) {
    throw new UsageError(`No spec is given: name a preset (${Object.keys(PRESETS).join(", ")}) or a JSON file.`);
  }
  const input = specOf(spec);
  inlineDeeply();
  const share = shareOf(options);
  const { summary, records, interrupted } = await sweep(input, isInline(spec) ? "spec" : spec, {
    ...options,
    ...share,
  });
  show(summary, records, { ...options, ...(share.out !== undefined && { out: share.out }) });
  const table = isPreset(spec) ? PRESET_TABLES[spec] : undefined;
  if (table !== undefined && !options.json && !options.csv && !interrupted && share.shard.of === 1) {
    const all = options.out === undefined ? records : readSweep(options.out).records;
    process.stdout.write(`\n${await table(all, options.jobs, options.out)}\n`);
  }
  if (interrupted) process.stderr.write("interrupted; the same command goes on where --out is given\n");
  process.exitCode = summary.failed === 0 && !interrupted ? 0 : 1;
}

function merge(directories: readonly string[], spec: string | undefined, options: SweepOptions): void {
  if (options.out === undefined || spec !== undefined) {
    throw new UsageError(
      spec === undefined
        ? "--merge has nowhere to write to: give --out."
        : `--merge takes no spec, but "${spec}" is given: leave it out.`,
    );
  }
  const { records } = mergeSweeps(directories, options.out);
  const summary = new SweepSummary();
  for (const record of records) summary.add(record);
  show(summary, records, options);
  process.exitCode = summary.failed === 0 ? 0 : 1;
}

function show(summary: SweepSummary, records: readonly SweepRecord[], { out, json, csv }: SweepOptions): void {
  const { text, ...sums } = summary;
  if (out !== undefined) {
    if (csv) writeTextFile(join(out, "results.csv"), sweepCsv(readSweep(out).records));
    process.stdout.write(json ? `${JSON.stringify(sums)}\n` : `${text}; ${out}/results.jsonl\n`);
  } else if (csv) {
    process.stdout.write(sweepCsv(records));
  } else if (json) {
    for (const record of records) process.stdout.write(`${JSON.stringify(record)}\n`);
  } else {
    process.stdout.write(`${sweepTable(records)}\n\n${text}\n`);
  }
}
