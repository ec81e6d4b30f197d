/**
 * The accuracy tables of docs/continual-learning.md: runs of 48 events on the whole set, functionally, over number and format of replays, for
 * some seeds of order, replays and replacement; means, and differences of pairs with the same seed to the first row of each group.
 * `npx tsx scripts/learn-table.ts [--seeds 1,2,3] [--split l11|l10] [--data-dir DIR]` prints a line a run, then the table as Markdown.
 */
import { parseArgs } from "node:util";
import { DEBIAN, readImages } from "../train/learn/images.js";
import { Latents, Learner, type LearnerSettings } from "../train/learn/learner.js";
import { INITIAL_CLASSES } from "../train/learn/protocol.js";
import { LOSS_SCALE, networkFrom, SHIPPED } from "../train/learn/setup.js";
import { storeOf } from "../train/learn/stores.js";

interface Row {
  readonly group: string;
  readonly name: string;
  readonly settings: Pick<LearnerSettings, "replays" | "store" | "precision" | "eightBit" | "frozen">;
}

const row = (
  group: string,
  replays: number,
  store: string,
  given: Partial<Row["settings"]> & { readonly about?: string } = {},
): Row => {
  const { about, ...settings } = given;
  return {
    group,
    name: `N ${replays}, ${store}${about === undefined ? "" : `, ${about}`}`,
    settings: { replays, store: storeOf(store), precision: "fp32", eightBit: false, frozen: "int8", ...settings },
  };
};

/** Rows by split; the first of a group is what the others are compared with. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  l11: [
    ...[0, 150, 500, 1500, 3000].map((replays) => row(`number ${replays}`, replays, "u8")),
    row("N 1500", 1500, "u8"),
    row("N 1500", 1500, "fp32", { frozen: "fp32", about: "frozen stage FP32" }),
    ...["u7", "u6", "u5", "u4", "u3", "u2", "e4m3", "e5m2"].map((store) => row("N 1500", 1500, store)),
    row("N 1500", 1500, "u8", { precision: "mixed", about: "FP16 with FP32 masters" }),
    row("N 1500", 1500, "e4m3", { precision: "mixed", eightBit: true, about: "products FP8 E4M3" }),
  ],
  l10: [
    ...[500, 3000].map((replays) => row(`number ${replays}`, replays, "u8")),
    row("N 1500", 1500, "u8"),
    ...["u7", "u4", "u2", "e4m3"].map((store) => row("N 1500", 1500, store)),
    row("N 1500", 1500, "e4m3", { precision: "mixed", eightBit: true, about: "products FP8 E4M3" }),
    row("N 1500", 1500, "e5m2", { precision: "mixed", eightBit: true, about: "products FP8 E5M2" }),
  ],
};
const RATES: Readonly<Record<string, number>> = { l11: 1, l10: 0.5 };
const EVENTS = 48;

const { values } = parseArgs({
  options: { seeds: { type: "string" }, split: { type: "string" }, "data-dir": { type: "string" } },
});
const split = values.split ?? "l11";
const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);
const images = readImages(values["data-dir"] ?? DEBIAN);
const networkOf = networkFrom(SHIPPED);
const stages = new Map<string, Latents>();

function accuracy({ settings }: Row, seed: number): { all: number; initial: number; learnt: number } {
  const whole: LearnerSettings = {
    ...settings,
    ...{ split, lr: RATES[split], events: EVENTS, seed, initial: INITIAL_CLASSES, tested: "end" },
    ...(settings.precision === "mixed" && { lossScale: LOSS_SCALE }),
  };
  const learner = new Learner(networkOf, images, whole, stages.get(settings.frozen));
  if (!stages.has(settings.frozen)) {
    stages.set(settings.frozen, new Latents(learner.frozen, images, [1, 1, 32, 32], true));
  }
  while (!learner.isDone) learner.step();
  const last = learner.position.results.at(-1)!;
  return { all: 100 * last.accuracy, initial: 100 * last.initial, learnt: 100 * last.learnt };
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const deviation = (list: readonly number[]): number => {
  const middle = mean(list);
  return Math.sqrt(list.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, list.length - 1));
};
const text = (list: readonly number[], sign = ""): string => {
  const middle = mean(list);
  return `${middle >= 0 ? sign : ""}${middle.toFixed(2)} ± ${deviation(list).toFixed(2)}`;
};

const first = new Map<string, readonly number[]>();
const lines = [
  `| split ${split} | accuracy | against the first | initial | learnt |`,
  "| --- | --- | --- | --- | --- |",
];
for (const each of ROWS[split]) {
  const runs = seeds.map((seed) => accuracy(each, seed));
  const all = runs.map((run) => run.all);
  const reference = first.get(each.group);
  if (reference === undefined) first.set(each.group, all);
  const difference =
    reference === undefined
      ? ""
      : text(
          all.map((value, i) => value - reference[i]),
          "+",
        );
  const parts = [text(all), difference, text(runs.map((run) => run.initial)), text(runs.map((run) => run.learnt))];
  const line = `| ${each.name} | ${parts.join(" | ")} |`;
  process.stdout.write(`${line}\n`);
  lines.push(line);
}
process.stdout.write(`\n${lines.join("\n")}\n`);
