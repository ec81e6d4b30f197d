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
import { drawnNetwork, networkOf, type DrawnNetwork } from "./random-network.js";

/** Precision, engine and layout; how many networks are drawn for each. */
const RUNS: readonly (readonly [precision: Precision, engine: Engine, layout: Layout, networks: number])[] = [
  ["fp32", "cores", "hwc", 3],
  ["fp16", "cores", "hwc", 3],
  ["fp16", "redmule", "hwc", 3],
  ["fp16", "redmule", "chw", 2],
  ["mixed", "auto", "hwc", 2],
  ["fp8", "redmule", "hwc", 2],
];

/** A step both ways. @throws StepMismatch where a bit differs */
function step(drawn: DrawnNetwork, precision: Precision, engine: Engine, layout: Layout, momentum: boolean): Session {
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
      ...{ optimizer, accumulate: 1, isFrozen: () => false, ...(lossScale && { lossScale }) },
      ...{ lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
    },
    ...{ steps: 1, shuffle: false, seed: 1, check: { step: 1, meter }, counts: false },
  });
  session.run();
  return session;
}

describe("a training step of a drawn network has the bits of the functional run", () => {
  test.each(RUNS)("in %s, engine %s, %s", (precision, engine, layout, numRuns) => {
    fc.assert(
      fc.property(drawnNetwork, fc.boolean(), (drawn, momentum) => {
        const session = step(drawn, precision, engine, layout, momentum);
        expect(session.steps[0].clocks).toBeGreaterThan(1000);
      }),
      { numRuns },
    );
  });
});
