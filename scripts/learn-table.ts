/**
 * The accuracy tables of docs/continual-learning.md: runs of 48 events on the whole set, functionally, over number and format of replays, for
 * seeds of order, replays and replacement, each with the network that was pre-trained from it; means, and differences of pairs to the run with
 * u8 and FP32 learning of the same seed and number of replays.
 * `npx tsx scripts/learn-table.ts [--split l11,l10,l9] [--seeds 1,2,3] [--networks A.onnx,B.onnx,C.onnx] [--only TEXT] [--pairs] [--data-dir DIR]
 * [--record FILE]` prints a line a row, and adds each run to FILE, which `redmule report` draws; runs that FILE has are not made again. Each seed
 * has the network at its place in --networks; by default these are the shipped one and those of scripts/networks/. One network serves all
 * seeds where it stands alone: what the seed does, and what the network. `--pairs` runs only what has a pair in FP32, stage and store, and prints the difference of
 * each seed, eight bits less FP32, their mean and its standard error.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { learnTable, type LearnTable, type LearnTableRun } from "../measure/report/learning/record.js";
import { isPlain, partnerOf } from "../measure/report/learning/runs.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { DEBIAN, readImages } from "../train/learn/images.js";
import { Latents } from "../train/learn/latents.js";
import { Learner } from "../train/learn/learner.js";
import type { LearnerSettings } from "../train/learn/settings.js";
import { INITIAL_CLASSES } from "../train/learn/protocol.js";
import { networkFrom, SHIPPED } from "../train/learn/setup.js";
import { useFusedChains } from "./fused-chains.js";
import { RATES, ROWS, type Row } from "./learn-table-rows.js";

const EVENTS = 48;
const networkFile = (seed: number): string =>
  fileURLToPath(new URL(`networks/fashion-net-${seed}.onnx`, import.meta.url));

const { values } = parseArgs({
  options: {
    ...{ seeds: { type: "string" }, split: { type: "string" }, "data-dir": { type: "string" } },
    ...{ networks: { type: "string" }, only: { type: "string" }, record: { type: "string" } },
    pairs: { type: "boolean", default: false },
  },
});
useFusedChains();
const splits = (values.split ?? "l11,l10,l9").split(",");
const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);
const source = values["data-dir"] ?? DEBIAN;
const images = readImages(source);
const paths = values.networks?.split(",") ?? [SHIPPED, networkFile(2), networkFile(3)];
const networks = paths.map((path) => {
  return { of: networkFrom(path), sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
});
const { record } = values;
const table: LearnTable =
  record !== undefined && existsSync(record)
    ? learnTable.parse(JSON.parse(readFileSync(record, "utf8")))
    : { kind: "learn-table", command: "npx tsx scripts/learn-table.ts", source, events: EVENTS, runs: [] };
/** What runs of one split share: by network and frozen stage. */
const stages = new Map<string, Latents>();

function runOf(split: string, { settings, curve }: Row, seed: number, place: number): LearnTableRun {
  const { of, sha256 } = networks[place % networks.length];
  const { replays, store, frozen, precision, eightBit, lossScale = null } = settings;
  const choices = { split, replays, store: store.name, frozen, precision, eightBit, lossScale, seed, sha256 };
  const known = table.runs.find((run) => Object.entries(choices).every(([key, value]) => run[key as "seed"] === value));
  if (known !== undefined && (known.curve !== null || !curve)) return known;
  const whole: LearnerSettings = {
    ...settings,
    ...{ split, lr: RATES[split], events: EVENTS, seed, initial: INITIAL_CLASSES },
    ...(!curve && { tested: "end" as const }),
  };
  const key = `${sha256} ${frozen}`;
  const learner = new Learner(of, images, whole, stages.get(key));
  if (!stages.has(key)) stages.set(key, new Latents(learner.frozen, images, [1, 1, 32, 32], true));
  while (!learner.isDone) learner.step();
  const { results } = learner.position;
  const { accuracy, initial, learnt } = results.at(-1)!;
  const made: LearnTableRun = {
    ...{ ...choices, accuracy, initial, learnt },
    skipped: results.reduce((sum, { skipped }) => sum + skipped, 0),
    curve: curve ? results.map((result) => result.accuracy) : null,
  };
  table.runs.push(made);
  if (record !== undefined) writeTextFile(record, `${JSON.stringify(table, undefined, 1)}\n`);
  return made;
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const deviation = (list: readonly number[]): number => {
  const middle = mean(list);
  return Math.sqrt(list.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, list.length - 1));
};
const text = (shares: readonly number[], sign = ""): string => {
  const list = shares.map((share) => 100 * share);
  const middle = mean(list);
  return `${middle >= 0 ? sign : ""}${middle.toFixed(2)} ± ${deviation(list).toFixed(2)}`;
};

/** Eight bits less FP32 of the same seed and network, in points, for each number of replays that has both. */
function pairsOf(split: string): readonly string[] {
  const hashes = new Set(networks.map(({ sha256 }) => sha256));
  const own = table.runs.filter((run) => run.split === split && seeds.includes(run.seed) && hashes.has(run.sha256));
  const exact = own.filter(({ frozen, store }) => frozen === "fp32" && store === "fp32");
  const counts = [...new Set(exact.map(({ replays }) => replays))].sort((a, b) => a - b);
  return counts.map((count) => {
    const points = seeds.flatMap((seed, place) => {
      const { sha256 } = networks[place % networks.length];
      const of = (run: LearnTableRun): boolean => run.replays === count && run.seed === seed && run.sha256 === sha256;
      const eight = own.find((run) => of(run) && isPlain(run));
      const right = exact.find(of);
      return eight === undefined || right === undefined ? [] : [100 * (eight.accuracy - right.accuracy)];
    });
    const each = points.map((value) => `${value < 0 ? "" : "+"}${value.toFixed(2)}`).join(", ");
    const error = deviation(points) / Math.sqrt(points.length);
    return `${split}, N ${count}: eight bits less FP32 ${each}; mean ${mean(points).toFixed(2)} ± ${error.toFixed(2)} (standard error)`;
  });
}

/** Whether a row is one of a pair. */
function isPaired(split: string, { settings }: Row): boolean {
  const { replays, frozen, store, precision } = settings;
  if (frozen === "fp32") return true;
  const isExact = ROWS[split].some((other) => other.settings.frozen === "fp32" && other.settings.replays === replays);
  return isExact && store.name === "u8" && precision === "fp32";
}

const tables = splits.map((split) => {
  const lines = [
    `| split ${split} | accuracy | to u8 of the same N | initial | learnt |`,
    "| --- | --- | --- | --- | --- |",
  ];
  stages.clear();
  for (const each of ROWS[split]) {
    if (values.only !== undefined && !each.name.includes(values.only)) continue;
    if (values.pairs && !isPaired(split, each)) continue;
    const runs = seeds.map((seed, place) => runOf(split, each, seed, place));
    const differences = runs.flatMap((run) => {
      const partner = partnerOf(run, table.runs);
      return partner === undefined || partner === run ? [] : [run.accuracy - partner.accuracy];
    });
    const parts = [
      text(runs.map((run) => run.accuracy)),
      differences.length === 0 ? "" : text(differences, "+"),
      text(runs.map((run) => run.initial)),
      text(runs.map((run) => run.learnt)),
    ];
    const line = `| ${each.name} | ${parts.join(" | ")} |`;
    process.stdout.write(`${split} ${line}\n`);
    lines.push(line);
  }
  return lines.join("\n");
});
if (values.pairs) tables.push(splits.flatMap(pairsOf).join("\n"));
process.stdout.write(`\n${tables.join("\n\n")}\n`);
