import { expect, test } from "vitest";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { seededDataset } from "../../train/data/dataset.js";
import type { TrainingSettings } from "../../train/program.js";
import { Session } from "../../train/session.js";
import { SGD } from "./layer-probe.js";
import { networkOf, type DrawnBlock } from "./random-network.js";

/** Products a clock of eight cores, each with two halves. */
const PEAK = 16;

const BLOCK: DrawnBlock = {
  ...{ kind: "conv", channels: 8, kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] },
  ...{ groups: 1, bias: true, activation: "relu" },
};

test("clocks of a slot that several steps share are those of the step whose call runs", () => {
  const network = networkOf({
    ...{ image: [8, 6, 6], batch: 1, pooled: true, normed: true, classes: 4, seed: 1 },
    blocks: [BLOCK, BLOCK, BLOCK],
  });
  const settings: TrainingSettings = {
    ...{ precision: { precision: "fp16", rules: [] }, layout: "hwc", variance: "unbiased", loss: "cross-entropy" },
    ...{ target: "labels", optimizer: SGD, accumulate: 1, isFrozen: () => false },
  };
  const meter = new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine: "cores", priority: "cores" }, "0.65V");
  const session = new Session(network, seededDataset(network, "cross-entropy", 1), {
    trainer: { ...settings, lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
    ...{ steps: 1, shuffle: false, seed: 1, meter, counts: false },
  });
  session.run();
  const { clocks, passes } = session.clocks!;
  expect(passes.reduce((sum, pass) => sum + pass.clocks, 0)).toBe(clocks);
  const { macs } = session.trainer.program;
  expect(macs.length).toBeGreaterThan(10);
  for (const { layer, pass, macs: products } of macs) {
    const share = passes.find((one) => one.layer === layer && one.pass === pass);
    expect(products / share!.clocks, `${layer} ${pass}`).toBeLessThan(PEAK);
  }
});
