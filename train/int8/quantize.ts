/** Post-training quantisation: ranges from calibration data, then codes by the rules of docs/continual-learning.md. */
import { UsageError } from "../../hw/errors.js";
import { execute } from "../functional/execute.js";
import { Memory, readTensor, writeTensor } from "../functional/memory.js";
import { elementsOf, type Network, type Shape } from "../network.js";
import { compileInference } from "../program.js";
import { fuse, type ProductStage, type Stage } from "./fuse.js";
import {
  CODE_LIMITS,
  type ProductLayer,
  type Quantization,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
} from "./network.js";

/** Samples in C order, one after the other: numbers as the float network takes them. */
export interface Calibration {
  readonly data: Float32Array;
  readonly count: number;
}

export interface QuantizeOptions {
  /** The tensor to stop at; default: the network's first output. */
  readonly output?: string;
  /** Codes of the input, where something else makes them; default: from the calibration data. */
  readonly input?: Quantization;
  /** A scale for each output channel instead of one for all; "uneven": only in layers where one for all would leave little of most channels. */
  readonly perChannel?: boolean | "uneven";
}

/**
 * A layer is uneven where its channel of largest weights is so many times the median one: four of the seven bits are left to that channel alone.
 * Folded batch norms make such channels, where the channel before is dead and its variance nearly zero.
 */
const UNEVEN = 16;

/** Whether the weights of the channels of a layer are too far apart for one scale. */
export function isUneven(weights: ArrayLike<number>, channels: number): boolean {
  const each = weights.length / channels;
  const largest = new Float64Array(channels);
  for (let i = 0; i < weights.length; i++) {
    const k = Math.floor(i / each);
    largest[k] = Math.max(largest[k], Math.abs(weights[i]));
  }
  largest.sort();
  return largest[channels - 1] > UNEVEN * largest[channels >> 1];
}

interface Range {
  low: number;
  high: number;
}

/** Smallest and largest number of each tensor over all samples. */
function rangesOf(network: Network, names: readonly string[], { data, count }: Calibration): Map<string, Range> {
  const program = compileInference(network, { precision: { precision: "fp32", rules: [] }, layout: "hwc" });
  const memory = new Memory(program);
  for (const { name, values } of network.parameters.values()) writeTensor(memory, name, values);
  const ranges = new Map(names.map((name): [string, Range] => [name, { low: 0, high: 0 }]));
  const input = network.inputs[0];
  const [batch, ...sample] = network.shapes.get(input)!;
  const size = elementsOf(sample);
  const values = new Float32Array(batch * size);
  for (let from = 0; from < count; from += batch) {
    // The last batch is filled up with samples that were seen.
    for (let i = 0; i < values.length; i++) values[i] = data[(from * size + i) % (count * size)];
    writeTensor(memory, program.inputs[0], values);
    execute(program.first, memory);
    for (const [name, range] of ranges) {
      const seen = name === input ? values : readTensor(memory, name);
      for (const value of seen) {
        if (value < range.low) range.low = value;
        else if (value > range.high) range.high = value;
        else if (Number.isNaN(value)) {
          throw new UsageError(`Tensor ${name} is no number for some sample: calibrate with other data.`);
        }
      }
    }
  }
  return ranges;
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

function layerOf(
  stage: Stage,
  tensors: ReadonlyMap<string, QuantizedTensor>,
  perChannel: boolean | "uneven",
): QuantizedLayer {
  const result = tensors.get(stage.output)!;
  const { name, output } = stage;
  const base = { name, output, low: clampCode(stage.low, result), high: clampCode(stage.high, result) };
  const [x] = stage.inputs;
  if (stage.op === "add") return { ...base, op: "add", inputs: [x, stage.inputs[1]] };
  const { kernel, stride, padding, dilation } = stage;
  const window = { ...base, input: x, kernel, stride, padding, dilation };
  if (!("weights" in stage)) return { ...window, op: stage.op };
  const split = perChannel === "uneven" ? isUneven(stage.weights, stage.bias.length) : perChannel;
  const codes = quantizeProduct(stage, tensors.get(x)!.scale, split);
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
  const ranges = rangesOf(network, [input, ...stages.map((stage) => stage.output)], calibration);
  const tensors = new Map<string, QuantizedTensor>();
  const declare = (name: string, shape: Shape, codes: Quantization): void => {
    const { type, scale, zero } = codes;
    tensors.set(name, { name, shape, type, scale, zero });
  };
  declare(input, sample, options.input ?? quantizationOf(ranges.get(input)!));
  for (const stage of stages) {
    const keeps = stage.op === "maxPool";
    declare(
      stage.output,
      stage.shape,
      keeps ? tensors.get(stage.inputs[0])! : quantizationOf(ranges.get(stage.output)!),
    );
  }
  const layers = stages.map((stage) => layerOf(stage, tensors, options.perChannel ?? false));
  return { name: network.name, tensors, layers, input, output, outputShape: network.shapes.get(wanted)!.slice(1) };
}
