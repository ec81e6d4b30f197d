import { describe, expect, it } from "vitest";
import { SplitMix64 } from "../../run/data/random.js";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { NetworkBuilder } from "../../train/builder.js";
import type { Network } from "../../train/network.js";
import { executeStep } from "../../train/functional/execute.js";
import type { Precision } from "../../train/precision.js";
import type { Layout, OptimizerSettings } from "../../train/step.js";
import { defaultLossScale } from "../../train/program.js";
import { firstDifference } from "../../train/step-meter.js";
import { Trainer, type Batch } from "../../train/trainer.js";
import type { Engine } from "../../train/plan/context.js";

/** Two convolutions with a batch norm between them, odd sizes, a stride, and a classifier: two images. */
function smallNetwork(random: SplitMix64): Network {
  const draw = (count: number, scale = 0.3): Float32Array =>
    Float32Array.from({ length: count }, () => scale * random.gaussian());
  const net = new NetworkBuilder("small");
  net.input("x", [2, 3, 9, 8]);
  net.parameter("c1.weight", [5, 3, 3, 3], "weight", draw(135));
  net.parameter("c1.bias", [5], "bias", draw(5));
  const one = { dilation: [1, 1], groups: 1 } as const;
  net.add("conv2d", "c1", ["x", "c1.weight", "c1.bias"], { ...one, stride: [1, 1], padding: [1, 1, 1, 1] });
  net.parameter("bn.weight", [5], "scale", draw(5));
  net.parameter("bn.bias", [5], "shift", draw(5));
  net.parameter("bn.mean", [5], "statistic", draw(5));
  net.parameter("bn.variance", [5], "statistic", draw(5).map(Math.abs));
  const bn = ["c1", "bn.weight", "bn.bias", "bn.mean", "bn.variance"];
  net.add("batchNorm", "bn", bn, { epsilon: 1e-3, momentum: 0.1, frozen: false });
  net.add("relu", "r1", ["bn"], {});
  net.parameter("c2.weight", [6, 5, 3, 2], "weight", draw(180));
  net.parameter("c2.bias", [6], "bias", draw(6));
  net.add("conv2d", "c2", ["r1", "c2.weight", "c2.bias"], { ...one, stride: [2, 3], padding: [1, 0, 0, 1] });
  net.add("relu", "r2", ["c2"], {});
  net.add("globalAveragePool", "pool", ["r2"], {});
  net.add("reshape", "flat", ["pool"], { shape: [2, 6] });
  net.parameter("fc.weight", [4, 6], "weight", draw(24));
  net.parameter("fc.bias", [4], "bias", draw(4));
  return net.build([net.add("linear", "fc", ["flat", "fc.weight", "fc.bias"], { weight: "out-in" })]);
}

interface Case {
  readonly precision: Precision;
  readonly engine: Engine;
  readonly layout: Layout;
  readonly optimizer: OptimizerSettings["name"];
  readonly tcdmKib: number;
}

const CASES: readonly Case[] = [
  { precision: "fp16", engine: "redmule", layout: "hwc", optimizer: "sgd", tcdmKib: 128 },
  { precision: "fp32", engine: "cores", layout: "chw", optimizer: "adamw", tcdmKib: 32 },
  { precision: "fp16", engine: "cores", layout: "hwc", optimizer: "adam", tcdmKib: 24 },
  { precision: "mixed", engine: "auto", layout: "hwc", optimizer: "sgd", tcdmKib: 64 },
  { precision: "fp8", engine: "redmule", layout: "hwc", optimizer: "adamw", tcdmKib: 128 },
];

describe("a training step as a program of the cluster", () => {
  it.each(CASES)("has the bits of the functional run: $precision, $engine, $layout, $optimizer", (each) => {
    const random = new SplitMix64(7);
    const betas = [0.9, 0.999] as const;
    const optimizer = { name: each.optimizer, momentum: 0.9, nesterov: true, weightDecay: 0.01, betas, epsilon: 1e-8 };
    const trainerOf = (network: Network): Trainer =>
      new Trainer(network, {
        ...{ precision: { precision: each.precision, rules: [] }, layout: each.layout, variance: "unbiased" },
        ...{ loss: "cross-entropy", target: "labels", optimizer, accumulate: 1, isFrozen: () => false },
        ...(defaultLossScale(each.precision) && { lossScale: "dynamic", clipNorm: 0.5 }),
        ...{ lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
      });
    const network = smallNetwork(random);
    const [cycles, functional] = [trainerOf(network), trainerOf(network)];
    const meter = new ClusterMeter({ cores: 8, tcdmBytes: each.tcdmKib * 1024, engine: each.engine }, "0.65V");
    const batch: Batch = { inputs: [Float32Array.from({ length: 432 }, () => random.gaussian())], target: [1, 3] };
    let clocks = 0;
    const ran = cycles.step([batch], (steps, memory) => {
      const measured = meter.run(cycles.program, steps, memory);
      clocks = measured.clocks;
      expect(measured.passes.reduce((sum, pass) => sum + pass.clocks, 0)).toBe(clocks);
    });
    const expected = functional.step([batch], (steps, memory) => steps.forEach((step) => executeStep(step, memory)));
    expect(firstDifference(cycles.program, cycles.memory, functional.memory)).toBeUndefined();
    expect(ran.loss).toBe(expected.loss);
    expect(clocks).toBeGreaterThan(10_000);
  });
});
