import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { CAMPAIGNS } from "../run/campaign/campaign-folder.js";
import { makeDirectory } from "../run/files/file-sink.js";
import { quoted } from "../run/files/shell-word.js";
import { invocation } from "./invocation.js";
import { wholeNumber } from "./options.js";

interface SlurmOptions {
  readonly shards: number;
  readonly submit?: true;
}

const MOST_SHARDS = 99_999;

/** `redmule slurm`: the batch script of a campaign as an array job, or its submission. */
export function slurmCommand(): Command {
  return new Command("slurm")
    .description("print the batch script that runs a campaign as an array job of Slurm, with the merge behind it")
    .argument("<campaign...>", `a command with its options and --out: ${CAMPAIGNS.join(", ")}`)
    .requiredOption("--shards <n>", "tasks of the array", wholeNumber("--shards", 1, MOST_SHARDS))
    .option("--submit", "hand the script to sbatch")
    .allowUnknownOption()
    .addHelpText(
      "after",
      "\nOptions behind -- go to sbatch, for example -- --partition=long --time=2:00:00 --cpus-per-task=4",
    )
    .action((words: string[], options: SlurmOptions, command: Command) => {
      const given = (command.parent as unknown as { rawArgs: string[] }).rawArgs;
      const cut = given.indexOf("--");
      const extra = cut < 0 ? [] : given.slice(cut + 1);
      const campaign = words.slice(0, words.length - extra.length).filter((word) => word !== "--");
      const out = checked(campaign);
      const script = batchScript(campaign, out, options.shards, extra);
      if (options.submit) submit(script, out);
      else process.stdout.write(script);
    });
}

/** The folder of a campaign. @throws UsageError when the words are none, or would not be kept apart */
function checked(words: readonly string[]): string {
  const [name] = words;
  if (!CAMPAIGNS.some((campaign) => campaign === name)) {
    throw new UsageError(`"${name}" is no campaign: use one of ${CAMPAIGNS.join(", ")}.`);
  }
  if (words.some((word) => /^--(shard|part|merge)(=|$)/.test(word))) {
    throw new UsageError("The campaign names shards of its own: leave --shard, --part and --merge to the array job.");
  }
  const at = words.indexOf("--out");
  const out = at < 0 ? words.find((word) => word.startsWith("--out="))?.slice(6) : words[at + 1];
  if (out === undefined) throw new UsageError("The campaign has nowhere to write to: give it --out DIR.");
  return out;
}

/** The script of an array job; its first task queues the merge behind all others. */
export function batchScript(words: readonly string[], out: string, shards: number, extra: readonly string[]): string {
  const logs = join(out, "logs");
  const merge = `${invocation()} merge ${quoted(out)} --out ${quoted(join(out, "merged"))}`;
  const options = [
    `--job-name=redmule-${words[0]}`,
    `--array=1-${shards}`,
    "--requeue",
    "--open-mode=append",
    `--output=${join(logs, "shard-%a.log")}`,
    ...extra,
  ];
  return [
    "#!/bin/bash",
    ...options.map((option) => `#SBATCH ${option}`),
    `# Before sbatch: mkdir -p ${quoted(logs)}`,
    "set -eu",
    'if [ "$SLURM_ARRAY_TASK_ID" = 1 ] && [ "${SLURM_RESTART_COUNT:-0}" = 0 ]; then',
    `  sbatch --job-name=redmule-merge --dependency=afterany:"$SLURM_ARRAY_JOB_ID" --output=${quoted(join(logs, "merge.log"))} \\`,
    `    ${mergeOptions(extra)}--wrap ${quoted(merge)}`,
    "fi",
    `exec ${invocation()} ${words.map(quoted).join(" ")}`,
    "",
  ].join("\n");
}

/** Where the merge runs is where the tasks run. */
function mergeOptions(extra: readonly string[]): string {
  const kept = extra.filter((option) => /^--(partition|account|qos|chdir)=/.test(option));
  return kept.map((option) => `${quoted(option)} `).join("");
}

function submit(script: string, out: string): void {
  makeDirectory(join(out, "logs"), "--out");
  const { status, stdout, stderr, error } = spawnSync("sbatch", ["--parsable"], { input: script, encoding: "utf8" });
  if (error !== undefined) {
    throw new UsageError(
      "sbatch is not here: run this where jobs are submitted, or without --submit to print the script.",
    );
  }
  if (status !== 0) throw new UsageError(`sbatch refuses the script (${stderr.trim()}): change the options behind --.`);
  process.stdout.write(`job ${stdout.trim()}; redmule status ${quoted(out)} tells how far it is\n`);
}
