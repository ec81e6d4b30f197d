/**
 * Clocks and joules of one training step of continual learning, over splits, stores, engines and arrays: the tables of
 * docs/continual-learning.md. `npx tsx scripts/learn-steps.ts [--only TEXT] [--record FILE] [--passes]` runs each step on the modelled cluster and
 * functionally, compares every bit, and prints a Markdown table. FILE gets each step and the frozen stages below the splits, for
 * `redmule report`; what it has is not run again: to measure anew leave it out of FILE.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { DEFAULT_EXTERNAL } from "../hw/cluster/external/external-map.js";
import { energyOf } from "../measure/energy/estimate.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { learnSteps, type LearnSteps } from "../measure/report/learning/record.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { ClusterMeter } from "../train/cycles/cluster-meter.js";
import { QuantizedProgram } from "../train/int8/cycles.js";
import { Adaptive, type AdaptiveSettings } from "../train/learn/adaptive.js";
import { BATTERY, lifetimeHours, PAPER_HOURS } from "../train/learn/energy.js";
import { CodeStage } from "../train/learn/frozen.js";
import { EMBEDDED, ImageReader, readImages } from "../train/learn/images.js";
import { MeasuredSteps } from "../train/learn/measure.js";
import { STEPS } from "../train/learn/learner.js";
import { IMAGES, NEW, REPLAYED } from "../train/learn/protocol.js";
import { ReplayMemory } from "../train/learn/replay-memory.js";
import { LOSS_SCALE, networkFrom, SHIPPED } from "../train/learn/setup.js";
import { splitNetwork } from "../train/learn/split.js";
import { encodeLatent, latentBytes, storeOf } from "../train/learn/stores.js";
import { elementsOf, isTrainable } from "../train/network.js";
import { Random } from "../train/randomness.js";

const LARGEST = 2;
const SLOTS = 300;
const CLUSTER = { cores: 8, tcdmBytes: 128 * 1024 } as const;
const POINT = "0.65V";
const point = OPERATING_POINTS[POINT];
const ARRAYS = {
  "12x4": { L: 12, H: 4, P: 3 },
  "12x8, port 288": { L: 12, H: 8, P: 3, port: 288 },
};

interface Case {
  readonly split: string;
  readonly store: string;
  readonly engine: "cores" | "redmule";
  readonly precision: "fp32" | "fp16" | "mixed";
  readonly eightBit: boolean;
  readonly array: keyof typeof ARRAYS;
}

const cases: Case[] = [
  ...["l9", "l10", "l11"].flatMap((split): Case[] => [
    { split, store: "u8", engine: "cores", precision: "fp32", eightBit: false, array: "12x4" },
    { split, store: "u8", engine: "cores", precision: "mixed", eightBit: false, array: "12x4" },
    { split, store: "u8", engine: "redmule", precision: "mixed", eightBit: false, array: "12x4" },
  ]),
  ...["l10", "l11"].flatMap((split) =>
    (["12x4", "12x8, port 288"] as const).flatMap((array): Case[] => {
      const eight = { split, engine: "redmule", precision: "mixed", eightBit: true, array } as const;
      return [
        { ...eight, store: "e4m3" },
        { ...eight, store: "e5m2" },
      ];
    }),
  ),
  { split: "l10", store: "u7", engine: "redmule", precision: "mixed", eightBit: false, array: "12x4" },
  { split: "l10", store: "fp16", engine: "redmule", precision: "mixed", eightBit: false, array: "12x4" },
];

function measure({ split, store: name, engine, precision, eightBit, array }: Case) {
  const { adaptive, latent } = splitNetwork(networkFrom(SHIPPED)(NEW + REPLAYED), split);
  const elements = elementsOf(latent);
  const random = new Random(1);
  const store = storeOf(name);
  const memory = new ReplayMemory(store, elements, SLOTS, LARGEST);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => Math.min(LARGEST, Math.max(0, (LARGEST / 4) * random.normal())));
  for (let slot = 0; slot < SLOTS; slot++) memory.write(slot, draw(elements), random.below(10));
  const settings: AdaptiveSettings = {
    ...{ precision, eightBit, store, scale: memory.scale, fresh: { codes: Math.fround(LARGEST / 255) } },
    ...{ counts: { fresh: NEW, replays: REPLAYED }, lr: 0.5, ...(precision === "mixed" && { lossScale: LOSS_SCALE }) },
  };
  const stage = new Adaptive(adaptive, settings);
  const meter = new ClusterMeter(
    {
      ...{ ...CLUSTER, engine, priority: engine, external: DEFAULT_EXTERNAL },
      array: ARRAYS[array],
    },
    POINT,
  );
  const measured = new MeasuredSteps(meter);
  const slots = random.permutation(SLOTS).slice(0, REPLAYED);
  const bytes = new Uint8Array(latentBytes(store, NEW * elements));
  if (eightBit) encodeLatent(store, memory.scale, draw(NEW * elements), bytes);
  const fresh = eightBit ? bytes : Uint8Array.from({ length: NEW * elements }, () => random.below(256));
  const labels = Array.from({ length: NEW + REPLAYED }, () => random.below(10));
  const next = { bytes: memory.bytes, slots };
  stage.step({ fresh, replays: memory.gather(slots), labels, next }, measured.run);
  return {
    step: measured.clocks[0],
    replayBytes: memory.slotBytes,
    macs: stage.program.macs.reduce((sum, one) => sum + one.macs, 0),
    parameters: [...adaptive.parameters.values()]
      .filter(isTrainable)
      .reduce((sum, { shape }) => sum + elementsOf(shape), 0),
  };
}

/** The frozen stage below a split: one image on the cluster, every code as without clocks. */
function frozenOf(split: string): LearnSteps["frozen"][number] {
  const { test, source } = readImages(EMBEDDED);
  const reader = new ImageReader(test, [1, 1, 32, 32], source);
  const { frozen, latent } = splitNetwork(networkFrom(SHIPPED)(1), split);
  const images = reader.gather(Array.from({ length: 40 }, (_, i) => i));
  const stage = CodeStage.of(frozen, images);
  const program = new QuantizedProgram(stage.network, CLUSTER);
  const { clocks, activity } = program.run(stage.inputCodes(reader.gather([0])));
  const weights = [...frozen.parameters.values()].reduce(
    (sum, { shape, role }) => sum + (role === "bias" ? 4 : 1) * elementsOf(shape),
    0,
  );
  const { microjoules } = energyOf(activity, point);
  return { split, macs: stage.macs, clocks, microjoules, latent: elementsOf(latent), weights };
}

/** A step as the record keeps it. */
function stepOf(each: Case): LearnSteps["steps"][number] {
  const { step, replayBytes, macs, parameters } = measure(each);
  const { clocks, external, energy } = step;
  const { milliseconds, microjoules, low, high } = energy;
  if (values.passes === true) {
    for (const pass of step.passes)
      process.stdout.write(`    ${pass.layer} ${pass.pass} ${pass.clocks} ${JSON.stringify(pass.reasons)}\n`);
  }
  const hours = hoursOf(each.split, microjoules);
  return { ...each, macs, clocks, external, replayBytes, milliseconds, microjoules, low, high, parameters, hours };
}

/** Hours of battery at one such step a minute, and the new images of a step through the frozen stage. */
function hoursOf(split: string, microjoules: number): number {
  const fresh = (IMAGES / STEPS) * frozenBelow(split).microjoules;
  return lifetimeHours((microjoules + fresh) * 1e-6);
}

const { values } = parseArgs({
  options: { only: { type: "string" }, passes: { type: "boolean" }, record: { type: "string" } },
});
const { record } = values;
const table: LearnSteps =
  record !== undefined && existsSync(record)
    ? learnSteps.parse(JSON.parse(readFileSync(record, "utf8")))
    : {
        ...{ kind: "learn-steps", command: "npx tsx scripts/learn-steps.ts", point: POINT, ...point },
        ...{
          event: { images: IMAGES, steps: STEPS },
          battery: BATTERY,
          paperHours: PAPER_HOURS,
          frozen: [],
          steps: [],
        },
      };
/** The frozen stage below a split, measured once. */
function frozenBelow(split: string): LearnSteps["frozen"][number] {
  const known = table.frozen.find((one) => one.split === split);
  if (known !== undefined) return known;
  const made = frozenOf(split);
  table.frozen.push(made);
  return made;
}
const save = (): void => {
  if (record !== undefined) writeTextFile(record, `${JSON.stringify(table, undefined, 1)}\n`);
};
for (const step of table.steps) step.hours = hoursOf(step.split, step.microjoules);
process.stdout.write(
  `| split | replays | adaptive stage | array | clocks | MAC/clock | external memory busy | ms at ${point.mhz} MHz | uJ | bytes a replay |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n`,
);
for (const each of cases) {
  const { split, store, engine, precision, eightBit, array } = each;
  const who = `${engine === "cores" ? "cores" : "RedMulE"} ${eightBit ? "FP8" : precision === "mixed" ? "FP16" : "FP32"}`;
  const name = `${split} | ${store} | ${who} | ${engine === "cores" ? "" : array}`;
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const choices = { split, store, engine, precision, eightBit, array };
  const known = table.steps.find((one) =>
    Object.entries(choices).every(([key, value]) => one[key as "split"] === value),
  );
  const made = known ?? stepOf(each);
  if (known === undefined) table.steps.push(made);
  save();
  const { macs, clocks, external, milliseconds, microjoules, low, high, replayBytes } = made;
  const rate = (macs / clocks).toFixed(2);
  const joules = `${microjoules.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
  process.stdout.write(
    `| ${name} | ${clocks} | ${rate} | ${external} | ${milliseconds.toFixed(3)} | ${joules} | ${replayBytes} |\n`,
  );
}
