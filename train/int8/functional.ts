/** Networks of codes without clocks. Images are HWC inside; layers are prepared once for a network. */
import { UsageError } from "../../hw/errors.js";
import { elementsOf } from "../network.js";
import {
  CODE_LIMITS,
  imageOf,
  isProduct,
  type AddLayer,
  type Image,
  type PoolLayer,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
} from "./network.js";
import {
  accumulatorBounds,
  addMultipliers,
  poolMultiplier,
  productMultipliers,
  type Multiplier,
} from "./requantise.js";

/** Order of the elements of a sample: "chw" as in files, "hwc" as in the memory of the cluster. */
export type CodeLayout = "chw" | "hwc";

/** Codes of one sample as numbers, HWC. */
type Codes = Int16Array;
type Runner = (tensors: ReadonlyMap<string, Codes>) => void;

interface Limits {
  readonly zero: number;
  readonly low: number;
  readonly high: number;
}

function limited(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The image with its padding, which holds `fill`; `place` copies one into it. */
class Padded {
  readonly data: Int16Array;
  readonly width: number;
  private readonly image: Image;
  private readonly offset: number;

  constructor(image: Image, [top, left, bottom, right]: readonly number[], fill: number) {
    this.image = image;
    this.width = image.w + left + right;
    this.data = new Int16Array((image.h + top + bottom) * this.width * image.c).fill(fill);
    this.offset = (top * this.width + left) * image.c;
  }

  place(codes: Codes): void {
    const { h, w, c } = this.image;
    for (let y = 0; y < h; y++) {
      this.data.set(codes.subarray(y * w * c, (y + 1) * w * c), this.offset + y * this.width * c);
    }
  }
}

/** Offsets in a padded image of the taps of a window, rows first. */
function tapOffsets(layer: ProductLayer | PoolLayer, width: number, channels: number): Int32Array {
  const [kh, kw] = layer.kernel;
  return Int32Array.from({ length: kh * kw }, (_, i) => {
    const [a, b] = [Math.floor(i / kw), i % kw];
    return (a * layer.dilation[0] * width + b * layer.dilation[1]) * channels;
  });
}

/** Sums of a channel with its own taps. */
function depthwise(layer: ProductLayer, out: Image, padded: Padded, starts: Int32Array, finish: Finish): void {
  const taps = tapOffsets(layer, padded.width, out.c);
  const size = taps.length;
  const zeros = layer.weightZeros;
  const weights = Int16Array.from(layer.weights, (w, i) => w - zeros[zeros.length === 1 ? 0 : Math.floor(i / size)]);
  const { data } = padded;
  const sums = new Int32Array(out.c);
  for (let y = 0, at = 0; y < out.h; y++) {
    for (let x = 0; x < out.w; x++, at += out.c) {
      const corner = (y * layer.stride[0] * padded.width + x * layer.stride[1]) * out.c;
      sums.set(starts);
      for (let t = 0; t < size; t++) {
        const from = corner + taps[t];
        for (let c = 0, w = t; c < out.c; c++, w += size) sums[c] += data[from + c] * weights[w];
      }
      finish(sums, at);
    }
  }
}

type Finish = (sums: Int32Array, at: number) => void;

/** The sums of all output channels of a pixel, whose patches are copied together for each group. */
function convolve(
  layer: ProductLayer,
  input: Image,
  out: Image,
  padded: Padded,
  starts: Int32Array,
  finish: Finish,
): void {
  const taps = tapOffsets(layer, padded.width, input.c);
  const { data } = padded;
  const { weights, groups } = layer;
  const [depth, each] = [input.c / groups, out.c / groups];
  const size = taps.length * depth;
  const zeros = layer.weightZeros;
  const isShifted = zeros.some((zero) => zero !== 0);
  const patch = new Int16Array(size);
  const sums = new Int32Array(out.c);
  for (let y = 0, at = 0; y < out.h; y++) {
    for (let x = 0; x < out.w; x++, at += out.c) {
      const corner = (y * layer.stride[0] * padded.width + x * layer.stride[1]) * input.c;
      for (let g = 0; g < groups; g++) {
        let total = 0;
        for (let t = 0, to = 0; t < taps.length; t++) {
          const from = corner + taps[t] + g * depth;
          for (let c = 0; c < depth; c++) patch[to++] = data[from + c];
        }
        if (isShifted) for (let i = 0; i < size; i++) total += patch[i];
        const last = (g + 1) * each;
        let k = g * each;
        for (; k + 4 <= last; k += 4) {
          let [s0, s1, s2, s3] = [starts[k], starts[k + 1], starts[k + 2], starts[k + 3]];
          const [w0, w1, w2, w3] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
          for (let i = 0; i < size; i++) {
            const p = patch[i];
            s0 = (s0 + p * weights[w0 + i]) | 0;
            s1 = (s1 + p * weights[w1 + i]) | 0;
            s2 = (s2 + p * weights[w2 + i]) | 0;
            s3 = (s3 + p * weights[w3 + i]) | 0;
          }
          sums[k] = s0;
          sums[k + 1] = s1;
          sums[k + 2] = s2;
          sums[k + 3] = s3;
        }
        for (; k < last; k++) {
          let sum = starts[k];
          for (let i = 0, w = k * size; i < size; i++) sum = (sum + patch[i] * weights[w + i]) | 0;
          sums[k] = sum;
        }
        if (isShifted) {
          for (k = g * each; k < last; k++) sums[k] -= zeros[zeros.length === 1 ? 0 : k] * total;
        }
      }
      finish(sums, at);
    }
  }
}

/** What a sum starts at: the bias, less what zeros of input and weights add (those of weights in depthwise layers are in its weights). */
export function startsOf(network: QuantizedNetwork, layer: ProductLayer): Int32Array {
  const { zero } = network.tensors.get(layer.input)!;
  const { bias, weights, weightZeros } = layer;
  const size = weights.length / bias.length;
  return bias.map((start, k) => {
    let sum = 0;
    for (let i = k * size; i < (k + 1) * size; i++) sum += weights[i] - weightZeros[weightZeros.length === 1 ? 0 : k];
    return start - zero * sum;
  });
}

function productRunner(network: QuantizedNetwork, layer: ProductLayer): Runner {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  const [input, out] = [imageOf(x), imageOf(y)];
  const padded = new Padded(input, layer.padding, x.zero);
  const starts = startsOf(network, layer);
  const multipliers = productMultipliers(network, layer);
  const most = accumulatorBounds(network, layer).reduce((a, b) => Math.max(a, b), 0);
  if (most >= 2 ** 31) {
    throw new UsageError(
      `Sums of ${layer.name} may reach ${most} but 32 bits hold them: give fewer inputs or smaller weights.`,
    );
  }
  const m = Float64Array.from(multipliers, (one) => one.m);
  const half = Float64Array.from(multipliers, ({ shift }) => 2 ** (shift - 1));
  const unit = Float64Array.from(multipliers, ({ shift }) => 2 ** -shift);
  const { low, high } = layer;
  return (tensors) => {
    padded.place(tensors.get(layer.input)!);
    const result = tensors.get(layer.output)!;
    const finish: Finish = (sums, at) => {
      for (let k = 0; k < sums.length; k++) {
        const code = Math.floor((sums[k] * m[k] + half[k]) * unit[k]) + y.zero;
        result[at + k] = code < low ? low : code > high ? high : code;
      }
    };
    if (layer.op === "depthwise") depthwise(layer, out, padded, starts, finish);
    else convolve(layer, input, out, padded, starts, finish);
  };
}

function poolRunner(network: QuantizedNetwork, layer: PoolLayer): Runner {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  const [input, out] = [imageOf(x), imageOf(y)];
  const isMax = layer.op === "maxPool";
  // Below every code: padding never wins.
  const padded = new Padded(input, layer.padding, isMax ? -32768 : x.zero);
  const taps = tapOffsets(layer, padded.width, input.c);
  const finish = isMax ? undefined : averageOf(poolMultiplier(network, layer), { ...layer, zero: y.zero });
  const { data } = padded;
  return (tensors) => {
    padded.place(tensors.get(layer.input)!);
    const result = tensors.get(layer.output)!;
    for (let row = 0, at = 0; row < out.h; row++) {
      for (let column = 0; column < out.w; column++) {
        const corner = (row * layer.stride[0] * padded.width + column * layer.stride[1]) * input.c;
        for (let c = 0; c < out.c; c++, at++) {
          let value = isMax ? -32768 : -x.zero * taps.length;
          for (const tap of taps) {
            const code = data[corner + tap + c];
            value = isMax ? Math.max(value, code) : value + code;
          }
          result[at] = finish ? finish(value) : limited(value, layer.low, layer.high);
        }
      }
    }
  };
}

function averageOf({ m, shift }: Multiplier, { zero, low, high }: Limits): (sum: number) => number {
  return (sum) => limited(Math.floor((sum * m + 2 ** (shift - 1)) / 2 ** shift) + zero, low, high);
}

function addRunner(network: QuantizedNetwork, layer: AddLayer): Runner {
  const [a, b] = layer.inputs.map((name) => network.tensors.get(name)!.zero);
  const { zero } = network.tensors.get(layer.output)!;
  const { m, shift } = addMultipliers(network, layer);
  const { low, high } = layer;
  return (tensors) => {
    const [left, right] = layer.inputs.map((name) => tensors.get(name)!);
    const result = tensors.get(layer.output)!;
    for (let i = 0; i < result.length; i++) {
      const sum = (left[i] - a) * m[0] + (right[i] - b) * m[1] + 2 ** (shift - 1);
      result[i] = limited(Math.floor(sum / 2 ** shift) + zero, low, high);
    }
  };
}

function runnerOf(network: QuantizedNetwork, layer: QuantizedLayer): Runner {
  if (isProduct(layer)) return productRunner(network, layer);
  return layer.op === "add" ? addRunner(network, layer) : poolRunner(network, layer);
}

/** A network made ready; `run` may be called any number of times. */
export class QuantizedInference {
  private readonly network: QuantizedNetwork;
  private readonly tensors = new Map<string, Codes>();
  private readonly runners: readonly Runner[];

  constructor(network: QuantizedNetwork) {
    this.network = network;
    for (const { name, shape } of network.tensors.values()) this.tensors.set(name, new Int16Array(elementsOf(shape)));
    this.runners = network.layers.map((layer) => runnerOf(network, layer));
  }

  /** Codes of one tensor after a sample was run, HWC; signed codes as their bytes. */
  codesOf(name: string): Uint8Array {
    return Uint8Array.from(this.tensors.get(name)!);
  }

  /**
   * @param codes `count` samples one after the other, a byte a code (of s8 the two's complement)
   * @returns the codes of the output, `count` samples
   */
  run(codes: Uint8Array, count: number, layout: CodeLayout = "chw"): Uint8Array {
    const { network, tensors } = this;
    const [x, y] = [network.tensors.get(network.input)!, network.tensors.get(network.output)!];
    const [input, output] = [tensors.get(x.name)!, tensors.get(y.name)!];
    const result = new Uint8Array(count * output.length);
    const places = { x: hwcPlaces(imageOf(x), layout), y: hwcPlaces(imageOf(y), layout) };
    const isSigned = CODE_LIMITS[x.type][0] < 0;
    for (let sample = 0; sample < count; sample++) {
      for (let i = 0; i < input.length; i++) {
        const code = codes[sample * input.length + i];
        input[places.x[i]] = isSigned ? (code << 24) >> 24 : code;
      }
      for (const run of this.runners) run(tensors);
      for (let i = 0; i < output.length; i++) result[sample * output.length + i] = output[places.y[i]];
    }
    return result;
  }
}

/** For each element in an order the place where HWC has it. */
function hwcPlaces({ c, h, w }: Image, layout: CodeLayout): Int32Array {
  return Int32Array.from({ length: c * h * w }, (_, i) =>
    layout === "hwc" ? i : (i % (h * w)) * c + Math.floor(i / (h * w)),
  );
}

/**
 * The codes that a network makes of `count` samples of codes, in C order of [count, C, H, W] (`layout` "chw") or [count, H, W, C].
 * Codes of s8 are bytes in two's complement.
 */
export function runQuantized(
  network: QuantizedNetwork,
  codes: Uint8Array,
  count: number,
  layout: CodeLayout = "chw",
): Uint8Array {
  return new QuantizedInference(network).run(codes, count, layout);
}

/** Numbers as codes: round half to even of x / scale, plus the zero, within the type (ONNX QuantizeLinear). */
export function encodeCodes(
  values: ArrayLike<number>,
  { scale, zero, type }: { readonly scale: number; readonly zero: number; readonly type: "u8" | "s8" },
): Uint8Array {
  const [low, high] = CODE_LIMITS[type];
  return Uint8Array.from({ length: values.length }, (_, i) =>
    limited(nearestEven(Math.fround(values[i] / scale)) + zero, low, high),
  );
}

/** The numbers of codes. */
export function decodeCodes(
  codes: Uint8Array,
  { scale, zero, type }: { readonly scale: number; readonly zero: number; readonly type: "u8" | "s8" },
): Float32Array {
  return Float32Array.from(codes, (code) => scale * ((type === "s8" ? (code << 24) >> 24 : code) - zero));
}

/** The nearest whole number, the even one of two. */
export function nearestEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}
