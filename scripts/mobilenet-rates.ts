/**
 * Measures what the layers of MobileNetV1 at 128 x 128 take on the modelled cluster, for `redmule learn --estimate`. Usage:
 * `npx tsx scripts/mobilenet-rates.ts --out train/learn/data/mobilenet-rates.json` (three minutes of CPU; then `npx prettier --write` the file). Every distinct shape runs once: frozen
 * layers alone in codes of eight bits, adaptive ones in one training step of two samples under mixed precision, on the cores and on RedMulE, and the
 * unpacking of every store. All results are compared with the run without clocks, in every bit.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { activityFrom, type Activity } from "../measure/energy/activity.js";
import { EVENT_NAMES } from "../measure/energy/events.js";
import { OPERATING_POINTS } from "../measure/energy/operating-points.js";
import { cycleLines } from "../train/cycles/cycle-report.js";
import { CycleStep } from "../train/cycles/cycle-step.js";
import { execute } from "../train/functional/execute.js";
import { Memory, writeTensor } from "../train/functional/memory.js";
import { QuantizedProgram } from "../train/int8/cycles.js";
import { quantizeNetwork } from "../train/int8/quantize.js";
import { learningProgram } from "../train/learn/adaptive.js";
import { RATES_SAMPLES, type MeasuredRates, type Rate } from "../train/learn/rates.js";
import { LOSS_SCALE } from "../train/learn/setup.js";
import { STORE_NAMES, storeOf } from "../train/learn/stores.js";
import { elementsOf, type Network } from "../train/network.js";
import { SeededBuilder } from "../train/networks/convolutional.js";
import { hyperparameters } from "../train/optimizer.js";
import { compileTraining } from "../train/program.js";
import { Random } from "../train/randomness.js";
import type { OptimizerSettings, Program, Step } from "../train/step.js";
import { firstDifference } from "../train/step-meter.js";

const CLUSTER = { cores: 8, tcdmBytes: 128 * 1024 } as const;
const CLASSES = 50;
const UNPACKED = { samples: 8, elements: 4096 } as const;
const SGD: OptimizerSettings = {
  ...{ name: "sgd", momentum: 0, nesterov: false, weightDecay: 0 },
  ...{ betas: [0.9, 0.999], epsilon: 1e-8 },
};

/** Distinct shapes: name, channels and size of the image, output channels, stride; depthwise ones keep their channels. */
const SHAPES: readonly (readonly [name: string, channels: number, size: number, outputs: number, stride: 1 | 2])[] = [
  ["c0", 3, 128, 32, 2],
  ...(
    [
      [1, 32, 64, 64, 1],
      [2, 64, 64, 128, 2],
      [3, 128, 32, 128, 1],
      [4, 128, 32, 256, 2],
      [5, 256, 16, 256, 1],
      [6, 256, 16, 512, 2],
      [11, 512, 8, 512, 1],
      [12, 512, 8, 1024, 2],
      [13, 1024, 4, 1024, 1],
    ] as const
  ).flatMap(([block, channels, size, outputs, stride]) => [
    [`dw${block}`, channels, size, channels, stride] as const,
    [`pw${block}`, channels, size / stride, outputs, 1] as const,
  ]),
];

const random = new Random(1);
const rateOf = (layer: string, pass: string, macs: number, activity: Activity): Rate => ({
  ...{ layer, pass, macs },
  activity: Array.from(activity, Math.round),
});

function frozenLayer(layer: string, network: Network): Rate {
  const size = elementsOf(network.shapes.get("x")!);
  const data = Float32Array.from({ length: size }, () => random.uniform());
  const program = new QuantizedProgram(quantizeNetwork(network, { data, count: 1 }), CLUSTER);
  const run = program.run(Uint8Array.from({ length: size }, () => random.below(256)));
  const macs = run.layers.reduce((sum, one) => sum + one.macs, 0);
  process.stderr.write(`frozen ${layer}: ${run.clocks} clocks, ${(macs / run.clocks).toFixed(2)} MAC/clock\n`);
  return rateOf(layer, "forward", macs, run.activity);
}

function frozen(): Rate[] {
  const layers = SHAPES.map(([name, channels, size, outputs, stride]) => {
    const b = new SeededBuilder(name, 1);
    const kernel = name.startsWith("pw") ? 1 : 3;
    const groups = name.startsWith("dw") ? channels : 1;
    const x = b.input("x", [1, channels, size, size]);
    const y = b.convNormRelu(name, x, outputs, [kernel, kernel], [stride, stride], groups);
    return frozenLayer(name, b.build([y]));
  });
  const b = new SeededBuilder("pool", 1);
  const mean = b.add("globalAveragePool", "pool", [b.input("x", [1, 1024, 4, 4])], {});
  return [...layers, frozenLayer("pool", b.build([mean]))];
}

/** Runs steps on the cluster and without clocks. @returns what each layer and pass took */
function measured(program: Program, steps: readonly Step[], memory: Memory, engine: "cores" | "redmule"): Rate[] {
  const results = [...program.outputs, program.loss!, ...(program.tensors.has("gradientNorm") ? ["gradientNorm"] : [])];
  const reference = new Memory(program);
  for (const name of program.tensors.keys()) reference.get(name).set(memory.get(name));
  const step = new CycleStep(program, steps, { ...CLUSTER, engine, priority: engine }, results);
  const { shares, clocks } = step.run(memory);
  execute(steps, reference);
  const difference = firstDifference(program, reference, memory);
  if (difference !== undefined) throw new Error(`The cluster differs: ${difference}.`);
  process.stderr.write(`${program.network} on ${engine}: ${clocks} clocks\n`);
  return cycleLines(shares, step.plan.steps, program.macs, OPERATING_POINTS["0.65V"]).map(
    ({ layer, pass, macs, activity }) => rateOf(layer, pass, macs, activity),
  );
}

/** A training step of everything behind the input of dw11; the batch norm before it makes its input have a gradient. */
function adaptive(engine: "cores" | "redmule"): Rate[] {
  const b = new SeededBuilder("tail", 1);
  const shape = [RATES_SAMPLES, 512, 8, 8];
  let y = b.batchNorm("front", b.input("x", shape));
  for (const [name, channels, , outputs, stride] of SHAPES.slice(-6)) {
    const isDepthwise = name.startsWith("dw");
    const kernel = isDepthwise ? 3 : 1;
    y = b.convNormRelu(name, y, outputs, [kernel, kernel], [stride, stride], isDepthwise ? channels : 1);
  }
  const network = b.build([b.classify("fc", y, CLASSES)]);
  const program = compileTraining(network, {
    ...{ precision: { precision: "mixed", rules: [] }, layout: "hwc", variance: "unbiased", loss: "cross-entropy" },
    ...{ target: "labels", optimizer: SGD, accumulate: 1, lossScale: LOSS_SCALE, isFrozen: () => false },
  });
  const memory = new Memory(program);
  for (const { name, values } of network.parameters.values()) writeTensor(memory, name, values);
  writeTensor(memory, "hyper", hyperparameters(SGD, 0.01, 1));
  writeTensor(memory, "lossScale", [LOSS_SCALE, 1 / LOSS_SCALE, 0]);
  writeTensor(
    memory,
    program.inputs[0],
    Float32Array.from({ length: elementsOf(shape) }, () => Math.max(0, random.normal())),
  );
  const labels = Array.from({ length: RATES_SAMPLES }, () => random.below(CLASSES));
  writeTensor(memory, program.target!, labels);
  return joined(measured(program, [...program.first, ...program.update], memory, engine));
}

/** Batch norm and rectifier of a layer as one, by pass; what only this script needs is left out. */
function joined(rates: readonly Rate[]): Rate[] {
  const sums = new Map<string, Rate>();
  for (const rate of rates) {
    if (rate.layer === "front") continue;
    const layer = rate.layer.replace(/\.bn(\.relu)?$/, ".norm");
    const key = `${layer} ${rate.pass}`;
    const known = sums.get(key);
    const activity = known === undefined ? rate.activity : rate.activity.map((count, i) => count + known.activity[i]);
    sums.set(key, { layer, pass: rate.pass, macs: rate.macs + (known?.macs ?? 0), activity });
  }
  return [...sums.values()];
}

/** Unpacking of a store to FP16, for an element. */
function unpacking(name: string): Rate {
  const b = new SeededBuilder(`unpack ${name}`, 1);
  const { samples, elements } = UNPACKED;
  const network = b.build([b.linear("fc", b.input("x", [samples, elements]), 8)]);
  const program = learningProgram(network, {
    ...{ precision: "mixed", eightBit: false, store: storeOf(name), scale: 1 / 256, fresh: { codes: 1 / 256 } },
    ...{ counts: { fresh: 0, replays: samples }, lr: 0.5, lossScale: LOSS_SCALE },
  });
  const memory = new Memory(program);
  for (const { name: parameter, values } of network.parameters.values()) writeTensor(memory, parameter, values);
  const lines = measured(program, program.first, memory, "cores").filter(({ layer }) => layer === "replays");
  const sum = lines.reduce((all, { activity }) => all.map((count, i) => count + activity[i]), [...activityFrom({})]);
  return { layer: name, pass: "prepare", macs: 0, activity: sum.map((count) => count / samples / elements) };
}

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (values.out === undefined) throw new Error("Give --out FILE.");
const rates: MeasuredRates = {
  events: EVENT_NAMES,
  frozen: frozen(),
  stores: STORE_NAMES.map(unpacking),
  redmule: adaptive("redmule"),
  cores: adaptive("cores"),
};
const lines = (list: readonly Rate[]): string => `[\n${list.map((rate) => JSON.stringify(rate)).join(",\n")}\n]`;
const parts = (["frozen", "stores", "redmule", "cores"] as const).map((part) => `"${part}": ${lines(rates[part])}`);
writeFileSync(values.out, `{\n"events": ${JSON.stringify(rates.events)},\n${parts.join(",\n")}\n}\n`);
