import { UsageError } from "../../hw/errors.js";
import type { Network } from "../network.js";
import { SeededBuilder } from "./convolutional.js";

export interface MobilenetV1Options {
  readonly batch: number;
  readonly classes: number;
  /** Factor of all channels. */
  readonly width: number;
  /** Rows and columns of the images. */
  readonly resolution: number;
  readonly seed: number;
}

/** Output channels and stride of the 13 pairs of depthwise and pointwise layers. */
const BLOCKS: readonly (readonly [channels: number, stride: 1 | 2])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** MobileNetV1 with ReLU, layers c0, dw1, pw1 ... dw13, pw13, fc. */
export function mobilenetV1({ batch, classes, width, resolution, seed }: MobilenetV1Options): Network {
  const scaled = (channels: number): number => Math.floor(channels * width);
  if (scaled(32) < 1)
    throw new UsageError(`--width is ${width}: give at least 0.03125, which leaves one channel of 32.`);
  const b = new SeededBuilder("mobilenet-v1", seed);
  let x = b.convNormRelu("c0", b.input("x", [batch, 3, resolution, resolution]), scaled(32), [3, 3], [2, 2]);
  BLOCKS.forEach(([channels, stride], i) => {
    const before = b.shape(x)[1];
    x = b.convNormRelu(`dw${i + 1}`, x, before, [3, 3], [stride, stride], before);
    x = b.convNormRelu(`pw${i + 1}`, x, scaled(channels), [1, 1]);
  });
  return b.build([b.classify("fc", x, classes)]);
}
