/**
 * How far the latents of the frozen stage in eight bits lie from those in FP32: power of the latents over that of the error, in dB, for images of the
 * classes that the networks know and of those that they learn, over split, network and way of quantising.
 * `npx tsx scripts/latent-noise.ts [--split l9,l10,l11] [--data-dir DIR]`; a table of docs/continual-learning.md.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { quantizeNetwork } from "../train/int8/quantize.js";
import { CodeStage, FloatStage } from "../train/learn/frozen.js";
import { byClass, DEBIAN, ImageReader, readImages } from "../train/learn/images.js";
import { DRAW, INITIAL_CLASSES } from "../train/learn/protocol.js";
import { networkFrom, SHIPPED } from "../train/learn/setup.js";
import { splitNetwork } from "../train/learn/split.js";
import { Random } from "../train/randomness.js";

/** Images that ranges come from, as in `redmule learn`; images of a class that are compared. */
const [CALIBRATED, COMPARED] = [250, 50];
const WAYS = [false, true].flatMap((perChannel) =>
  [false, true].flatMap((equalises) =>
    [false, true].map((correctsBiases) => ({ perChannel, equalises, correctsBiases })),
  ),
);

const { values } = parseArgs({ options: { split: { type: "string" }, "data-dir": { type: "string" } } });
const images = readImages(values["data-dir"] ?? DEBIAN);
const input = [1, 1, 32, 32];
const classes = Array.from({ length: 10 }, (_, label) => label);
const known = byClass(images.train, classes.length, images.source);
const initial = INITIAL_CLASSES.flatMap((label) => known[label]);
const drawn = new Random(DRAW.calibration).permutation(initial.length).slice(0, CALIBRATED);
const data = new ImageReader(images.train, input, images.source).gather(drawn.map((i) => initial[i]));
const reader = new ImageReader(images.test, input, images.source);
const lists = byClass(images.test, classes.length, images.source);
const groups = [INITIAL_CLASSES, classes.filter((label) => !INITIAL_CLASSES.includes(label))].map((labels) =>
  reader.gather(labels.flatMap((label) => lists[label].slice(0, COMPARED))),
);
const networks = [2, 3].map((seed) => fileURLToPath(new URL(`networks/fashion-net-${seed}.onnx`, import.meta.url)));

function decibels(right: Float32Array, got: Float32Array): string {
  const power = (list: Float32Array): number => list.reduce((sum, value) => sum + value * value, 0);
  return (10 * Math.log10(power(right) / power(right.map((value, i) => value - got[i])))).toFixed(1);
}

for (const split of (values.split ?? "l9,l10,l11").split(",")) {
  process.stdout.write(`| ${split}, scale | equalised | biases | network 1 | network 2 | network 3 |\n`);
  process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
  const stages = [SHIPPED, ...networks].map((path) => {
    const { frozen } = splitNetwork(networkFrom(path)(groups.length), split);
    const stage = new FloatStage(frozen, data);
    return { frozen, right: groups.map((group) => stage.latents(group)) };
  });
  for (const way of WAYS) {
    const cells = stages.map(({ frozen, right }) => {
      const stage = new CodeStage(quantizeNetwork(frozen, { data, count: CALIBRATED }, way));
      return groups.map((group, i) => decibels(right[i], stage.latents(group))).join(" / ");
    });
    const { perChannel, equalises, correctsBiases } = way;
    const named = [
      perChannel ? "a channel" : "a layer",
      equalises ? "yes" : "no",
      correctsBiases ? "corrected" : "as they are",
    ];
    process.stdout.write(`| ${[...named, ...cells].join(" | ")} |\n`);
  }
}
