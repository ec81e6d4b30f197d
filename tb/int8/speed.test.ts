import { expect, test } from "vitest";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { imageOf } from "../../train/int8/network.js";
import type { Pair } from "../../train/network.js";
import { caseOf, type Drawn } from "./draw.js";

const PLAIN: Omit<Drawn, "kind" | "channels" | "outputs" | "image"> = {
  ...{
    type: "u8",
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [1, 1, 1, 1],
    perChannel: false,
    groups: 1,
  },
  ...{ zeros: [false, false, false], coarse: 0, isRectified: true, seed: 1 },
};

/** MAC a clock of eight cores, from L2 to L2 and with cold caches. */
function rateOf(drawn: Pick<Drawn, "kind" | "channels" | "outputs" | "image"> & Partial<Drawn>): number {
  const { network, codes } = caseOf({ ...PLAIN, ...drawn })!;
  const { c, h, w } = imageOf(network.tensors.get("x")!);
  const hwc = Uint8Array.from(codes, (_, i) => codes[(i % c) * h * w + Math.floor(i / c)]);
  const [layer] = new QuantizedProgram(network, { cores: 8, tcdmBytes: 128 * 1024 }).run(hwc).layers;
  return layer.macs / layer.compute;
}

test("products of 64 inputs and more reach 12 MAC a clock, convolutions of 3 x 3 as well", () => {
  expect(rateOf({ kind: "pointwise", channels: 64, outputs: 64, image: [12, 12] })).toBeGreaterThanOrEqual(12);
  expect(rateOf({ kind: "convolution", channels: 8, outputs: 64, image: [12, 12] })).toBeGreaterThanOrEqual(12);
});

test.each([
  { channels: 32, size: 24, stride: 1, least: 5.2 },
  { channels: 16, size: 16, stride: 1, least: 4.8 },
  { channels: 64, size: 8, stride: 1, least: 4.6 },
  { channels: 256, size: 4, stride: 1, least: 4.1 },
  { channels: 32, size: 16, stride: 2, least: 4.3 },
  { channels: 128, size: 8, stride: 2, least: 3.9 },
  // A quarter of it waits for the instruction cache.
  { channels: 64, size: 8, stride: 2, least: 3.4 },
])("depthwise layers of $channels channels, $size x $size, stride $stride", ({ channels, size, stride, least }) => {
  const image: Pair = [size, size];
  const rate = rateOf({ kind: "depthwise", channels, outputs: channels, image, stride: [stride, stride] });
  expect(rate).toBeGreaterThanOrEqual(least);
});

test("depthwise layers with a multiplier for each channel", () => {
  const drawn = {
    kind: "depthwise",
    channels: 64,
    outputs: 64,
    image: [16, 16],
    stride: [2, 2],
    perChannel: true,
  } as const;
  expect(rateOf(drawn)).toBeGreaterThanOrEqual(4);
});
