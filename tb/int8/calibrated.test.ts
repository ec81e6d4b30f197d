import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { correctBiases } from "../../train/int8/correct-bias.js";
import { equalise, isProductStage } from "../../train/int8/equalise.js";
import { fuse } from "../../train/int8/fuse.js";
import { observe } from "../../train/int8/observe.js";
import { quantizeNetwork, type QuantizeOptions } from "../../train/int8/quantize.js";
import { CodeStage, FloatStage } from "../../train/learn/frozen.js";
import { EMBEDDED, ImageReader, readImages } from "../../train/learn/images.js";
import { networkFrom, SHIPPED } from "../../train/learn/setup.js";
import { splitNetwork } from "../../train/learn/split.js";
import type { Network } from "../../train/network.js";

/** Its first depthwise layer has a channel of weights 200 times those of the median one, behind a channel that is nearly dead. */
const NETWORK_3 = fileURLToPath(new URL("../../scripts/networks/fashion-net-3.onnx", import.meta.url));
const COUNT = 40;

const images = readImages(EMBEDDED);
const reader = new ImageReader(images.test, [1, 1, 32, 32], "here");
const data = reader.gather(Array.from({ length: COUNT }, (_, i) => i));
const others = reader.gather(Array.from({ length: COUNT }, (_, i) => COUNT + i));
const frozenOf = (path: string, split = "l9"): Network => splitNetwork(networkFrom(path)(8), split).frozen;
const latentsOf = (network: Network, options: QuantizeOptions): Float32Array =>
  new CodeStage(quantizeNetwork(network, { data, count: COUNT }, options)).latents(others);

/** Power of the latents over that of the error of their codes, in dB. */
function decibels(right: Float32Array, got: Float32Array): number {
  const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return 10 * Math.log10(power(right) / power(right.map((value, i) => value - got[i])));
}

describe.each([SHIPPED, NETWORK_3])("%s", (path) => {
  const network = frozenOf(path);
  const right = new FloatStage(network, data).latents(others);

  test.each([false, true])(
    "equalisation and corrected biases bring latents nearer, scales a channel: %s",
    (perChannel) => {
      const off = { perChannel, equalises: false, correctsBiases: false };
      const [plain, equal, both] = [off, { ...off, equalises: true }, { perChannel }].map((options) =>
        decibels(right, latentsOf(network, options)),
      );
      expect(equal).toBeGreaterThan(plain + (perChannel ? 1 : 2.5));
      expect(both).toBeGreaterThan(equal);
      expect(both).toBeGreaterThan(perChannel ? 27 : 22);
    },
  );

  test("equalised stages share reaches, and make the same numbers", () => {
    const tensors = (stages: ReturnType<typeof fuse>): Map<string, readonly number[]> =>
      new Map([[network.inputs[0], [1, 32, 32]], ...stages.map(({ output, shape }) => [output, shape] as const)]);
    const [before, stages] = [fuse(network, "l9"), fuse(network, "l9")];
    const seen = observe(network, tensors(before), { data, count: COUNT });
    const moved = equalise(stages, seen, true);
    stages.filter(isProductStage).forEach((stage, i) => {
      const old = before.filter(isProductStage)[i];
      const row = stage.weights.length / stage.bias.length;
      const [x, y] = [stage.inputs[0], stage.output];
      const factor = (name: string, c: number): number =>
        seen.get(name)!.high[c] === 0 ? NaN : seen.get(name)!.high[c] / moved.get(name)!.high[c];
      stage.weights.forEach((weight, at) => {
        const k = Math.floor(at / row);
        const channel = stage.groups > 1 ? k : (at % row) % seen.get(x)!.high.length;
        const expected = (old.weights[at] * factor(x, channel)) / factor(y, k);
        if (!Number.isNaN(expected)) expect(weight).toBeCloseTo(expected, 6);
      });
    });
    expect(moved.get("l9")).toEqual(seen.get("l9"));
    // Channels of the least activations are no longer far below the others.
    const spread = ({ high }: { readonly high: Float64Array }): number =>
      Math.max(...high) / [...high].sort((a, b) => a - b)[2];
    expect(spread(moved.get(stages[0].output)!)).toBeLessThan(spread(seen.get(stages[0].output)!));
  });
});

test("corrected biases leave no mean error in front of a rectifier that never limits", () => {
  // A lone pointwise layer: its results' mean error is that of the last code alone.
  const network = splitNetwork(networkFrom(SHIPPED)(8), "l9").frozen;
  const stages = fuse(network, "l9").filter(isProductStage);
  const plain = quantizeNetwork(network, { data, count: COUNT }, { correctsBiases: false, equalises: false });
  const seen = observe(
    network,
    new Map([[network.inputs[0], [1, 32, 32]], ...stages.map(({ output, shape }) => [output, shape] as const)]),
    { data, count: COUNT },
  );
  const codes = new CodeStage(plain).inputCodes(data);
  const first = correctBiases({ ...plain, layers: plain.layers.slice(0, 1) }, stages, seen, { codes, count: COUNT });
  // Worse by a thousand units in one bias: taken back whole.
  const [layer] = plain.layers;
  if (!("bias" in layer)) throw new Error("The first layer is no product.");
  const worse = { ...plain, layers: [{ ...layer, bias: layer.bias.map((value) => value + 1000) }] };
  expect(correctBiases(worse, stages, seen, { codes, count: COUNT }).layers).toEqual(first.layers);
});

test("the cluster has the same codes", () => {
  const stage = CodeStage.of(frozenOf(NETWORK_3, "l11"), data);
  const image = others.subarray(0, 1024);
  const { codes } = new QuantizedProgram(stage.network, { cores: 8, tcdmBytes: 128 * 1024 }).run(
    stage.inputCodes(image),
  );
  expect([...codes]).toEqual([...stage.codes(image)]);
});
