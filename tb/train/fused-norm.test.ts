import { describe, expect, it } from "vitest";
import { SplitMix64 } from "../../run/data/random.js";
import { NetworkBuilder } from "../../train/builder.js";
import { CycleStep } from "../../train/cycles/cycle-step.js";
import { execute } from "../../train/functional/execute.js";
import type { Network } from "../../train/network.js";
import type { Precision } from "../../train/precision.js";
import { defaultLossScale } from "../../train/program.js";
import { Trainer, type Batch } from "../../train/trainer.js";

/** Rows through two batch norms, the first with a ReLU behind it. */
function rowsNetwork(random: SplitMix64, batch: number, [inner, outer]: readonly [number, number]): Network {
  const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.gaussian());
  const net = new NetworkBuilder("rows");
  net.input("x", [batch, 5]);
  const norm = (name: string, from: string, size: number): void => {
    net.parameter(`${name}.weight`, [size], "scale", draw(size));
    net.parameter(`${name}.bias`, [size], "shift", draw(size));
    net.parameter(`${name}.mean`, [size], "statistic", draw(size));
    net.parameter(`${name}.variance`, [size], "statistic", draw(size).map(Math.abs));
    const inputs = [from, ...["weight", "bias", "mean", "variance"].map((each) => `${name}.${each}`)];
    net.add("batchNorm", name, inputs, { epsilon: 1e-3, momentum: 0.1, frozen: false });
  };
  net.parameter("a.weight", [inner, 5], "weight", draw(5 * inner));
  net.add("linear", "a", ["x", "a.weight"], { weight: "out-in" });
  norm("n", "a", inner);
  net.add("relu", "r", ["n"], {});
  net.parameter("b.weight", [outer, inner], "weight", draw(inner * outer));
  net.add("linear", "b", ["r", "b.weight"], { weight: "out-in" });
  norm("m", "b", outer);
  net.add("tanh", "t", ["m"], {});
  return net.build(["t"]);
}

const CASES: readonly (readonly [Precision, number, readonly [number, number]])[] = [
  ["fp16", 7, [34, 6]],
  ["fp32", 4, [18, 12]],
  ["fp16", 3, [2, 40]],
  // The weights take several updates, which all wait for the norm of the gradients.
  ["mixed", 5, [1800, 4]],
  ["fp16", 6, [9, 16]],
];

describe("a batch norm in one call", () => {
  it.each(CASES)("has the bits of its steps: %s, batch %i, channels %j", (precision, rows, sizes) => {
    const random = new SplitMix64(rows);
    const network = rowsNetwork(random, rows, sizes);
    const betas = [0.9, 0.999] as const;
    const trainerOf = (): Trainer =>
      new Trainer(network, {
        ...{ precision: { precision, rules: [] }, layout: "hwc", variance: "unbiased", loss: "mse", target: "numbers" },
        optimizer: { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas, epsilon: 1e-8 },
        ...(defaultLossScale(precision) && { lossScale: "dynamic" }),
        ...{ accumulate: 1, isFrozen: () => false, lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
      });
    const [cycles, functional] = [trainerOf(), trainerOf()];
    const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.gaussian());
    const batch: Batch = { inputs: [draw(5 * rows)], target: draw(rows * sizes[1]) };
    let step: CycleStep | undefined;
    cycles.step([batch], (steps, memory) => {
      step = new CycleStep(cycles.program, steps, { cores: 8, tcdmBytes: 65536 }, cycles.program.outputs);
      step.run(memory);
    });
    functional.step([batch], (steps, memory) => execute(steps, memory));
    expect(step!.differences(cycles.memory, functional.memory)).toEqual([]);
    const kernels = step!.plan.schedule.slots.flatMap(({ calls }) => calls.map(({ kernel }) => kernel));
    // Mixed precision has scales in FP32, and an odd number of channels is not in pairs.
    const relu = precision !== "mixed" && sizes[0] % 2 === 0;
    expect(kernels.some((kernel) => kernel.startsWith("layer_batch_norm_relu_backward"))).toBe(relu);
    expect(kernels.some((kernel) => /^layer_batch_norm_fp/.test(kernel))).toBe(precision !== "mixed");
  });
});
