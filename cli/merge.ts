import { dirname, join } from "node:path";
import { Command } from "commander";
import { mergeSweeps } from "../measure/sweep/merge.js";
import { checkShards } from "../run/campaign/check.js";
import { quoted } from "../run/files/shell-word.js";
import { campaignFolders, RECORDS_FILE, type CampaignFolder } from "../run/campaign/campaign-folder.js";
import { mergeInjections } from "../tb/inject/merge.js";
import { certificateText } from "../tb/prove/certificate.js";
import { mergeProofs } from "../tb/prove/merge.js";
import { mergeRegressions } from "../tb/regress/merge.js";
import { mergeSearches } from "../tune/merge.js";
import { folderName, shardCommand } from "./campaign.js";
import { EXIT } from "./exit.js";
import { invocation } from "./invocation.js";
import { seedReplay } from "./regress-screen.js";
import { SweepSummary } from "./sweep-screen.js";

/** What a merge has found. */
interface Merged {
  readonly text: string;
  readonly failed: boolean;
}

/** `redmule merge`: shards of any campaign as one run would have left them; exit code 1 when a check in them failed. */
export function mergeCommand(): Command {
  return new Command("merge")
    .description("put the shards of a sweep, regression, injection, proof or search together into what one run leaves")
    .argument("<dirs...>", "folders of the shards, or a folder that holds them")
    .requiredOption("--out <dir>", "folder of the whole")
    .action((directories: string[], { out }: { readonly out: string }) => {
      const { folders, of, problems } = checkShards(campaignFolders(directories), missingCommand);
      if (problems.length > 0) {
        for (const problem of problems) process.stderr.write(`${problem}\n`);
        process.stderr.write(
          `error: ${problems.length} of ${of} shards are not whole: run what stands there, then merge again.\n`,
        );
        process.exitCode = EXIT.usage;
        return;
      }
      const { text, failed } = MERGES[folders[0].campaign](folders, out);
      process.stdout.write(`${of} shards in ${out}: ${text}\n`);
      process.exitCode = failed ? EXIT.checkFailed : EXIT.ok;
    });
}

/** The command of a shard that is not there, into a folder beside another one's. */
function missingCommand(index: number, { whole, campaign, shard, directory }: CampaignFolder): string {
  const own = { index, of: shard.of };
  return shardCommand(whole, campaign, own, join(dirname(directory), folderName(own)));
}

const directoriesOf = (folders: readonly CampaignFolder[]): string[] => folders.map(({ directory }) => directory);

const MERGES: Readonly<
  Record<CampaignFolder["campaign"], (folders: readonly CampaignFolder[], out: string) => Merged>
> = {
  sweep: (folders, out) => {
    const summary = new SweepSummary();
    for (const record of mergeSweeps(directoriesOf(folders), out).records) summary.add(record);
    return { text: summary.text, failed: summary.failed > 0 };
  },
  regress: (folders, out) => {
    const { cases, jobs, failures } = mergeRegressions(
      directoriesOf(folders),
      out,
      ({ seed }) => `${invocation()} regress --seed ${seed}`,
      seedReplay,
    );
    const verdict = failures > 0 ? "FAILED" : "PASSED";
    return { text: `${verdict} ${cases} cases with ${jobs} jobs, ${failures} failed`, failed: failures > 0 };
  },
  inject: (folders, out) => {
    const runs = mergeInjections(directoriesOf(folders), out);
    const again = `${folders[0].whole} --out ${quoted(join(out, RECORDS_FILE))}`;
    return { text: `${runs} runs; the tables: ${again}`, failed: false };
  },
  prove: (folders, out) => {
    const certificates = mergeProofs(directoriesOf(folders), out);
    const failed = certificates.some(({ mismatches, complete }) => mismatches > 0 || !complete);
    return { text: `${certificates.length} spaces\n${certificates.map(certificateText).join("").trimEnd()}`, failed };
  },
  tune: (folders, out) => {
    const results = mergeSearches(directoriesOf(folders), out);
    const again = `${folders[0].whole} --cache ${quoted(join(out, RECORDS_FILE))} --out plan.json`;
    return { text: `${results} results; the plan: ${again}`, failed: false };
  },
};
