import { Argument, Command } from "commander";
import { certificateText, type Certificate } from "../tb/prove/certificate.js";
import { chunksOfPart, prove, sample, WHOLE, type ProofProgress, type SampleReport } from "../tb/prove/proof.js";
import type { Part } from "../tb/prove/space.js";
import { SPACE_NAMES, type SpaceName } from "../tb/prove/spaces.js";
import { UsageError } from "../hw/errors.js";
import { keepCampaign, recordsOf, shareOf } from "./campaign.js";
import { inlineDeeply } from "./inline-deeply.js";
import { jobsOption, jsonOption, oneOf, partOf, shardOption, wholeNumber } from "./options.js";
import { duration, ProgressLine, untilInterrupt } from "./progress-line.js";

interface ProveOptions {
  readonly part?: Part;
  readonly shard?: Part;
  readonly jobs: number;
  readonly out?: string;
  readonly sample?: true;
  readonly seed: number;
  readonly json?: true;
}

const MOST_PARTS = 4096;

/** `redmule prove`: whole input spaces of the arithmetic units; exit code 1 when an answer differs or inputs are left. */
export function proveCommand(): Command {
  const spaces = new Argument("[space...]", `what to enumerate: ${SPACE_NAMES.join(", ")} (default: all)`);
  return new Command("prove")
    .description("enumerate whole input spaces: the staged units against golden and the fast form, values and flags")
    .addArgument(spaces.argParser((text, before: SpaceName[] = []) => [...before, oneOf("SPACE", SPACE_NAMES)(text)]))
    .option(
      "--part <i/n>",
      "check the i-th of n parts of each space into a file of its own",
      partOf("--part", MOST_PARTS),
    )
    .addOption(shardOption("chunks"))
    .addOption(jobsOption())
    .option("--out <file>", "JSON lines of finished chunks, or the folder of a share; a proof goes on where they end")
    .option("--sample", "check a sample of every stratum of each space instead, in seconds")
    .option("--seed <number>", "what --sample draws from", wholeNumber("--seed", 0, 2 ** 40), 0)
    .addOption(jsonOption())
    .action(async (names: SpaceName[] | undefined, options: ProveOptions) => {
      const chosen = SPACE_NAMES.filter((name) => names === undefined || names.length === 0 || names.includes(name));
      if (options.sample) {
        const writes = (["out", "part", "shard"] as const).find((name) => options[name] !== undefined);
        if (writes !== undefined) {
          throw new UsageError(`--sample checks without a record: leave --${writes} or --sample out.`);
        }
        sampleAll(chosen, options);
        return;
      }
      inlineDeeply();
      await proveAll(chosen, options);
    });
}

function sampleAll(names: readonly SpaceName[], { seed, json }: ProveOptions): void {
  for (const name of names) {
    const report = sample(name, seed);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : sampleText(report));
    if (report.mismatches > 0) process.exitCode = 1;
  }
}

function sampleText({ space, what, seed, checked, mismatches, first, coreSeconds }: SampleReport): string {
  const verdict = mismatches > 0 ? "REFUTED" : "SAMPLED";
  const line = `${verdict} ${space}: ${checked} inputs of every stratum, seed ${seed}, ${mismatches} mismatches, ${coreSeconds.toFixed(1)} s (${what})`;
  return [line, ...first.map((text) => `  ${text}`), ""].join("\n");
}

async function proveAll(names: readonly SpaceName[], options: ProveOptions): Promise<void> {
  const { jobs, json } = options;
  if (options.part !== undefined && options.shard !== undefined) {
    throw new UsageError("--part and --shard are both given: use one of them.");
  }
  const share = options.part === undefined ? shareOf(options) : null;
  const part = options.part ?? share?.shard ?? WHOLE;
  const file = share === null ? (options.out ?? null) : recordsOf(share);
  const chunks = names.reduce((sum, name) => sum + chunksOfPart(name, part).length, 0);
  const keeper = share === null ? null : keepCampaign("prove", share, chunks);
  const line = new ProgressLine(process.stderr);
  const progress = (now: ProofProgress): void => line.show(() => progressText(now));
  await untilInterrupt(async (signal) => {
    for await (const certificate of prove(names, { part, threads: jobs, file, signal, progress })) {
      line.clear();
      process.stdout.write(json ? `${JSON.stringify(certificate)}\n` : certificateText(certificate));
      if (fails(certificate)) process.exitCode = 1;
    }
    if (!signal.aborted) keeper?.finish();
  });
}

function fails({ mismatches, complete }: Certificate): boolean {
  return mismatches > 0 || !complete;
}

function progressText({ space, done, chunks, rate, secondsLeft }: ProofProgress): string {
  const share = ((100 * done) / chunks).toFixed(1);
  return `${space}: ${done} of ${chunks} chunks (${share} %), ${(rate / 1e6).toFixed(1)} M inputs/s, ${duration(secondsLeft)} left`;
}
