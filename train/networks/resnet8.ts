import type { Network } from "../network.js";
import { SeededBuilder } from "./convolutional.js";

export interface Resnet8Options {
  readonly batch: number;
  readonly classes: number;
  /** Filters of the first stack; 16 in the reference. */
  readonly filters: number;
  readonly seed: number;
}

/** ResNet8 of MLPerf Tiny (mlcommons/tiny, resnet_v1) on 3x32x32 images. */
export function resnet8({ batch, classes, filters, seed }: Resnet8Options): Network {
  const b = new SeededBuilder("resnet8", seed);
  let x = b.convNormRelu("c1", b.input("x", [batch, 3, 32, 32]), filters, [3, 3]);
  for (const stack of [1, 2, 3]) {
    const channels = filters * 2 ** (stack - 1);
    const stride = stack === 1 ? ([1, 1] as const) : ([2, 2] as const);
    const inner = b.convNormRelu(`s${stack}a`, x, channels, [3, 3], stride);
    const outer = b.batchNorm(`s${stack}b.bn`, b.conv(`s${stack}b`, inner, channels, [3, 3]));
    const shortcut = stack === 1 ? x : b.conv(`s${stack}sc`, x, channels, [1, 1], stride);
    x = b.relu(b.add("add", `s${stack}.add`, [shortcut, outer], {}));
  }
  return b.build([b.classify("fc", x, classes)]);
}
