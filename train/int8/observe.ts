/** What the tensors of a float network hold while it runs on calibration data: ranges of channels, and the mean sample. */
import { UsageError } from "../../hw/errors.js";
import { execute } from "../functional/execute.js";
import { Memory, readTensor, writeTensor } from "../functional/memory.js";
import { elementsOf, type Network, type Shape } from "../network.js";
import { compileInference } from "../program.js";

/** Samples in C order, one after the other: numbers as the float network takes them. */
export interface Calibration {
  readonly data: Float32Array;
  readonly count: number;
}

/** One tensor over all samples; ranges hold 0. */
export interface Observed {
  /** Of each channel. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The mean of each element, C order. */
  readonly mean: Float64Array;
}

/**
 * Runs the network on all samples.
 * @param tensors names, and shapes of a sample: [C, H, W], or elements
 * @throws UsageError where a tensor is no number
 */
export function observe(
  network: Network,
  tensors: ReadonlyMap<string, Shape>,
  { data, count }: Calibration,
): ReadonlyMap<string, Observed> {
  const program = compileInference(network, { precision: { precision: "fp32", rules: [] }, layout: "hwc" });
  const memory = new Memory(program);
  for (const { name, values } of network.parameters.values()) writeTensor(memory, name, values);
  const observed = new Map(
    [...tensors].map(([name, shape]): [string, Observed] => {
      const channels = shape[0];
      return [
        name,
        {
          low: new Float64Array(channels),
          high: new Float64Array(channels),
          mean: new Float64Array(elementsOf(shape)),
        },
      ];
    }),
  );
  const input = network.inputs[0];
  const [batch, ...sample] = network.shapes.get(input)!;
  const size = elementsOf(sample);
  const values = new Float32Array(batch * size);
  for (let from = 0; from < count; from += batch) {
    // The last batch is filled up with samples that were seen.
    for (let i = 0; i < values.length; i++) values[i] = data[(from * size + i) % (count * size)];
    writeTensor(memory, program.inputs[0], values);
    execute(program.first, memory);
    const samples = Math.min(batch, count - from);
    for (const [name, one] of observed) see(name, one, name === input ? values : readTensor(memory, name), samples);
  }
  for (const { mean } of observed.values()) mean.forEach((sum, i) => (mean[i] = sum / count));
  return observed;
}

function see(name: string, { low, high, mean }: Observed, seen: Float32Array, samples: number): void {
  const pixels = mean.length / low.length;
  for (let n = 0, at = 0; n < samples; n++) {
    for (let i = 0; i < mean.length; i++, at++) {
      const value = seen[at];
      const c = Math.floor(i / pixels);
      if (value < low[c]) low[c] = value;
      else if (value > high[c]) high[c] = value;
      else if (Number.isNaN(value)) {
        throw new UsageError(`Tensor ${name} is no number for some sample: calibrate with other data.`);
      }
      mean[i] += value;
    }
  }
}
