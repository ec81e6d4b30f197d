import { join } from "node:path";
import { UsageError } from "../hw/errors.js";
import { arrayTask } from "../run/campaign/array-task.js";
import { CampaignKeeper, RECORDS_FILE, type CampaignName } from "../run/campaign/campaign-folder.js";
import { WHOLE, type Shard } from "../run/campaign/shards.js";
import { quoted } from "../run/files/shell-word.js";
import { givenWords, invocation } from "./invocation.js";

/** The share of a campaign that a command runs. */
export interface CampaignShare {
  readonly shard: Shard;
  /** Where it writes to; in an array job a folder of its own in `--out`. */
  readonly out?: string;
  /** Name of the task in an array job. */
  readonly task: string | null;
}

/**
 * The share that `--shard` or an array job names.
 * @throws UsageError when an array job has no `--out` that keeps the shares apart
 */
export function shareOf({ shard, out }: { readonly shard?: Shard; readonly out?: string }): CampaignShare {
  const folder = out === undefined ? {} : { out };
  if (shard !== undefined) return { shard, ...folder, task: null };
  const found = arrayTask(process.env);
  if (found === null) return { shard: WHOLE, ...folder, task: null };
  const { farm, task } = found;
  if (out === undefined) {
    throw new UsageError(
      `This is task ${task} of an array job of ${farm}, which needs a folder for its share: give --out, or --shard 1/1 to run all of it here.`,
    );
  }
  const own = join(out, folderName(found.shard));
  process.stderr.write(`share ${found.shard.index} of ${found.shard.of} by ${farm}, task ${task}: ${own}\n`);
  return { shard: found.shard, out: own, task };
}

/** File of the records of a campaign that keeps one: `--out` itself, or that of a share in its folder. */
export function recordsOf({ shard, out }: CampaignShare): string | null {
  if (out === undefined) return null;
  return shard.of === 1 ? out : join(out, RECORDS_FILE);
}

/** Name of the folder of a share. */
export function folderName({ index, of }: Shard): string {
  return `shard-${index}-of-${of}`;
}

/** Keeps campaign.json of a share; null where there is one share, or no folder. */
export function keepCampaign(
  campaign: CampaignName,
  { shard, out, task }: CampaignShare,
  records: number | null,
): CampaignKeeper | null {
  if (shard.of === 1 || out === undefined) return null;
  const whole = `${invocation()} ${wholeWords(givenWords()).map(quoted).join(" ")}`;
  return new CampaignKeeper(out, {
    campaign,
    command: shardCommand(whole, campaign, shard, out),
    whole,
    shard,
    records,
    task,
  });
}

/** The command of a share of a campaign. */
export function shardCommand(whole: string, campaign: CampaignName, { index, of }: Shard, out: string): string {
  return `${whole} --shard ${index}/${of} --out ${quoted(out)}${campaign === "regress" ? " --resume" : ""}`;
}

/** The words of a command without what differs between shares. */
function wholeWords(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "--shard" || word === "--out") i++;
    else if (!/^--(shard|out)=/.test(word) && word !== "--resume") kept.push(word);
  }
  return kept;
}
