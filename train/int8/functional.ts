/** Networks of codes without clocks. Images are HWC inside; layers are prepared once for a network. */
import { UsageError } from "../../hw/errors.js";
import { elementsOf } from "../network.js";
import {
  CODE_LIMITS,
  imageOf,
  inputsOf,
  isProduct,
  type AddLayer,
  type Image,
  type PoolLayer,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
} from "./network.js";
import { Padded, tapOffsets } from "./padded.js";
import {
  accumulatorBounds,
  addMultipliers,
  poolMultiplier,
  productMultipliers,
  type Multiplier,
} from "./requantise.js";
import { rowSums } from "./sums.js";

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

function productRunner(network: QuantizedNetwork, layer: ProductLayer): Runner {
  const y = network.tensors.get(layer.output)!;
  const out = imageOf(y);
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
  const lines = rowSums(network, layer);
  const { sums, pitch } = lines;
  return (tensors) => {
    lines.place(tensors.get(layer.input)!);
    const result = tensors.get(layer.output)!;
    for (let row = 0, at = 0; row < out.h; row++) {
      lines.row(row);
      for (let column = 0; column < out.w; column++) {
        const from = column * pitch;
        for (let k = 0; k < out.c; k++) {
          // Exact: the product of 32 and 15 bits is a whole double.
          const code = Math.floor((sums[from + k] * m[k] + half[k]) * unit[k]) + y.zero;
          result[at++] = code < low ? low : code > high ? high : code;
        }
      }
    }
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

  /** One layer alone. @param inputs codes of one sample of each of its inputs, HWC, as `run` takes them; so are those of the result */
  layer(index: number, inputs: readonly Uint8Array[]): Uint8Array {
    const layer = this.network.layers[index];
    inputsOf(layer).forEach((name, i) => {
      const isSigned = this.network.tensors.get(name)!.type === "s8";
      this.tensors.get(name)!.set(isSigned ? new Int8Array(inputs[i]) : inputs[i]);
    });
    this.runners[index](this.tensors);
    return Uint8Array.from(this.tensors.get(layer.output)!);
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
