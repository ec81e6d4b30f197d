import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { campaignFolders, type CampaignFolder } from "../run/campaign/campaign-folder.js";
import { jsonOption } from "./options.js";
import { duration } from "./progress-line.js";
import { plainTable } from "./screen.js";

/** How far a shard is. */
export interface ShardStatus {
  readonly directory: string;
  readonly shard: string;
  readonly done: number;
  /** Null when a time ends the shard. */
  readonly records: number | null;
  /** Records a second since its last start; null before the first. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  readonly state: "finished" | "open";
  /** What Slurm says of the task, for example FAILED 137:0 or NODE_FAIL; null where nobody says. */
  readonly farm: string | null;
}

/** `redmule status`: how far the shards of a campaign are, from their folders alone. */
export function statusCommand(): Command {
  return new Command("status")
    .description(
      "tell how far the shards of a campaign are: records, rate, time left, and what Slurm says of those not done",
    )
    .argument("<dirs...>", "folders of shards, or a folder that holds them")
    .addOption(jsonOption())
    .action((directories: string[], { json }: { readonly json?: true }) => {
      const folders = campaignFolders(directories);
      const states = slurmStates(folders);
      const shards = folders.map((folder) => statusOf(folder, states));
      process.stdout.write(json ? `${JSON.stringify(shards)}\n` : statusScreen(shards, folders));
    });
}

function statusOf(folder: CampaignFolder, states: ReadonlyMap<string, string>): ShardStatus {
  const { directory, shard, done, records, before, started, touched, finished, task } = folder;
  const seconds = (touched - Date.parse(started)) / 1e3;
  const rate = seconds > 0 && done > before ? (done - before) / seconds : null;
  return {
    ...{ directory, shard: `${shard.index}/${shard.of}`, done, records, rate },
    secondsLeft: finished ? 0 : rate === null || records === null ? null : (records - done) / rate,
    state: finished ? "finished" : "open",
    farm: finished || task === null ? null : (states.get(task) ?? null),
  };
}

/** State and exit code of the tasks that are not done, by name, where Slurm's accounting knows them. */
function slurmStates(folders: readonly CampaignFolder[]): ReadonlyMap<string, string> {
  const tasks = folders.flatMap(({ task, finished }) =>
    task !== null && !finished && !task.includes("[") ? [task] : [],
  );
  if (tasks.length === 0) return new Map();
  const { stdout, status } = spawnSync(
    "sacct",
    ["-n", "-X", "-P", "-o", "JobID,State,ExitCode", "-j", tasks.join(",")],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) return new Map();
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => line.split("|"));
  return new Map(lines.map(([task, state, code]) => [task, code === "0:0" ? state : `${state} ${code}`]));
}

function statusScreen(shards: readonly ShardStatus[], folders: readonly CampaignFolder[]): string {
  const rows = shards.map(({ directory, shard, done, records, rate, secondsLeft, state, farm }) => [
    ...[directory, shard, `${done}${records === null ? "" : ` of ${records}`}`],
    rate === null ? "-" : rate.toPrecision(3),
    secondsLeft === null ? "-" : duration(secondsLeft),
    farm === null ? state : `${state} (${farm})`,
  ]);
  const all = folders[0].shard.of;
  const finished = shards.filter(({ state }) => state === "finished").length;
  const known = shards.flatMap(({ secondsLeft }) => secondsLeft ?? []);
  const left = known.length === shards.length ? `, ${duration(Math.max(...known))} left` : "";
  return [
    plainTable(
      [["folder", "shard", "records", "1/s", "left", "state"], ...rows],
      ["left", "left", "right", "right", "right", "left"],
    ),
    `${finished} of ${all} shards finished${shards.length < all ? `, ${all - shards.length} not begun` : ""}${left}: ${folders[0].whole}`,
    "",
  ].join("\n");
}
