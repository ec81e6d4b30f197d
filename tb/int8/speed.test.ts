import { expect, test } from "vitest";
import { StepRun } from "../../train/cycles/step-run.js";
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
  { channels: 32, size: 24, stride: 1, least: 5.25 },
  { channels: 16, size: 16, stride: 1, least: 5 },
  { channels: 64, size: 8, stride: 1, least: 4.9 },
  { channels: 256, size: 4, stride: 1, least: 4.35 },
  { channels: 64, size: 4, stride: 1, least: 4 },
  { channels: 32, size: 16, stride: 2, least: 4.7 },
  { channels: 128, size: 8, stride: 2, least: 4.3 },
  { channels: 64, size: 8, stride: 2, least: 4.1 },
  { channels: 64, size: 8, stride: 1, type: "s8", least: 4.85 },
  { channels: 64, size: 4, stride: 1, type: "s8", least: 4 },
  { channels: 32, size: 16, stride: 2, type: "s8", least: 4.5 },
  { channels: 64, size: 8, stride: 2, type: "s8", least: 3.95 },
] as const)("depthwise layers of $channels channels, $size x $size, stride $stride", (drawn) => {
  const { channels, size, stride, least } = drawn;
  const image: Pair = [size, size];
  const type = "type" in drawn ? drawn.type : "u8";
  const rate = rateOf({ kind: "depthwise", type, channels, outputs: channels, image, stride: [stride, stride] });
  expect(rate).toBeGreaterThanOrEqual(least);
});

// What loads hide of a lead is waiting, the rest computing.
test.each([
  { channels: 16, size: 2, isHidden: false },
  { channels: 64, size: 16, isHidden: true },
])("the lead of $channels x $size x $size counts as computing beyond its loads", ({ channels, size, isHidden }) => {
  const image: Pair = [size, size];
  const { network } = caseOf({ ...PLAIN, kind: "depthwise", channels, outputs: channels, image })!;
  const { plan } = new QuantizedProgram(network, { cores: 8, tcdmBytes: 128 * 1024 });
  expect(plan.schedule.slots[0].calls.map(({ isLead }) => isLead)).toEqual([true]);
  const run = new StepRun(plan);
  while (!run.advance(2 ** 20)) continue;
  const [{ clocks, compute, dmaWait, redmuleWait, idle }] = run.shares;
  expect(compute + dmaWait + redmuleWait + idle).toBe(clocks);
  const { stretches } = run;
  stretches.slice(1).forEach(({ begin }, i) => {
    expect(begin).toBe(stretches[i].begin + stretches[i].clocks);
  });
  const led = stretches.findIndex(({ reason }) => reason === "dmaWait");
  expect(stretches[led].clocks).toBeLessThanOrEqual(stretches[led].dma);
  expect(stretches[led + 1].reason === "compute").toBe(!isHidden);
});

// Of 64 channels of 8 x 8 four fifths of the instructions are windows.
test.each([
  { channels: 64, size: 16, stride: 2, least: 4.3 },
  { channels: 32, size: 16, stride: 2, least: 4.25 },
  { channels: 64, size: 8, stride: 2, least: 3.65 },
  { channels: 64, size: 8, stride: 1, least: 4.9 },
])(
  "$channels channels of $size x $size, stride $stride, with a multiplier each",
  ({ channels, size, stride, least }) => {
    const image: Pair = [size, size];
    const drawn = { kind: "depthwise", channels, outputs: channels, image, perChannel: true } as const;
    expect(rateOf({ ...drawn, stride: [stride, stride] })).toBeGreaterThanOrEqual(least);
  },
);
