/** Samples and targets of a training run, and the order in which batches take them. */
import { UsageError } from "../../hw/errors.js";
import type { NdArray } from "../../run/data/nd-array.js";
import { targetShape } from "../differentiate.js";
import { elementsOf, shapeText, type Network, type Shape } from "../network.js";
import { Random } from "../randomness.js";
import type { LossName } from "../step.js";
import type { Batch } from "../trainer.js";

export interface Dataset {
  readonly samples: number;
  /** For each input of the network the samples one after the other. */
  readonly inputs: readonly Float32Array[];
  /** Labels as doubles, numbers as FP32. */
  readonly targets: Float32Array | Float64Array;
  readonly target: "labels" | "numbers";
}

/** Integers as doubles, other numbers as FP32. */
function numbersOf({ data }: NdArray): Float32Array | Float64Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  return Float64Array.from(data, Number);
}

function finite(values: ArrayLike<number>, what: string, sizeOfSample: number): Float32Array {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(Math.fround(values[i]))) {
      throw new UsageError(
        `${what} holds ${values[i]} in sample ${Math.floor(i / sizeOfSample)}: only finite numbers of FP32 can be trained on.`,
      );
    }
  }
  return Float32Array.from(values);
}

/** The array of one input: named like it, or "x" for the first. */
function inputArray(arrays: ReadonlyMap<string, NdArray>, name: string, index: number, file: string): NdArray {
  const found = (index === 0 ? arrays.get("x") : undefined) ?? arrays.get(name);
  if (found === undefined) {
    const key = index === 0 ? "x" : name;
    throw new UsageError(`${file} has no array ${key}: save the input ${name} under this key.`);
  }
  return found;
}

/** The inputs alone, one sample after the other. @throws UsageError where shapes do not meet the network's */
export function inputsFrom(
  arrays: ReadonlyMap<string, NdArray>,
  network: Network,
  file: string,
): { readonly samples: number; readonly inputs: readonly Float32Array[] } {
  let samples = 0;
  const inputs = network.inputs.map((name, index) => {
    const array = inputArray(arrays, name, index, file);
    const shape = network.shapes.get(name)!;
    if (array.shape.length !== shape.length || array.shape.slice(1).join() !== shape.slice(1).join()) {
      throw new UsageError(
        `${file} has samples of ${shapeText(array.shape.slice(1))}, but ${network.name} takes ${shapeText(shape.slice(1))} as ${name}: save ${index === 0 ? "x" : name} with this shape behind the number of samples.`,
      );
    }
    if (index === 0) samples = array.shape[0];
    if (array.shape[0] !== samples || samples === 0) {
      throw new UsageError(
        `${file} has ${array.shape[0]} samples of ${name} and ${samples} of the first input: give as many, one at least.`,
      );
    }
    return finite(numbersOf(array), `${name} of ${file}`, elementsOf(shape.slice(1)));
  });
  return { samples, inputs };
}

/** Reads samples and targets of a network. @throws UsageError where shapes, labels or numbers do not fit */
export function datasetFrom(
  arrays: ReadonlyMap<string, NdArray>,
  network: Network,
  loss: LossName,
  file: string,
): Dataset {
  const { samples, inputs } = inputsFrom(arrays, network, file);
  const y = arrays.get("y");
  if (y === undefined) throw new UsageError(`${file} has no array y: save labels or targets under this key.`);
  const prediction = network.shapes.get(network.outputs[0])!;
  const values = numbersOf(y);
  const isLabelled = loss === "cross-entropy" && values instanceof Float64Array;
  const target = isLabelled ? "labels" : "numbers";
  const wanted: Shape = [samples, ...targetShape({ name: loss, target }, prediction).slice(1)];
  const squeezed = (shape: Shape): string => shape.filter((size, axis) => axis === 0 || size !== 1).join();
  if (squeezed(y.shape) !== squeezed(wanted)) {
    throw new UsageError(
      `${file} has y of ${shapeText(y.shape)}, but ${loss} of an output of ${shapeText(prediction.slice(1))} a sample needs ${shapeText(wanted)}.`,
    );
  }
  if (isLabelled) checkLabels(values, prediction[1], file);
  const size = elementsOf(wanted.slice(1));
  if (!isLabelled) finite(values, `y of ${file}`, size);
  if (loss === "bce") checkProbabilities(values, file);
  return { samples, inputs, targets: isLabelled ? values : Float32Array.from(values), target };
}

function checkLabels(labels: ArrayLike<number>, classes: number, file: string): void {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] < 0 || labels[i] >= classes) {
      throw new UsageError(
        `y of ${file} holds the label ${labels[i]}, but there are ${classes} classes: label from 0 to ${classes - 1}.`,
      );
    }
  }
}

function checkProbabilities(values: ArrayLike<number>, file: string): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 0 || values[i] > 1) {
      throw new UsageError(`y of ${file} holds ${values[i]}, but bce takes targets from 0 to 1.`);
    }
  }
}

/** Samples in stored order, or shuffled anew in each pass over them by a seed, wrapping around. */
export class Batches {
  private readonly dataset: Dataset;
  private readonly size: number;
  private readonly shuffleSeed: number | undefined;
  private epoch = -1;
  private order: readonly number[] = [];

  constructor(dataset: Dataset, size: number, shuffleSeed?: number) {
    this.dataset = dataset;
    this.size = size;
    this.shuffleSeed = shuffleSeed;
  }

  /** The batch that begins `index` batches behind the first sample of the run. */
  at(index: number): Batch {
    const { dataset, size } = this;
    const chosen = Array.from({ length: size }, (_, i) => this.sample(index * size + i));
    const gather = <T extends Float32Array | Float64Array>(values: T): T => {
      const each = values.length / dataset.samples;
      const batch = (
        values instanceof Float32Array ? new Float32Array(each * size) : new Float64Array(each * size)
      ) as T;
      chosen.forEach((sample, i) => batch.set(values.subarray(sample * each, (sample + 1) * each), i * each));
      return batch;
    };
    return { inputs: dataset.inputs.map(gather), target: gather(dataset.targets) };
  }

  private sample(position: number): number {
    const { samples } = this.dataset;
    const place = position % samples;
    if (this.shuffleSeed === undefined) return place;
    const epoch = Math.floor(position / samples);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.order = new Random(this.shuffleSeed, epoch).permutation(samples);
    }
    return this.order[place];
  }
}

/** A dataset of one batch from a seed: normal inputs, targets that the loss takes. */
export function seededDataset(network: Network, loss: LossName, seed: number): Dataset {
  const random = new Random(seed, 1);
  const samples = network.shapes.get(network.inputs[0])![0];
  const inputs = network.inputs.map((name) =>
    Float32Array.from({ length: elementsOf(network.shapes.get(name)!) }, () => random.normal()),
  );
  const prediction = network.shapes.get(network.outputs[0])!;
  const target = loss === "cross-entropy" ? "labels" : "numbers";
  const size = elementsOf(targetShape({ name: loss, target }, prediction));
  const draw = (): number =>
    loss === "cross-entropy" ? random.below(prediction[1]) : loss === "bce" ? random.below(2) : random.normal();
  const isReconstruction = loss === "mse" && size === inputs[0].length;
  const targets = isReconstruction ? inputs[0] : Float32Array.from({ length: size }, draw);
  return { samples, inputs, targets, target };
}
