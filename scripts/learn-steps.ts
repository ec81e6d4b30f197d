/**
 * Clocks and joules of one training step of continual learning, over splits, stores, engines and arrays: the tables of
 * docs/continual-learning.md. `npx tsx scripts/learn-steps.ts [--only TEXT]` runs each step on the modelled cluster and functionally, compares
 * every bit, and prints a Markdown table.
 */
import { parseArgs } from "node:util";
import { DEFAULT_EXTERNAL } from "../hw/cluster/external/external-map.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { ClusterMeter } from "../train/cycles/cluster-meter.js";
import { Adaptive, type AdaptiveSettings } from "../train/learn/adaptive.js";
import { MeasuredSteps } from "../train/learn/measure.js";
import { NEW, REPLAYED } from "../train/learn/protocol.js";
import { ReplayMemory } from "../train/learn/replay-memory.js";
import { LOSS_SCALE, networkFrom, SHIPPED } from "../train/learn/setup.js";
import { splitNetwork } from "../train/learn/split.js";
import { encodeLatent, latentBytes, storeOf } from "../train/learn/stores.js";
import { elementsOf } from "../train/network.js";
import { Random } from "../train/randomness.js";

const LARGEST = 2;
const SLOTS = 300;
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
      ...{ cores: 8, tcdmBytes: 128 * 1024, engine, priority: engine, external: DEFAULT_EXTERNAL },
      array: ARRAYS[array],
    },
    "0.65V",
  );
  const measured = new MeasuredSteps(meter);
  const slots = random.permutation(SLOTS).slice(0, REPLAYED);
  const bytes = new Uint8Array(latentBytes(store, NEW * elements));
  if (eightBit) encodeLatent(store, memory.scale, draw(NEW * elements), bytes);
  const fresh = eightBit ? bytes : Uint8Array.from({ length: NEW * elements }, () => random.below(256));
  const labels = Array.from({ length: NEW + REPLAYED }, () => random.below(10));
  const next = { bytes: memory.bytes, slots };
  stage.step({ fresh, replays: memory.gather(slots), labels, next }, measured.run);
  return { step: measured.clocks[0], replayBytes: memory.slotBytes, macs: stage.program.macs };
}

const { values } = parseArgs({ options: { only: { type: "string" }, passes: { type: "boolean" } } });
const point = OPERATING_POINTS["0.65V"];
process.stdout.write(
  `| split | replays | adaptive stage | array | clocks | MAC/clock | external memory busy | ms at ${point.mhz} MHz | uJ | bytes a replay |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n`,
);
for (const each of cases) {
  const { split, store, engine, precision, eightBit, array } = each;
  const who = `${engine === "cores" ? "cores" : "RedMulE"} ${eightBit ? "FP8" : precision === "mixed" ? "FP16" : "FP32"}`;
  const name = `${split} | ${store} | ${who} | ${engine === "cores" ? "" : array}`;
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const { step, replayBytes, macs } = measure(each);
  const { clocks, external, energy } = step;
  const rate = (macs.reduce((sum, one) => sum + one.macs, 0) / clocks).toFixed(2);
  const joules = `${energy.microjoules.toFixed(1)} (${energy.low.toFixed(1)} to ${energy.high.toFixed(1)})`;
  process.stdout.write(
    `| ${name} | ${clocks} | ${rate} | ${external} | ${energy.milliseconds.toFixed(3)} | ${joules} | ${replayBytes} |\n`,
  );
  if (values.passes === true) {
    for (const pass of step.passes)
      process.stdout.write(`    ${pass.layer} ${pass.pass} ${pass.clocks} ${JSON.stringify(pass.reasons)}\n`);
  }
}
