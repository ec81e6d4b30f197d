import type { Network } from "../network.js";
import { SeededBuilder } from "./convolutional.js";

export interface DsCnnOptions {
  readonly batch: number;
  readonly classes: number;
  readonly seed: number;
}

/** DS-CNN of MLPerf Tiny for keyword spotting on 49x10 cepstral coefficients, without its dropout. */
export function dsCnn({ batch, classes, seed }: DsCnnOptions): Network {
  const b = new SeededBuilder("ds-cnn", seed);
  let x = b.convNormRelu("c1", b.input("x", [batch, 1, 49, 10]), 64, [10, 4], [2, 2]);
  for (const block of [1, 2, 3, 4]) {
    x = b.convNormRelu(`dw${block}`, x, 64, [3, 3], [1, 1], 64);
    x = b.convNormRelu(`pw${block}`, x, 64, [1, 1]);
  }
  return b.build([b.classify("fc", x, classes)]);
}
