/**
 * Pre-trains the network of the continual learning with the project's own engine, functionally in FP32, on the classes 0, 1, 5 and 8 of
 * Fashion-MNIST: 4 epochs of 24 000 images, batch 128, SGD with momentum 0.9, one cycle up to 0.1; folds the batch norms and writes
 * a .onnx file. `npx tsx scripts/pretrain-fashion.ts --seed 1 --out train/learn/data/fashion-net.onnx [--data-dir DIR]`. Takes minutes.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Inference } from "../train/inference.js";
import { byClass, DEBIAN, ImageReader, readImages } from "../train/learn/images.js";
import { INITIAL_CLASSES } from "../train/learn/protocol.js";
import { fashionNet } from "../train/networks/fashion-net.js";
import { writeNetwork } from "../train/onnx/write-network.js";
import { Random } from "../train/randomness.js";
import { Trainer } from "../train/trainer.js";

const BATCH = 128;
const EPOCHS = 4;
const CLASSES = 10;
const PROGRESS = 50;

const { values } = parseArgs({
  options: { seed: { type: "string" }, out: { type: "string" }, "data-dir": { type: "string" } },
});
const seed = Number(values.seed ?? 1);
const source = values["data-dir"] ?? DEBIAN;
const { train, test } = readImages(source);
const of = { batch: BATCH, classes: CLASSES, seed };
const network = fashionNet({ ...of, norms: true });
const chosen = INITIAL_CLASSES.flatMap((label) => byClass(train, CLASSES, source)[label]);
const reader = new ImageReader(train, [BATCH, 1, 32, 32], source);
const perEpoch = Math.floor(chosen.length / BATCH);
const trainer = new Trainer(network, {
  precision: { precision: "fp32", rules: [] },
  ...{ layout: "hwc", variance: "unbiased", loss: "cross-entropy", target: "labels", accumulate: 1 },
  optimizer: { name: "sgd", momentum: 0.9, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 },
  isFrozen: () => false,
  lr: 0.1,
  schedule: { kind: "oneCycle", steps: EPOCHS * perEpoch },
  seed,
});
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  const order = new Random(seed, 2, epoch).permutation(chosen.length);
  for (let batch = 0; batch < perEpoch; batch++) {
    const indices = order.slice(batch * BATCH, (batch + 1) * BATCH).map((i) => chosen[i]);
    const { loss } = trainer.step([
      { inputs: [reader.gather(indices)], target: indices.map((index) => train.labels[index]) },
    ]);
    if (trainer.steps % PROGRESS === 0) process.stdout.write(`step ${trainer.steps} loss ${loss.toFixed(4)}\n`);
  }
}

/** Weights and biases of the convolutions with their batch norms in them, computed in double. */
const trained = trainer.parameters();
const plain = fashionNet({ ...of, norms: false });
const folded = new Map<string, Float32Array>();
for (const { name, shape } of plain.parameters.values()) {
  const layer = name.slice(0, name.lastIndexOf("."));
  const norm = (what: string): Float32Array | undefined => trained.get(`${layer}.bn.${what}`);
  const [scale, shift, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(norm);
  if (scale === undefined) {
    folded.set(name, trained.get(name)!);
    continue;
  }
  const factor = Float64Array.from(scale, (value, channel) => value / Math.sqrt(variance![channel] + 1e-5));
  if (name.endsWith(".bias"))
    folded.set(
      name,
      Float32Array.from(factor, (f, c) => shift![c] - mean![c] * f),
    );
  else {
    const each = shape.slice(1).reduce((product, size) => product * size, 1);
    folded.set(
      name,
      trained.get(name)!.map((value, i) => value * factor[Math.floor(i / each)]),
    );
  }
}
const bytes = writeNetwork(plain, folded);
if (values.out !== undefined) writeFileSync(values.out, bytes);

const parameters = new Map(
  [...plain.parameters].map(([name, parameter]) => [name, { ...parameter, values: folded.get(name)! }]),
);
const inference = new Inference(
  { ...plain, parameters },
  { precision: { precision: "fp32", rules: [] }, layout: "hwc" },
);
const tested = INITIAL_CLASSES.flatMap((label) => byClass(test, CLASSES, source)[label]);
const { values: y } = inference.all([new ImageReader(test, [BATCH, 1, 32, 32], source).gather(tested)], tested.length);
const right = tested.filter((index, i) => {
  const row = y.subarray(i * CLASSES, (i + 1) * CLASSES);
  return row.indexOf(Math.max(...row)) === test.labels[index];
});
process.stdout.write(
  `seed ${seed}: ${trainer.steps} steps, accuracy ${((100 * right.length) / tested.length).toFixed(2)} % on the classes ${INITIAL_CLASSES.join(", ")}, sha256 ${createHash("sha256").update(bytes).digest("hex")}\n`,
);
