import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { seededDataset } from "../../train/data/dataset.js";
import type { Engine } from "../../train/plan/context.js";
import type { Precision } from "../../train/precision.js";
import { defaultLossScale } from "../../train/program.js";
import { Session } from "../../train/session.js";
import type { Layout, OptimizerSettings } from "../../train/step.js";
import { SGD } from "./layer-probe.js";
import { drawnNetwork, networkOf, type DrawnBlock, type DrawnNetwork } from "./random-network.js";

/** Precision, engine and layout; batches to a step, and how many networks are drawn for each. */
const RUNS: readonly (readonly [Precision, Engine, Layout, accumulate: number, networks: number])[] = [
  ["fp32", "cores", "hwc", 1, 2],
  ["fp16", "cores", "chw", 1, 1],
  ["fp16", "redmule", "hwc", 1, 2],
  ["mixed", "auto", "hwc", 2, 1],
  ["fp8", "redmule", "hwc", 1, 1],
  ["fp8", "auto", "hwc", 1, 1],
];

const PLAIN: DrawnBlock = {
  ...{ kind: "conv", channels: 4, kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] },
  ...{ groups: 1, bias: false, activation: "relu" },
};

/** A step both ways. @throws StepMismatch where a bit differs */
function step(
  drawn: DrawnNetwork,
  precision: Precision,
  engine: Engine,
  { layout, momentum, accumulate }: { layout: Layout; momentum: boolean; accumulate: number },
): Session {
  const network = networkOf(drawn);
  const lossScale = defaultLossScale(precision);
  const optimizer: OptimizerSettings = momentum
    ? { ...SGD, momentum: 0.9, nesterov: true, weightDecay: 0.01 }
    : { ...SGD, name: "adamw", weightDecay: 0.01 };
  const priority = engine === "cores" ? "cores" : "redmule";
  const meter = new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine, priority }, "0.65V");
  const session = new Session(network, seededDataset(network, "cross-entropy", drawn.seed), {
    trainer: {
      ...{ precision: { precision, rules: [] }, layout, variance: "unbiased", loss: "cross-entropy", target: "labels" },
      ...{ optimizer, accumulate, isFrozen: () => false, ...(lossScale && { lossScale }) },
      ...{ lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
    },
    // The second step is the first one whose optimiser state is not zero.
    ...{ steps: 2, shuffle: false, seed: 1, check: { step: 2, meter }, counts: false },
  });
  session.run();
  return session;
}

/** What was drawn before and went wrong. */
const KNOWN: readonly (readonly [about: string, precision: Precision, engine: Engine, drawn: DrawnNetwork])[] = [
  [
    "what is kept for later tiles parts the bytes that a large one needs",
    ...(["fp32", "cores"] as const),
    {
      ...{ image: [4, 10, 5], batch: 3, pooled: false, normed: false, classes: 2, seed: 319 },
      blocks: [
        { ...PLAIN, kind: "transposed", channels: 7, kernel: [1, 1] },
        { ...PLAIN, kind: "concat", channels: 1, kernel: [1, 3] },
      ],
    },
  ],
  [
    "a channel-wise convolution with a stride beyond its kernel",
    ...(["fp16", "redmule"] as const),
    {
      ...{ image: [2, 7, 6], batch: 3, pooled: true, normed: true, classes: 2, seed: 694 },
      blocks: [{ ...PLAIN, kind: "depthwise", kernel: [2, 2], stride: [3, 3], padding: [0, 3, 0, 1] }],
    },
  ],
];

describe("a training step of a drawn network has the bits of the functional run", () => {
  test.each(RUNS)("in %s, engine %s, %s, batches to a step: %i", (precision, engine, layout, accumulate, numRuns) => {
    fc.assert(
      fc.property(drawnNetwork, fc.boolean(), (drawn, momentum) => {
        const session = step(drawn, precision, engine, { layout, momentum, accumulate });
        expect(session.steps[1].clocks).toBeGreaterThan(1000);
      }),
      { numRuns },
    );
  });

  test.each(KNOWN)("%s", (_about, precision, engine, drawn) => {
    expect(
      step(drawn, precision, engine, { layout: "hwc", momentum: true, accumulate: 1 }).steps[1].clocks,
    ).toBeGreaterThan(1000);
  });
});
