import { Command, Option } from "commander";
import type { ConfigInput } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import { givenText } from "../run/files/given-file.js";
import type { Erratum, Profile } from "../hw/redmule/errata.js";
import { readPlace } from "../run/data/file-place.js";
import { parseJobLine, type Job, type JobDefaults } from "../run/redmule/job.js";
import { checkHeaders } from "../run/vectors/c-headers.js";
import { drawJobs } from "../run/vectors/draw-jobs.js";
import { vectorOf } from "../run/vectors/vector.js";
import { VECTOR_FORMATS, writeVectors, type VectorFormat } from "../run/vectors/write.js";
import { inlineDeeply } from "./inline-deeply.js";
import { erratumOption, oneOf, parseJson, profileOption, readJsonFile, wholeNumber } from "./options.js";

interface VectorsOptions {
  readonly jobs?: string;
  readonly random?: number;
  readonly seed: number;
  readonly format: VectorFormat;
  readonly out: string;
  readonly base: number;
  readonly config?: string;
  readonly profile?: Profile;
  readonly erratum?: readonly Erratum[];
}

const MOST = 100_000;
/** Where the memory of the upstream test bench begins. */
const BASE = 0x1c01_0000;

/** `redmule vectors`. */
export function vectorsCommand(): Command {
  return new Command("vectors")
    .description("write jobs with their memory before and after for a bench of the RTL (docs/beside-rtl.md)")
    .addOption(new Option("--jobs <file>", "JSON lines of `redmule batch`").conflicts(["random", "seed"]))
    .option("--random <n>", "so many random jobs", wholeNumber("--random", 1, MOST))
    .option("--seed <seed>", "of the random jobs", wholeNumber("--seed", 0, 2 ** 32 - 1), 1)
    .addOption(
      new Option("--format <format>", `files: ${VECTOR_FORMATS.join(", ")}`)
        .argParser(oneOf("--format", VECTOR_FORMATS))
        .makeOptionMandatory(),
    )
    .requiredOption("--out <folder>", "a new folder, or an empty one")
    .addOption(
      new Option("--base <address>", "first byte of the memory, a multiple of 4")
        .argParser(address)
        .default(BASE, `0x${BASE.toString(16)}`),
    )
    .option("--config <file>", "design of the random jobs, JSON (docs/formats.md)")
    .addOption(profileOption())
    .addOption(erratumOption())
    .action((options: VectorsOptions) => {
      inlineDeeply();
      const { format, out, base } = options;
      const jobs = jobsOf(options);
      const count = writeVectors(out, format, vectors(jobs, format, base));
      process.stdout.write(`${out}: ${count} ${count === 1 ? "job" : "jobs"}, ${format}\n`);
    });
}

function* vectors(jobs: readonly Job[], format: VectorFormat, base: number) {
  for (const [i, job] of jobs.entries()) {
    if (format === "c-header") checkHeaders(job, `job ${i}`);
    yield vectorOf(job, base);
  }
}

function jobsOf({ jobs, random, seed, config, profile, erratum }: VectorsOptions): readonly Job[] {
  const defaults: JobDefaults = { profile, errata: erratum, read: readPlace };
  if (jobs !== undefined) {
    if (config !== undefined) throw new UsageError("--config is for --random: put a config into the lines of --jobs.");
    return jobsOfFile(jobs, defaults);
  }
  if (random === undefined) throw new UsageError("There are no jobs: give --jobs FILE or --random N.");
  const design = config === undefined ? {} : (readJsonFile(config) as ConfigInput);
  return drawJobs(random, seed, design, defaults);
}

function jobsOfFile(file: string, defaults: JobDefaults): readonly Job[] {
  const text = givenText(file, "the path of a JSON lines file");
  const lines = text.split("\n").map((line, i) => ({ line, where: `${file}, line ${i + 1}` }));
  const jobs = lines
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, where }) => {
      const job = parseJobLine(parseJson(line, where), where, defaults);
      if ("first" in job) throw new UsageError(`${where} is a pair: a vector is one job, give two lines.`);
      return job;
    });
  if (jobs.length === 0) throw new UsageError(`${file} holds no job: give one JSON object a line.`);
  return jobs;
}

function address(text: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!(value < 2 ** 32) || value % 4 !== 0) {
    throw new UsageError(`--base is "${text}": give a multiple of 4 below 4 GiB, for example 0x1c010000.`);
  }
  return value;
}
