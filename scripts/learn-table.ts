/**
 * The accuracy tables of docs/continual-learning.md: runs of 48 events on the whole set, functionally, over number and format of replays, for
 * some seeds of order, replays and replacement; means, and differences of pairs with the same seed to the first row of each group.
 * `npx tsx scripts/learn-table.ts --split l11 [--seeds 1,2,3] [--networks A.onnx,B.onnx,C.onnx] [--only TEXT] [--data-dir DIR]
 * [--record FILE]` prints a line a row, and adds each run to FILE, which `redmule report` draws; runs that FILE has are not made again. Each seed
 * has the network at its place in --networks, or all of them the one that is shipped.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { learnTable, type LearnTable, type LearnTableRun } from "../measure/report/learning/record.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { DEBIAN, readImages } from "../train/learn/images.js";
import { Latents, Learner, type LearnerSettings } from "../train/learn/learner.js";
import { INITIAL_CLASSES } from "../train/learn/protocol.js";
import { LOSS_SCALE, networkFrom, SHIPPED } from "../train/learn/setup.js";
import { storeOf } from "../train/learn/stores.js";

interface Row {
  readonly group: string;
  readonly name: string;
  /** Whether the test images are classified behind every event. */
  readonly curve: boolean;
  readonly settings: Pick<LearnerSettings, "replays" | "store" | "precision" | "eightBit" | "frozen">;
}

const row = (
  group: string,
  replays: number,
  store: string,
  given: Partial<Row["settings"]> & { readonly about?: string; readonly curve?: boolean } = {},
): Row => {
  const { about, curve = false, ...settings } = given;
  return {
    ...{ group, curve },
    name: `N ${replays}, ${store}${about === undefined ? "" : `, ${about}`}`,
    settings: { replays, store: storeOf(store), precision: "fp32", eightBit: false, frozen: "int8", ...settings },
  };
};

const MIXED = { precision: "mixed", about: "FP16 with FP32 masters" } as const;
const products = (format: string): Parameters<typeof row>[3] => {
  return { precision: "mixed", eightBit: true, about: `products FP8 ${format}` };
};
const FLOAT = { frozen: "fp32", about: "frozen stage FP32" } as const;
const stores = (...names: readonly string[]): readonly Row[] => names.map((name) => row("N 1500", 1500, name));

/** Rows by split; the first of a group is what the others are compared with. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  l11: [
    ...[0, 150, 500, 1500, 3000].map((replays) => row(`number ${replays}`, replays, "u8", { curve: true })),
    row("N 1500", 1500, "u8"),
    row("N 1500", 1500, "fp32", FLOAT),
    ...stores("u7", "u6", "u5", "u4", "u3", "u2", "e4m3", "e5m2"),
    row("N 1500", 1500, "u8", MIXED),
    row("N 1500", 1500, "e4m3", products("E4M3")),
  ],
  l10: [
    ...[0, 150, 500, 3000].map((replays) => row(`number ${replays}`, replays, "u8")),
    row("N 1500", 1500, "u8"),
    ...stores("u7", "u4", "u2", "e4m3"),
    row("N 1500", 1500, "u8", MIXED),
    row("N 1500", 1500, "e4m3", products("E4M3")),
    row("N 1500", 1500, "e5m2", products("E5M2")),
  ],
  l9: [
    ...[0, 150, 500, 3000].map((replays) => row(`number ${replays}`, replays, "u8")),
    row("N 1500", 1500, "u8"),
    row("N 1500", 1500, "fp32", FLOAT),
    ...stores("u7", "u6", "u4", "u3", "u2", "e4m3", "e5m2"),
    row("N 1500", 1500, "u8", MIXED),
  ],
};
const RATES: Readonly<Record<string, number>> = { l11: 1, l10: 0.5, l9: 0.5 };
const EVENTS = 48;

const { values } = parseArgs({
  options: {
    ...{ seeds: { type: "string" }, split: { type: "string" }, "data-dir": { type: "string" } },
    ...{ networks: { type: "string" }, only: { type: "string" }, record: { type: "string" } },
  },
});
const split = values.split ?? "l11";
const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);
const source = values["data-dir"] ?? DEBIAN;
const images = readImages(source);
const paths = values.networks?.split(",") ?? [SHIPPED];
const networks = paths.map((path) => {
  return { of: networkFrom(path), sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
});
const { record } = values;
const table: LearnTable =
  record !== undefined && existsSync(record)
    ? learnTable.parse(JSON.parse(readFileSync(record, "utf8")))
    : { kind: "learn-table", command: "npx tsx scripts/learn-table.ts", source, events: EVENTS, runs: [] };
const stages = new Map<string, Latents>();

function runOf({ settings, curve }: Row, seed: number, place: number): LearnTableRun {
  const { of, sha256 } = networks[place % networks.length];
  const { replays, store, frozen, precision, eightBit } = settings;
  const choices = { split, replays, store: store.name, frozen, precision, eightBit, seed, sha256 };
  const known = table.runs.find((run) => Object.entries(choices).every(([key, value]) => run[key as "seed"] === value));
  if (known !== undefined && (known.curve !== null || !curve)) return known;
  const whole: LearnerSettings = {
    ...settings,
    ...{ split, lr: RATES[split], events: EVENTS, seed, initial: INITIAL_CLASSES },
    ...(!curve && { tested: "end" as const }),
    ...(precision === "mixed" && { lossScale: LOSS_SCALE }),
  };
  const key = `${sha256} ${frozen}`;
  const learner = new Learner(of, images, whole, stages.get(key));
  if (!stages.has(key)) stages.set(key, new Latents(learner.frozen, images, [1, 1, 32, 32], true));
  while (!learner.isDone) learner.step();
  const { results } = learner.position;
  const { accuracy, initial, learnt } = results.at(-1)!;
  const made: LearnTableRun = {
    ...{ ...choices, accuracy, initial, learnt },
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

const first = new Map<string, readonly number[]>();
const lines = [
  `| split ${split} | accuracy | against the first | initial | learnt |`,
  "| --- | --- | --- | --- | --- |",
];
for (const each of ROWS[split]) {
  if (values.only !== undefined && !each.name.includes(values.only)) continue;
  const runs = seeds.map((seed, place) => runOf(each, seed, place));
  const all = runs.map((run) => run.accuracy);
  const reference = first.get(each.group);
  if (reference === undefined) first.set(each.group, all);
  const differences = reference?.map((value, i) => all[i] - value);
  const difference = differences === undefined ? "" : text(differences, "+");
  const parts = [text(all), difference, text(runs.map((run) => run.initial)), text(runs.map((run) => run.learnt))];
  const line = `| ${each.name} | ${parts.join(" | ")} |`;
  process.stdout.write(`${line}\n`);
  lines.push(line);
}
process.stdout.write(`\n${lines.join("\n")}\n`);
