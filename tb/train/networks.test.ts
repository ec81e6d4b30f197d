import { describe, expect, it } from "vitest";
import { builtIn, type BuiltIn, type BuiltInOptions } from "../../train/networks/built-in.js";
import { elementsOf, isTrainable } from "../../train/network.js";
import { compileTraining } from "../../train/program.js";
import { gemmMacs, type OptimizerSettings, type Program } from "../../train/step.js";

const optimizer: OptimizerSettings = {
  name: "sgd",
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
};

function programOf(name: BuiltIn, options: BuiltInOptions, layout: "hwc" | "chw"): Program {
  return compileTraining(builtIn(name, options), {
    precision: { precision: "fp16", rules: [] },
    layout,
    variance: "unbiased",
    loss: name === "autoencoder" ? "mse" : "cross-entropy",
    target: name === "autoencoder" ? "numbers" : "labels",
    optimizer,
    accumulate: 1,
    isFrozen: () => false,
  });
}

/** Multiply-accumulates, weights and other trained parameters of ../shared/training.md, section 4. */
describe.each<[BuiltIn, BuiltInOptions, number, number, number]>([
  ["resnet8", {}, 37_062_528, 77_360, 346],
  ["ds-cnn", {}, 7_650_304, 22_016, 588],
  ["autoencoder", {}, 16 * 710_656, 264_192, 1_672],
  ["mobilenet-v1", {}, 552_744_960, 3_187_488 + 48_800, 0],
])("%s", (name, options, macs, weights, biases) => {
  const network = builtIn(name, options);
  const program = programOf(name, options, "hwc");

  it("has the multiply-accumulates of its public definition", () => {
    expect(program.macs.reduce((sum, each) => sum + each.macs, 0)).toBe(macs);
  });

  it("has the parameters of its public definition", () => {
    const size = (role: string): number =>
      [...network.parameters.values()]
        .filter((parameter) => isTrainable(parameter) && parameter.role === role)
        .reduce((sum, { shape }) => sum + elementsOf(shape), 0);
    expect(size("weight")).toBe(weights);
    if (biases > 0) expect(size("bias")).toBe(biases);
  });

  it.each(["hwc", "chw"] as const)("performs no more products than are useful, %s", (layout) => {
    const steps = programOf(name, options, layout).first;
    const performed = steps.reduce((sum, step) => {
      if (step.kind === "gemm") return sum + gemmMacs(step);
      if (step.kind !== "depthwise") return sum;
      const { batch, channels, out, kernel } = step.geometry;
      return sum + batch * channels * elementsOf(out) * elementsOf(kernel);
    }, 0);
    expect(performed).toBe(macs);
  });
});
