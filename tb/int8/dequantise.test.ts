import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { Inference } from "../../train/inference.js";
import { dequantised, quantizedUpTo } from "../../train/int8/dequantise.js";
import { decodeCodes, encodeCodes, runQuantized } from "../../train/int8/functional.js";
import { readQuantized, type QuantizedModel } from "../../train/int8/onnx/read.js";
import { QUANTIZED_FORMS, writeQuantized, type QuantizedForm } from "../../train/int8/onnx/write.js";
import { quantizeNetwork } from "../../train/int8/quantize.js";
import { decodeGraph, decodeModel } from "../../train/onnx/decode.js";
import { BATCH, numbers, smallNetwork } from "./small-network.js";

const COUNT = 6;

const readAgain = (bytes: Uint8Array): QuantizedModel => readQuantized(decodeGraph(decodeModel(bytes, "net"), "net"));

function model(seed: number, perChannel: boolean, form: QuantizedForm): QuantizedModel {
  const own = quantizeNetwork(smallNetwork(seed), { data: numbers(seed, COUNT), count: COUNT }, { perChannel });
  return readAgain(writeQuantized(own, form));
}

/** Codes, in the mean, between the numbers of a random network and those of the same network dequantised. */
function meanError(seed: number, perChannel: boolean, form: QuantizedForm): number {
  const { network: codes } = model(seed, perChannel, form);
  const float = dequantised(codes, BATCH);
  const data = numbers(seed, COUNT);
  const given = encodeCodes(data, codes.tensors.get(codes.input)!);
  // What the codes stand for, so that rounding in between alone tells them apart.
  const exact = decodeCodes(given, codes.tensors.get(codes.input)!);
  const inference = new Inference(float, { precision: { precision: "fp32", rules: [] }, layout: "hwc" });
  const { shape, values } = inference.all([exact], COUNT);
  const output = codes.tensors.get(codes.output)!;
  const got = decodeCodes(runQuantized(codes, given, COUNT), output);
  expect(shape).toEqual([COUNT, ...codes.outputShape]);
  const errors = values.map((value, i) => Math.abs(value - got[i]) / output.scale);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

property.prop([fc.nat(), fc.boolean(), fc.constantFrom(...QUANTIZED_FORMS)], { numRuns: 3 })(
  "numbers of most dequantised networks lie at those of their codes",
  (seed, perChannel, form) => {
    // Codes end at the largest number that was seen: where a layer of random weights passes it, a network is far off. The median of them is not.
    const errors = Array.from({ length: 15 }, (_, i) => meanError(seed + i, perChannel, form));
    expect(errors.sort((a, b) => a - b)[7]).toBeLessThan(4);
  },
);

property.prop([fc.nat(), fc.boolean()], { numRuns: 4 })(
  "each dequantised layer lies within half a code of its codes",
  (seed, perChannel) => {
    const { network: codes } = model(seed, perChannel, "qlinear");
    const given = encodeCodes(numbers(seed, COUNT), codes.tensors.get(codes.input)!);
    for (const layer of codes.layers) {
      if (layer.op === "add") continue;
      const [x, y] = [layer.input, layer.output].map((name) => codes.tensors.get(name)!);
      const before = x.name === codes.input ? given : runQuantized(quantizedUpTo(codes, x.name), given, COUNT);
      const alone = { ...codes, layers: [layer], input: x.name, output: y.name, outputShape: y.shape };
      const settings = { precision: { precision: "fp32", rules: [] }, layout: "hwc" } as const;
      const { values } = new Inference(dequantised(alone, BATCH), settings).all([decodeCodes(before, x)], COUNT);
      const got = runQuantized(alone, before, COUNT);
      values.forEach((value, i) => {
        const code = Math.min(layer.high, Math.max(layer.low, value / y.scale + y.zero));
        // The multiplier has 15 bits.
        expect(Math.abs(code - got[i])).toBeLessThan(0.52);
      });
    }
  },
);

test.each(QUANTIZED_FORMS)(
  "names of the %s file lead to its tensors, and a part of the network has their codes",
  (form) => {
    const { network: codes, names } = model(3, true, form);
    const given = encodeCodes(numbers(3, COUNT), codes.tensors.get(codes.input)!);
    for (const layer of codes.layers) {
      expect(names.get(layer.output)).toBe(layer.output);
      const part = quantizedUpTo(codes, layer.output);
      expect(part.layers).toContain(layer);
      expect(part.layers.length).toBeLessThanOrEqual(codes.layers.indexOf(layer) + 1);
    }
    expect([...runQuantized(quantizedUpTo(codes, codes.output), given, COUNT)]).toEqual([
      ...runQuantized(codes, given, COUNT),
    ]);
    if (form === "qdq") expect(names.get("head/flat")).toBe(codes.output);
  },
);
