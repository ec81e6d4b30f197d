import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { isUneven, quantizeNetwork } from "../../train/int8/quantize.js";
import { EMBEDDED, ImageReader, readImages } from "../../train/learn/images.js";
import { CodeStage, FloatStage } from "../../train/learn/frozen.js";
import { networkFrom, SHIPPED } from "../../train/learn/setup.js";
import { splitNetwork } from "../../train/learn/split.js";
import type { Network } from "../../train/network.js";

/** Its first depthwise layer has a channel of weights 200 times those of the median one, behind a channel that is nearly dead. */
const NETWORK_3 = fileURLToPath(new URL("../../scripts/networks/fashion-net-3.onnx", import.meta.url));
const CALIBRATED = 40;

const images = readImages(EMBEDDED);
const reader = new ImageReader(images.test, [1, 1, 32, 32], "here");
const calibration = reader.gather(Array.from({ length: CALIBRATED }, (_, i) => i));
const others = reader.gather(Array.from({ length: CALIBRATED }, (_, i) => CALIBRATED + i));
const frozenOf = (path: string): Network => splitNetwork(networkFrom(path)(8), "l11").frozen;

/** Power of the latents over that of the error of their codes, in dB. */
function decibels(stage: CodeStage, network: Network): number {
  const [right, codes] = [new FloatStage(network, calibration).latents(others), stage.latents(others)];
  const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return 10 * Math.log10(power(right) / power(right.map((value, i) => value - codes[i])));
}

test("a layer is uneven where one channel is far above the median", () => {
  expect(isUneven([1, -1, 2, 0, 1, 3, -33, 1], 4)).toBe(false);
  expect(isUneven([1, -1, 2, 0, 1, 2, -33, 1], 4)).toBe(true);
});

test("an uneven layer of the frozen stage has a scale for each channel, and keeps the others' bits", () => {
  const network = frozenOf(NETWORK_3);
  const stage = CodeStage.of(network, calibration);
  const split = stage.network.layers.filter((layer) => "weightScales" in layer && layer.weightScales.length > 1);
  expect(split).toHaveLength(1);
  expect(split[0]).toMatchObject({ op: "depthwise", groups: 16 });
  expect(decibels(stage, network)).toBeGreaterThan(20);
  const one = new CodeStage(quantizeNetwork(network, { data: calibration, count: CALIBRATED }));
  expect(decibels(one, network)).toBeLessThan(10);
});

test("an even network keeps a scale a layer", () => {
  const network = frozenOf(SHIPPED);
  const one = quantizeNetwork(network, { data: calibration, count: CALIBRATED });
  expect(CodeStage.of(network, calibration).network.layers).toEqual(one.layers);
});

test("the cluster has the same codes", () => {
  const stage = CodeStage.of(frozenOf(NETWORK_3), calibration);
  const image = others.subarray(0, 1024);
  const { codes } = new QuantizedProgram(stage.network, { cores: 8, tcdmBytes: 128 * 1024 }).run(
    stage.inputCodes(image),
  );
  expect([...codes]).toEqual([...stage.codes(image)]);
});
