import { readFileSync } from "node:fs";
import { Command } from "commander";
import { Phases } from "../measure/explain/phases.js";
import { explainRecord, watched } from "../measure/explain/records.js";
import { UsageError } from "../hw/errors.js";
import { readFault } from "../run/files/given-file.js";
import { explainJson, explainText, type Told } from "./explain-screen.js";
import { inSlices } from "./in-slices.js";
import { jsonOption, parseJson } from "./options.js";
import { placeRun } from "./run-job.js";
import { addJobOptions, JOB_OPTIONS, replayCommand, type JobOptions } from "./run-options.js";
import { runTiled } from "./run-tiled.js";

/** Options as commander hands them over. */
interface ExplainOptions extends JobOptions {
  readonly against?: string;
  readonly json?: true;
}

/** Clocks between two looks at signals of the operating system. */
const SLICE = 4096;

/** `redmule explain`: where the clocks of jobs went; exit code 1 when one did not end. */
export function explainCommand(): Command {
  const command = new Command("explain")
    .description("tell in sentences where the clocks of a job went, and what changed between two")
    .argument("[file]", "JSON lines of redmule run --json, of a sweep, or jobs for batch; - for standard input")
    .argument("[second]", "file to compare line by line with the first")
    .option("--against <options>", "compare the job with itself under these further options")
    .addOption(jsonOption())
    .optionsGroup("A job, without a file:");
  return addJobOptions(command).action(async (file: string | undefined, second: string | undefined, options) => {
    const jobs = await outcomesOf(file, second, options as ExplainOptions, command);
    process.stdout.write((options as ExplainOptions).json ? explainJson(jobs) : explainText(jobs));
    process.exitCode = jobs.flat().some((job) => typeof job === "string") ? 1 : 0;
  });
}

/** One list of jobs, or two to compare. */
async function outcomesOf(
  file: string | undefined,
  second: string | undefined,
  options: ExplainOptions,
  command: Command,
): Promise<Told[][]> {
  if (file === undefined) return Promise.all(runsOf(options).map(async (run) => [await explainRun(run)]));
  for (const option of command.options) {
    const name = option.attributeName();
    if ((JOB_OPTIONS.has(name) || name === "against") && command.getOptionValueSource(name) === "cli") {
      throw new UsageError(`${option.long} is about a job to run, but ${file} holds jobs: leave one of them out.`);
    }
  }
  const lists = [file, ...(second === undefined ? [] : [second])].map(outcomesIn);
  if (lists.length === 2 && lists[0].length !== lists[1].length) {
    throw new UsageError(
      `The jobs of ${file} and ${second} do not pair, ${lists[0].length} and ${lists[1].length}: give two files with the same jobs.`,
    );
  }
  return lists;
}

/** The jobs of the command line: one, or with `--against` two. */
function runsOf({ against, ...options }: ExplainOptions): JobOptions[] {
  if (against === undefined) return [options];
  const other = addJobOptions(new Command("--against")).exitOverride().allowExcessArguments(false);
  other.parse(against.split(/\s+/).filter(Boolean), { from: "user" });
  const given = Object.entries(other.opts()).filter(([name]) => other.getOptionValueSource(name) === "cli");
  return [options, { ...options, ...Object.fromEntries(given) }];
}

async function explainRun(options: JobOptions): Promise<Told> {
  const label = replayCommand(options);
  if (options.tiled) return explainRecord(await runTiled(options), label);
  const { wanted, bench } = placeRun(options);
  const phases = new Phases(bench.cluster.redmule);
  bench.jobObservers.push(() => phases.sample());
  await inSlices(() => bench.advance(SLICE), { progress: () => `clock ${bench.cluster.clock}` });
  const { cycles, diagnosis } = bench.result;
  if (cycles === null || diagnosis !== undefined) return `${label}: the job did not end: ${diagnosis}`;
  return watched(phases, wanted, cycles, label);
}

function outcomesIn(file: string): Told[] {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw readFault(file, error, "the path of a JSON lines file");
  }
  const name = file === "-" ? "standard input" : file;
  const lines = text.split("\n").map((line, i) => ({ line, label: `${name}, line ${i + 1}` }));
  const jobs = lines.filter(({ line }) => line.trim() !== "");
  if (jobs.length === 0) throw new UsageError(`${name} holds no job: give one JSON object a line.`);
  return jobs.map(({ line, label }) => explainRecord(parseJson(line, label), label));
}
