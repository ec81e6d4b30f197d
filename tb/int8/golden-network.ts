/** Networks of eight-bit codes by golden's layers, one sample, [C, H, W]. */
import { addCodes, averageCodes, convolveCodes, maxCodes } from "../../golden/layers/int8.js";
import type { GoldenTensor } from "../../golden/layers/tensor.js";
import {
  imageOf,
  isProduct,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
} from "../../train/int8/network.js";

/** Weights in the order of golden, [Co, Ci / groups, kh, kw]. */
function weightsOf({ weights, bias, kernel }: ProductLayer): GoldenTensor {
  const row = weights.length / bias.length;
  const taps = kernel[0] * kernel[1];
  const depth = row / taps;
  const values = Array.from(weights, (_, i) => {
    const [k, rest] = [Math.floor(i / row), i % row];
    return weights[k * row + (rest % taps) * depth + Math.floor(rest / taps)];
  });
  return { shape: [bias.length, depth, ...kernel], values };
}

/** Codes of every tensor by name. */
export function goldenCodes(network: QuantizedNetwork, sample: readonly number[]): ReadonlyMap<string, GoldenTensor> {
  const found = new Map<string, GoldenTensor>();
  const shaped = (name: string, values: readonly number[]): GoldenTensor => {
    const { c, h, w } = imageOf(network.tensors.get(name)!);
    return { shape: [1, c, h, w], values: [...values] };
  };
  found.set(network.input, shaped(network.input, sample));
  for (const layer of network.layers) found.set(layer.output, goldenLayer(network, layer, found, shaped));
  return found;
}

function goldenLayer(
  network: QuantizedNetwork,
  layer: QuantizedLayer,
  found: ReadonlyMap<string, GoldenTensor>,
  shaped: (name: string, values: readonly number[]) => GoldenTensor,
): GoldenTensor {
  const { low, high } = layer;
  const out = { ...network.tensors.get(layer.output)!, low, high };
  const { c, h, w } = imageOf(out);
  const of = (name: string): GoldenTensor => shaped(name, found.get(name)!.values);
  if (layer.op === "add") {
    const [a, b] = layer.inputs;
    return addCodes(of(a), network.tensors.get(a)!, of(b), network.tensors.get(b)!, out);
  }
  const x = of(layer.input);
  const input = network.tensors.get(layer.input)!;
  const window = { ...layer, padding: [layer.padding[0], layer.padding[1]] as const };
  const shape = [1, c, h, w];
  if (layer.op === "maxPool") return maxCodes(x, shape, out, window);
  if (!isProduct(layer)) return averageCodes(x, input, shape, out, window);
  const weights = { scales: [...layer.weightScales], zeros: [...layer.weightZeros] };
  return convolveCodes(x, input, weightsOf(layer), weights, [...layer.bias], shape, out, window, layer.groups);
}
