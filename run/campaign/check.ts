import { UsageError } from "../../hw/errors.js";
import type { CampaignFolder } from "./campaign-folder.js";

/** The shards of one campaign, in order, and what is wrong with them. */
export interface Checked {
  readonly folders: readonly CampaignFolder[];
  readonly of: number;
  /** Sentences, each with the command that makes it good. */
  readonly problems: readonly string[];
}

/**
 * Looks at the folders of a campaign before they are put together.
 * @param commandOf the command of a share whose folder is not there
 * @throws UsageError when they are of several campaigns, or a share is there twice
 */
export function checkShards(
  folders: readonly CampaignFolder[],
  commandOf: (index: number, like: CampaignFolder) => string,
): Checked {
  const [first] = folders;
  const { of } = first.shard;
  const byIndex = new Map<number, CampaignFolder>();
  for (const folder of folders) {
    if (folder.whole !== first.whole || folder.shard.of !== of) {
      throw new UsageError(
        `${folder.directory} is of another campaign (${folder.whole}, ${folder.shard.of} shards) than ${first.directory} (${first.whole}, ${of} shards): give the shards of one.`,
      );
    }
    const before = byIndex.get(folder.shard.index);
    if (before !== undefined) {
      throw new UsageError(
        `${before.directory} and ${folder.directory} are both shard ${folder.shard.index}/${of}: give each shard once.`,
      );
    }
    byIndex.set(folder.shard.index, folder);
  }
  const code = mostFrequent(folders.map((folder) => folder.code));
  const problems: string[] = [];
  for (let index = 1; index <= of; index++) {
    const folder = byIndex.get(index);
    const problem = folder === undefined ? "is missing" : problemOf(folder, code);
    if (problem === null) continue;
    const command = folder?.command ?? commandOf(index, first);
    const removed = folder !== undefined && folder.code !== code ? `rm -r ${folder.directory}; ` : "";
    problems.push(`Shard ${index}/${of} ${problem}: ${removed}${command}`);
  }
  return { folders: [...folders].sort((a, b) => a.shard.index - b.shard.index), of, problems };
}

function problemOf({ directory, code, finished, done, records }: CampaignFolder, common: string): string | null {
  if (code !== common) return `in ${directory} is of other code (${code}, the others ${common})`;
  if (finished && (records === null || done >= records)) return null;
  return `in ${directory} is cut short (${done}${records === null ? "" : ` of ${records}`} records)`;
}

function mostFrequent(values: readonly string[]): string {
  const count = (value: string): number => values.filter((other) => other === value).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}
