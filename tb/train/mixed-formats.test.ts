import { describe, expect, it } from "vitest";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { seededDataset } from "../../train/data/dataset.js";
import { globMatcher } from "../../train/glob.js";
import { builtIn } from "../../train/networks/built-in.js";
import type { Engine } from "../../train/plan/context.js";
import { planSteps } from "../../train/plan/plan.js";
import type { FormatRule, Precision, StorageFormat } from "../../train/precision.js";
import { compileTraining, defaultLossScale, type TrainingSettings } from "../../train/program.js";
import { Session } from "../../train/session.js";
import { SGD } from "./layer-probe.js";
import { networkOf, type DrawnBlock } from "./random-network.js";

const rule = (layers: string, format: StorageFormat): FormatRule => {
  return { text: `${layers}=${format}`, layer: globMatcher(layers), format };
};

function settingsOf(precision: Precision, rules: readonly FormatRule[]): TrainingSettings {
  const lossScale = defaultLossScale(precision);
  return {
    ...{ precision: { precision, rules }, layout: "hwc", variance: "unbiased" },
    ...{ loss: "cross-entropy", target: "labels", optimizer: { ...SGD, momentum: 0.9 }, clipNorm: 1 },
    ...{ accumulate: 1, isFrozen: () => false, ...(lossScale && { lossScale }) },
  };
}

const BLOCK: DrawnBlock = {
  ...{ kind: "conv", channels: 6, kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1] },
  ...{ groups: 1, bias: true, activation: "relu" },
};

/** A convolution, a residual block, a concatenation and a classifier. */
const NETWORK = networkOf({
  ...{ image: [3, 4, 5], batch: 2, pooled: true, normed: false, classes: 3, seed: 5 },
  blocks: [BLOCK, { ...BLOCK, kind: "residual" }, { ...BLOCK, kind: "concat", channels: 2 }],
});

const names = NETWORK.layers.map(({ name }) => name);
/** Every second layer, so that every kind of seam is there. */
const SECOND = names.filter((_, i) => i % 2 === 1);

const RUNS: readonly (readonly [precision: Precision, engine: Engine, format: StorageFormat])[] = [
  ["fp16", "redmule", "fp32"],
  ["fp32", "cores", "fp16"],
  ["fp8", "redmule", "fp32"],
];

describe("FP16 and FP32 in one network", () => {
  it.each(RUNS)("%s, engine %s, every second layer %s: the bits of the functional run", (precision, engine, format) => {
    const rules = SECOND.map((name) => rule(name, format));
    const meter = new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine, priority: "redmule" }, "0.65V");
    const session = new Session(NETWORK, seededDataset(NETWORK, "cross-entropy", 5), {
      trainer: { ...settingsOf(precision, rules), lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
      ...{ steps: 2, shuffle: false, seed: 1, check: { step: 2, meter }, counts: false },
    });
    session.run();
    expect(session.steps[1].clocks).toBeGreaterThan(1000);
    const { program } = session.trainer;
    const casts = program.first.filter(({ kind, pass }) => kind === "cast" && pass !== "prepare");
    expect(casts.length).toBeGreaterThan(SECOND.length);
    const clocks = (name: string): number => session.clocks!.passes.find((each) => each.layer === name)!.clocks;
    expect(Math.min(...SECOND.map(clocks))).toBeGreaterThan(0);
  });

  it("keeps parameters, results and gradients in the format of their layer", () => {
    const { tensors } = compileTraining(NETWORK, settingsOf("fp16", [rule("*", "fp32"), rule(names[0], "fp16")]));
    const [first] = NETWORK.layers;
    const second = NETWORK.layers[1];
    expect(tensors.get(first.inputs[1])!.format).toBe("fp16");
    expect(tensors.get(`grad.${first.inputs[1]}`)!.format).toBe("fp16");
    expect(tensors.get(first.outputs[0])!.format).toBe("fp16");
    expect(tensors.get(`${first.outputs[0]}.fp32`)!.format).toBe("fp32");
    expect(tensors.get(second.outputs[0])!.format).toBe("fp32");
  });

  it("converts a tensor once for all that read it", () => {
    const { first } = compileTraining(NETWORK, settingsOf("fp16", [rule(names[1], "fp32")]));
    const casts = first.flatMap((step) => (step.kind === "cast" ? [`${step.input} ${step.output}`] : []));
    expect(new Set(casts).size).toBe(casts.length);
  });
});

describe("a batch norm that is too large for one call", () => {
  it("is planned with its ReLU apart where it has FP32", () => {
    const { first, update, tensors } = compileTraining(builtIn("ds-cnn", { seed: 1 }), settingsOf("fp32", []));
    const plan = planSteps([...first, ...update], tensors, { cores: 8, tcdmBytes: 128 * 1024 });
    const kernels = new Set(plan.schedule.slots.flatMap(({ calls }) => calls.map(({ kernel }) => kernel)));
    expect(kernels).toContain("layer_map_reluBackward_fp32");
    expect(kernels).toContain("layer_batch_norm_relu_fp32");
  });
});
