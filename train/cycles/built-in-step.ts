import type { MeasuredStep, TRAINING_STEPS, TrainingStepName } from "../../measure/sweep/paper-training.js";
import { seededDataset } from "../data/dataset.js";
import { builtIn, defaultLoss } from "../networks/built-in.js";
import { Session } from "../session.js";
import { ClusterMeter } from "./cluster-meter.js";

/** Runs one training step of a built-in network with the default choices on the cluster of the papers. */
export default function builtInStep({
  network: name,
  precision,
  engine,
}: (typeof TRAINING_STEPS)[TrainingStepName]): MeasuredStep {
  const network = builtIn(name);
  const loss = defaultLoss(name);
  const dataset = seededDataset(network, loss, 1);
  const priority = engine === "cores" ? "cores" : "redmule";
  const session = new Session(network, dataset, {
    trainer: {
      ...{ precision: { precision, rules: [] }, layout: "hwc", variance: "unbiased", loss, target: dataset.target },
      optimizer: { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 },
      ...{ accumulate: 1, isFrozen: () => false, lr: 0.01, schedule: { kind: "constant" }, seed: 1 },
    },
    ...{ steps: 1, shuffle: false, seed: 1, counts: false },
    meter: new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine, priority }, "0.65V"),
  });
  session.run();
  const { clocks, redmuleBusy, energy, passes } = session.clocks!;
  const { macs } = session.trainer.program;
  const useful = (layer: string, pass: string): number =>
    macs.filter((each) => each.layer === layer && each.pass === pass).reduce((sum, each) => sum + each.macs, 0);
  return {
    ...{ clocks, redmuleBusy: redmuleBusy / clocks, milliseconds: energy.milliseconds },
    macs: macs.reduce((sum, each) => sum + each.macs, 0),
    passes: passes.map(({ layer, pass, clocks: taken }) => ({ layer, pass, macs: useful(layer, pass), clocks: taken })),
    convolutions: network.layers.flatMap((layer) => {
      return layer.op === "conv2d" && network.shapes.get(layer.inputs[1])![1] > 1 ? [layer.name] : [];
    }),
  };
}
