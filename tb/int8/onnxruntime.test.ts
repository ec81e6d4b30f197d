import { describe, expect, test } from "vitest";
import { readNpz } from "../../run/data/npz.js";
import { encodeCodes, QuantizedInference } from "../../train/int8/functional.js";
import { imageOf, inputsOf, isProduct, type QuantizedLayer, type QuantizedNetwork } from "../../train/int8/network.js";
import { readQuantized } from "../../train/int8/onnx/read.js";
import { addMultipliers } from "../../train/int8/requantise.js";
import { rowSums } from "../../train/int8/sums.js";
import { readOnnx } from "../../train/onnx/decode.js";

const FORMS = ["operator", "operator-channel", "qdq-channel", "qdq-signed"] as const;
/** ONNX Runtime computes in FP32: its own rounding, in codes. */
const FLOAT = 2 ** -12;

/** [C, H, W] of one sample as [H, W, C]. */
function hwc(
  codes: Uint8Array,
  { c, h, w }: { readonly c: number; readonly h: number; readonly w: number },
): Uint8Array {
  return Uint8Array.from(codes, (_, i) => codes[(i % c) * h * w + Math.floor(i / c)]);
}

/** Codes before rounding, and how far the multiplier of 15 bits may move each, HWC; undefined for a pool of maxima. */
function exact(
  network: QuantizedNetwork,
  layer: QuantizedLayer,
  inputs: readonly Uint8Array[],
): { readonly values: number[]; readonly reach: number[] } | undefined {
  const y = network.tensors.get(layer.output)!;
  const out = imageOf(y);
  const [x, other] = inputsOf(layer).map((name) => network.tensors.get(name)!);
  const [codes, others] = inputs.map((list) =>
    x.type === "s8" ? Int16Array.from(new Int8Array(list)) : Int16Array.from(list),
  );
  if (layer.op === "maxPool") return undefined;
  if (layer.op === "add") {
    const { shift } = addMultipliers(network, layer);
    const apart = [...codes].map((code, i) => [code - x.zero, others[i] - other.zero]);
    return {
      values: apart.map(([a, b]) => (a * x.scale + b * other.scale) / y.scale + y.zero),
      reach: apart.map(([a, b]) => (Math.abs(a) + Math.abs(b)) / 2 ** (shift + 1)),
    };
  }
  const places = Array.from({ length: out.h * out.w * out.c }, (_, i) => i);
  let values: number[];
  if (isProduct(layer)) {
    const lines = rowSums(network, layer, true);
    lines.place(codes);
    const factor = (k: number): number =>
      (x.scale * layer.weightScales[layer.weightScales.length === 1 ? 0 : k]) / y.scale;
    values = Array.from({ length: out.h }, (_, row) => {
      lines.row(row);
      return Array.from(lines.sums, (sum, i) => sum * factor(i % out.c));
    }).flat();
  } else {
    // The recorded networks have means over whole images alone.
    const size = codes.length / out.c;
    const sum = (c: number): number =>
      [...codes].reduce((all, code, i) => all + (i % out.c === c ? code - x.zero : 0), 0);
    values = places.map((c) => (sum(c) * x.scale) / (size * y.scale));
  }
  return { values: values.map((value) => value + y.zero), reach: values.map((value) => Math.abs(value) * 2 ** -15) };
}

describe.each(FORMS)("ONNX Runtime's codes of %s", (form) => {
  const reference = new URL(`../reference/int8/${form}`, import.meta.url).pathname;
  const { network } = readQuantized(readOnnx(`${reference}.onnx`).graph);
  const arrays = readNpz(`${reference}.npz`);
  const inference = new QuantizedInference(network);
  const [samples] = arrays.get("x")!.shape;

  /** Recorded codes of a sample of a tensor, HWC. */
  function recorded(name: string, sample: number): Uint8Array | undefined {
    const found = [name, `${name}_QuantizeLinear_Output`, `${name}_quantized`].find(
      (key) => key !== "x" && arrays.has(key),
    );
    if (found === undefined) return undefined;
    const { data } = arrays.get(found)!;
    const size = data.length / samples;
    const bytes = Uint8Array.from(data.subarray(sample * size, (sample + 1) * size) as Uint8Array);
    return hwc(bytes, imageOf(network.tensors.get(name)!));
  }

  test("the input is quantised alike", () => {
    const input = network.tensors.get(network.input)!;
    const codes = encodeCodes(arrays.get("x")!.data as Float32Array, input);
    const size = codes.length / samples;
    for (let sample = 0; sample < samples; sample++) {
      const own = hwc(codes.subarray(sample * size, (sample + 1) * size), imageOf(input));
      expect([...own]).toEqual([...recorded(network.input, sample)!]);
    }
  });

  test("each layer has them, but for one code in 200 that is one apart where it is within the multiplier's error of a tie", () => {
    let [all, apart, layers] = [0, 0, 0];
    for (let sample = 0; sample < samples; sample++) {
      const known = new Map([[network.input, recorded(network.input, sample)!]]);
      network.layers.forEach((layer, index) => {
        const inputs = inputsOf(layer).map((name) => known.get(name)!);
        const own = inference.layer(index, inputs);
        const theirs = recorded(layer.output, sample);
        known.set(layer.output, theirs ?? own);
        if (theirs === undefined) return;
        layers++;
        const { values, reach } = exact(network, layer, inputs) ?? { values: [], reach: [] };
        own.forEach((code, i) => {
          all++;
          if (code === theirs[i]) return;
          apart++;
          expect(Math.abs(new Int8Array([code - theirs[i]])[0]), `${layer.name} ${i}`).toBe(1);
          const tie = Math.abs(values[i] - Math.floor(values[i]) - 0.5);
          expect(tie, `${layer.name} ${i}: ${values[i]}`).toBeLessThanOrEqual(reach[i] + FLOAT);
        });
      });
    }
    expect(layers).toBeGreaterThanOrEqual(7 * samples);
    expect(apart / all).toBeLessThanOrEqual(0.005);
  });
});
