import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { makeDirectory, writeTextFile } from "../files/file-sink.js";
import { codeDigest } from "./code.js";
import type { Shard } from "./shards.js";

export const CAMPAIGNS = ["sweep", "regress", "inject", "prove", "tune"] as const;
export type CampaignName = (typeof CAMPAIGNS)[number];

/** `campaign.json`: what the records of a folder are of. */
export interface CampaignFile {
  readonly campaign: CampaignName;
  /** The command that this folder belongs to, and goes on with; and the one without shard and folder, equal in all shards. */
  readonly command: string;
  readonly whole: string;
  readonly shard: Shard;
  /** Digest of the code. */
  readonly code: string;
  /** Records that the shard will have; null when a time ends it. */
  readonly records: number | null;
  /** Records that were there at the last start, and its time in ISO 8601. */
  readonly before: number;
  readonly started: string;
  /** The task of the farm, for example 4711_3 of Slurm; null outside of one. */
  readonly task: string | null;
  /** The command came to its end; false after an interrupt or a kill. */
  readonly finished: boolean;
}

const FILE = "campaign.json";
export const RECORDS_FILE = "results.jsonl";

/** A folder with the records of a shard. */
export interface CampaignFolder extends CampaignFile {
  readonly directory: string;
  /** Lines of the records; what is cut off does not count. */
  readonly done: number;
  /** Milliseconds since 1970 of the last record, or of the start. */
  readonly touched: number;
}

/** Keeps `campaign.json` of a folder that a command writes to. */
export class CampaignKeeper {
  private readonly directory: string;
  private readonly file: CampaignFile;

  /** @throws UsageError when the folder cannot be written, or holds records of other code */
  constructor(directory: string, file: Omit<CampaignFile, "code" | "started" | "before" | "finished">) {
    makeDirectory(directory, "--out");
    const code = codeDigest();
    const known = readCampaignFile(directory);
    const before = recordsIn(directory, file.campaign);
    if (known !== null && before > 0 && known.code !== code) {
      throw new UsageError(
        `${directory} holds records of other code (${known.code}, this is ${code}): give another --out, or start again with the folder removed.`,
      );
    }
    this.directory = directory;
    this.file = { ...file, code, before, started: new Date().toISOString(), finished: false };
    this.write(this.file);
  }

  /** The command came to its end. */
  finish(): void {
    this.write({ ...this.file, finished: true });
  }

  private write(file: CampaignFile): void {
    writeTextFile(join(this.directory, FILE), `${JSON.stringify(file, null, 2)}\n`);
  }
}

function readCampaignFile(directory: string): CampaignFile | null {
  const path = join(directory, FILE);
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as CampaignFile;
  } catch {
    throw new UsageError(`${path} is not JSON: give a folder that a campaign has written.`);
  }
}

/** Whole lines of the records; the first one of a campaign of faults names it. */
function recordsIn(directory: string, campaign: CampaignName): number {
  const path = join(directory, RECORDS_FILE);
  if (!existsSync(path)) return 0;
  let lines = 0;
  for (const byte of readFileSync(path)) if (byte === 10) lines++;
  return campaign === "inject" ? Math.max(0, lines - 1) : lines;
}

/**
 * The folders of shards in some directories: each is one, or holds them.
 * @throws UsageError when one holds none
 */
export function campaignFolders(directories: readonly string[]): CampaignFolder[] {
  return directories.flatMap((directory) => {
    if (!existsSync(directory))
      throw new UsageError(`${directory} is not there: give folders of shards, or one that holds them.`);
    const own = folderOf(directory);
    if (own !== null) return [own];
    const inside = readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => folderOf(join(directory, name)) ?? [])
      .sort((a, b) => a.shard.index - b.shard.index);
    if (inside.length > 0) return inside;
    throw new UsageError(
      `${directory} holds no ${FILE}, nor do its folders: give what --shard and --out have written.`,
    );
  });
}

function folderOf(directory: string): CampaignFolder | null {
  const file = readCampaignFile(directory);
  if (file === null) return null;
  const records = join(directory, RECORDS_FILE);
  const touched = existsSync(records) ? statSync(records).mtimeMs : Date.parse(file.started);
  return { ...file, directory, done: recordsIn(directory, file.campaign), touched };
}
