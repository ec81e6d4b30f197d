/** Post-training quantisation: ranges from calibration data, then codes by the rules of docs/continual-learning.md. */
import { UsageError } from "../../hw/errors.js";
import { elementsOf, type Network, type Shape } from "../network.js";
import { correctBiases } from "./correct-bias.js";
import { equalise, isProductStage } from "./equalise.js";
import { encodeCodes } from "./functional.js";
import { fuse } from "./fuse.js";
import {
  CODE_LIMITS,
  imageOf,
  type ProductLayer,
  type Quantization,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
} from "./network.js";
import { observe, type Calibration } from "./observe.js";
import type { ProductStage, Stage } from "./stages.js";

export interface QuantizeOptions {
  /** The tensor to stop at; default: the network's first output. */
  readonly output?: string;
  /** Codes of the input, where something else makes them; default: from the calibration data. */
  readonly input?: Quantization;
  /** A scale for each output channel instead of one for all. */
  readonly perChannel?: boolean;
  /** Whether channels are scaled against each other across layers first; default: true. */
  readonly equalises?: boolean;
  /** Whether biases take back what rounding has moved the means by; default: true. */
  readonly correctsBiases?: boolean;
}

interface Range {
  low: number;
  high: number;
}

/** Unsigned codes over a range that holds 0, which is a code. */
export function quantizationOf({ low, high }: Range): Quantization {
  const scale = Math.fround((high - low) / 255) || 1;
  return { type: "u8", scale, zero: low === 0 ? 0 : Math.min(255, Math.round(-low / scale)) };
}

function clampCode(value: number, { scale, zero, type }: Quantization): number {
  const [low, high] = CODE_LIMITS[type];
  if (value === -Infinity) return low;
  if (value === Infinity) return high;
  return Math.min(high, Math.max(low, Math.round(value / scale) + zero));
}

/** Symmetric codes of weights, and the bias in units of input scale times weight scale. */
function quantizeProduct(
  stage: ProductStage,
  inputScale: number,
  perChannel: boolean,
): Pick<ProductLayer, "weights" | "weightScales" | "weightZeros" | "bias"> {
  const { weights, bias } = stage;
  const channels = bias.length;
  const size = weights.length / channels;
  const groups = perChannel ? channels : 1;
  const each = weights.length / groups;
  const weightScales = new Float32Array(groups);
  for (let g = 0; g < groups; g++) {
    let largest = 0;
    for (let i = g * each; i < (g + 1) * each; i++) largest = Math.max(largest, Math.abs(weights[i]));
    // A bias far above its weights must fit 32 bits all the same.
    const start = perChannel ? Math.abs(bias[g]) : bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    weightScales[g] = Math.fround(Math.max(largest / 127, start / (inputScale * 2 ** 30))) || 1;
  }
  const scaleOf = (k: number): number => weightScales[groups === 1 ? 0 : k];
  return {
    weights: Int8Array.from(weights, (weight, i) => {
      const code = Math.round(weight / scaleOf(Math.floor(i / size)));
      return Math.max(-127, Math.min(127, code));
    }),
    weightScales,
    weightZeros: new Int8Array(groups),
    bias: Int32Array.from(bias, (value, k) => Math.round(value / (inputScale * scaleOf(k)))),
  };
}

function layerOf(stage: Stage, tensors: ReadonlyMap<string, QuantizedTensor>, perChannel: boolean): QuantizedLayer {
  const result = tensors.get(stage.output)!;
  const { name, output } = stage;
  const base = { name, output, low: clampCode(stage.low, result), high: clampCode(stage.high, result) };
  const [x] = stage.inputs;
  if (stage.op === "add") return { ...base, op: "add", inputs: [x, stage.inputs[1]] };
  const { kernel, stride, padding, dilation } = stage;
  const window = { ...base, input: x, kernel, stride, padding, dilation };
  if (!("weights" in stage)) return { ...window, op: stage.op };
  const codes = quantizeProduct(stage, tensors.get(x)!.scale, perChannel);
  return { ...window, op: stage.op, groups: stage.groups, ...codes };
}

/**
 * A float network as one of codes. Batch norms take their running statistics.
 * @throws UsageError for layers without an eight-bit form, an unknown tensor, or no calibration data
 */
export function quantizeNetwork(
  network: Network,
  calibration: Calibration,
  options: QuantizeOptions = {},
): QuantizedNetwork {
  const wanted = options.output ?? network.outputs[0];
  if (!network.shapes.has(wanted) || network.parameters.has(wanted)) {
    throw new UsageError(`${network.name} has no tensor ${wanted}: name one that a layer writes.`);
  }
  const sample = network.shapes.get(network.inputs[0])!.slice(1);
  if (calibration.count < 1 || calibration.data.length !== calibration.count * elementsOf(sample)) {
    throw new UsageError(
      `${calibration.data.length} numbers are given to calibrate ${network.name}: give one sample of ${elementsOf(sample)} or more.`,
    );
  }
  const stages = fuse(network, wanted);
  if (stages.length === 0) throw new UsageError(`Tensor ${wanted} of ${network.name} is not computed from its input.`);
  const input = network.inputs[0];
  const output = stages.at(-1)!.output;
  const { perChannel = false, equalises = true, correctsBiases = true } = options;
  const shapes = new Map([[input, sample], ...stages.map((stage): [string, Shape] => [stage.output, stage.shape])]);
  const seen = observe(network, shapes, calibration);
  const observed = equalises ? equalise(stages, seen, perChannel) : seen;
  const rangeOf = (name: string): Range => {
    const { low, high } = observed.get(name)!;
    return { low: Math.min(...low), high: Math.max(...high) };
  };
  const tensors = new Map<string, QuantizedTensor>();
  const declare = (name: string, shape: Shape, codes: Quantization): void => {
    const { type, scale, zero } = codes;
    tensors.set(name, { name, shape, type, scale, zero });
  };
  declare(input, sample, options.input ?? quantizationOf(rangeOf(input)));
  for (const stage of stages) {
    const keeps = stage.op === "maxPool";
    declare(stage.output, stage.shape, keeps ? tensors.get(stage.inputs[0])! : quantizationOf(rangeOf(stage.output)));
  }
  const layers = stages.map((stage) => layerOf(stage, tensors, perChannel));
  const outputShape = network.shapes.get(wanted)!.slice(1);
  const quantized = { name: network.name, tensors, layers, input, output, outputShape };
  if (!correctsBiases) return quantized;
  const codes = channelsLast(encodeCodes(calibration.data, tensors.get(input)!), tensors.get(input)!);
  return correctBiases(quantized, stages.filter(isProductStage), observed, { codes, count: calibration.count });
}

/** Codes of samples in C order as HWC. */
function channelsLast(codes: Uint8Array, tensor: QuantizedTensor): Uint8Array {
  const { c, h, w } = imageOf(tensor);
  const size = c * h * w;
  return codes.map((_, i) => {
    const place = i % size;
    return codes[i - place + (place % c) * h * w + Math.floor(place / c)];
  });
}
