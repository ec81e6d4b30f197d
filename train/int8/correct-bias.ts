/**
 * Bias correction: rounded weights and codes move the mean of an output channel, and the bias takes that back. A product is linear, so that the mean of
 * its results over samples is its result for the mean sample. Layer by layer, each one reads the codes of corrected ones.
 */
import { QuantizedInference } from "./functional.js";
import type { ProductStage } from "./stages.js";
import {
  imageOf,
  inputsOf,
  isProduct,
  type Image,
  type ProductLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
} from "./network.js";
import type { Observed } from "./observe.js";

/** Codes of samples one after the other, HWC. */
interface Samples {
  readonly codes: Uint8Array;
  readonly count: number;
}

const at = (list: ArrayLike<number>, k: number): number => list[list.length === 1 ? 0 : k];

/** What each tap sees of each input channel over all positions, added up. @param image C order */
function tapSums(
  { kernel, stride, padding, dilation }: ProductLayer,
  image: Float64Array,
  input: Image,
  out: Image,
): Float64Array {
  const taps = kernel[0] * kernel[1];
  const sums = new Float64Array(taps * input.c);
  for (let t = 0; t < taps; t++) {
    const top = Math.floor(t / kernel[1]) * dilation[0] - padding[0];
    const left = (t % kernel[1]) * dilation[1] - padding[1];
    for (let row = 0; row < out.h; row++) {
      const y = row * stride[0] + top;
      if (y < 0 || y >= input.h) continue;
      for (let column = 0; column < out.w; column++) {
        const x = column * stride[1] + left;
        if (x < 0 || x >= input.w) continue;
        for (let c = 0; c < input.c; c++) sums[t * input.c + c] += image[(c * input.h + y) * input.w + x];
      }
    }
  }
  return sums;
}

/** Mean over samples and positions of each output channel, without its bias. @param image the mean sample, C order */
function channelMeans(
  layer: ProductLayer,
  weights: Float64Array,
  image: Float64Array,
  input: Image,
  out: Image,
): Float64Array {
  const sums = tapSums(layer, image, input, out);
  const row = weights.length / out.c;
  const depth = input.c / layer.groups;
  const each = out.c / layer.groups;
  return Float64Array.from({ length: out.c }, (_, k) => {
    const first = Math.floor(k / each) * depth;
    let sum = 0;
    for (let j = 0; j < row; j++) {
      sum += weights[k * row + j] * sums[Math.floor(j / depth) * input.c + first + (j % depth)];
    }
    return sum / (out.h * out.w);
  });
}

/** The mean number of each element, C order. */
function meanSample({ codes, count }: Samples, tensor: QuantizedTensor): Float64Array {
  const { c, h, w } = imageOf(tensor);
  const size = c * h * w;
  const sums = new Float64Array(size);
  const signed = tensor.type === "s8" ? new Int8Array(codes.buffer, codes.byteOffset, codes.length) : codes;
  signed.forEach((code, i) => (sums[i % size] += code));
  return sums.map((_, i) => {
    const sum = sums[(i % (h * w)) * c + Math.floor(i / (h * w))];
    return (sum / count - tensor.zero) * tensor.scale;
  });
}

/**
 * The network with other biases.
 * @param stages the products in numbers, whose results are named like those of the layers
 * @param observed what the tensors hold in numbers
 * @param given codes of the input that make the same samples
 */
export function correctBiases(
  network: QuantizedNetwork,
  stages: readonly ProductStage[],
  observed: ReadonlyMap<string, Observed>,
  given: Samples,
): QuantizedNetwork {
  const { count } = given;
  const known = new Map([[network.input, given.codes]]);
  const tensorOf = (name: string): QuantizedTensor => network.tensors.get(name)!;

  const corrected = (layer: ProductLayer): ProductLayer => {
    const stage = stages.find(({ output }) => output === layer.output)!;
    const x = tensorOf(layer.input);
    const [input, out] = [imageOf(x), imageOf(tensorOf(layer.output))];
    const row = layer.weights.length / out.c;
    const weights = Float64Array.from(layer.weights, (code, i) => {
      const k = Math.floor(i / row);
      return at(layer.weightScales, k) * (code - at(layer.weightZeros, k));
    });
    const wanted = channelMeans(layer, stage.weights, observed.get(layer.input)!.mean, input, out);
    const got = channelMeans(layer, weights, meanSample({ codes: known.get(layer.input)!, count }, x), input, out);
    const bias = layer.bias.map((_, k) => {
      return Math.round((stage.bias[k] + wanted[k] - got[k]) / (x.scale * at(layer.weightScales, k)));
    });
    return { ...layer, bias };
  };

  const layers = network.layers.map((layer, index) => {
    const made = isProduct(layer) ? corrected(layer) : layer;
    const one = new QuantizedInference({ ...network, layers: [made] });
    const inputs = inputsOf(made).map((name) => known.get(name)!);
    const { c, h, w } = imageOf(tensorOf(made.output));
    const result = new Uint8Array(count * c * h * w);
    for (let n = 0; n < count; n++) {
      const sample = inputs.map((all) => all.subarray((n * all.length) / count, ((n + 1) * all.length) / count));
      result.set(one.layer(0, sample), n * c * h * w);
    }
    known.set(made.output, result);
    const later = new Set(network.layers.slice(index + 1).flatMap(inputsOf));
    for (const name of known.keys()) if (!later.has(name)) known.delete(name);
    return made;
  });
  return { ...network, layers };
}
