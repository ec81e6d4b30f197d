/** A small network with every layer that has an eight-bit form, and numbers to quantise it by. */
import type { Network } from "../../train/network.js";
import { SeededBuilder } from "../../train/networks/convolutional.js";
import { Random } from "../../train/randomness.js";

export const BATCH = 2;
/** Elements of an input, 3 x 8 x 8. */
const SAMPLE = 192;

/** The sum is of tensors with and without negative numbers. */
export function smallNetwork(seed: number): Network {
  const b = new SeededBuilder("small", seed);
  let x = b.convNormRelu("c1", b.input("x", [BATCH, 3, 8, 8]), 6, [3, 3], [2, 2]);
  x = b.convNormRelu("dw", x, 6, [3, 3], [1, 1], 6);
  const y = b.batchNorm("bn", b.conv("pw", x, 6, [1, 1]));
  x = b.add("relu6", "six", [b.add("add", "sum", [x, y], {})], {});
  x = b.add("maxPool", "max", [x], { kernel: [2, 2], stride: [1, 1], padding: [1, 0, 0, 1], dilation: [1, 1] });
  x = b.add("averagePool", "mean", [x], { kernel: [2, 2], stride: [1, 1], padding: [0, 0, 0, 0], countPadding: true });
  x = b.relu(b.linear("fc", b.add("reshape", "flat", [x], { shape: [BATCH, 6 * 3 * 3] }), 7));
  return b.build([b.linear("head", x, 5)]);
}

/** Inputs for so many samples. */
export function numbers(seed: number, samples: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: samples * SAMPLE }, () => random.normal());
}
