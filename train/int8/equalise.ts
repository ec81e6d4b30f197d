/**
 * Equalisation across layers (Nagel et al., Data-Free Quantization through Weight Equalization and Bias Correction, 2019). Between two products with no
 * more than rectifiers and pools in between, a channel may be divided by any positive number behind the first and multiplied by it before the second:
 * the network computes the same, and its channels share scales better.
 */
import type { ProductStage, Stage } from "./stages.js";
import type { Observed } from "./observe.js";

/** Two products, and the tensors between them whose channels may be scaled. */
interface Pair {
  readonly first: ProductStage;
  readonly second: ProductStage;
  readonly between: readonly string[];
}

/** After each round the pairs before and behind a pair have moved; far fewer rounds settle it within a percent. */
const ROUNDS = 20;
const SETTLED = 0.01;
/** A channel below this share of the largest one, the last of eight bits, counts as one with it: dead channels are not blown up. */
const LEAST = 2 ** -8;

export const isProductStage = (stage: Stage | undefined): stage is ProductStage =>
  stage !== undefined && "weights" in stage;

/** Whether scaled channels have the same limits: those of ReLU, or none. */
const keepsScale = ({ low, high }: Stage): boolean => (low === 0 || low === -Infinity) && high === Infinity;

function pairsOf(stages: readonly Stage[]): readonly Pair[] {
  const soleReader = (tensor: string): Stage | undefined => {
    const readers = stages.filter(({ inputs }) => inputs.includes(tensor));
    return readers.length === 1 ? readers[0] : undefined;
  };
  const output = stages.at(-1)!.output;
  return stages.filter(isProductStage).flatMap((first) => {
    const between: string[] = [];
    let stage: Stage | undefined = first;
    while (stage !== undefined && stage.op !== "add" && keepsScale(stage) && stage.output !== output) {
      between.push(stage.output);
      stage = soleReader(stage.output);
      if (isProductStage(stage)) return [{ first, second: stage, between }];
    }
    return [];
  });
}

/** Largest magnitude of the weights that make each output channel. */
function rowReaches({ weights, bias }: Pick<ProductStage, "weights" | "bias">): Float64Array {
  const row = weights.length / bias.length;
  return bias.map((_, k) =>
    weights.subarray(k * row, (k + 1) * row).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0),
  );
}

/** The channel of the input that each weight multiplies. */
function inputChannels({ weights, bias, groups, kernel }: ProductStage): Int32Array {
  const row = weights.length / bias.length;
  const depth = row / (kernel[0] * kernel[1]);
  const each = bias.length / groups;
  return Int32Array.from(weights, (_, i) => Math.floor(Math.floor(i / row) / each) * depth + ((i % row) % depth));
}

/** Shares of the largest one. */
function shares(reaches: Float64Array): Float64Array {
  const largest = reaches.reduce((most, reach) => Math.max(most, reach), 0) || 1;
  return reaches.map((reach) => Math.max(reach / largest, LEAST));
}

/**
 * What each channel is divided by: it makes its reach before and behind the tensor equal. With a scale for each channel the rows of the first product
 * have scales of their own, and what shares one are the activations; else its weights do.
 */
function factorsOf(
  { first, second, between }: Pair,
  channels: Int32Array,
  observed: ReadonlyMap<string, Observed>,
  perChannel: boolean,
): Float64Array {
  const { low, high } = observed.get(between[0])!;
  const before = shares(perChannel ? high.map((value, c) => Math.max(value, -low[c])) : rowReaches(first));
  const reaches = new Float64Array(before.length);
  second.weights.forEach((weight, i) => {
    reaches[channels[i]] = Math.max(reaches[channels[i]], Math.abs(weight));
  });
  const behind = shares(reaches);
  return before.map((share, c) => Math.sqrt(share / behind[c]));
}

function scale(
  { first, second, between }: Pair,
  channels: Int32Array,
  factors: Float64Array,
  observed: Map<string, Observed>,
): void {
  const row = first.weights.length / first.bias.length;
  first.weights.forEach((weight, i) => (first.weights[i] = weight / factors[Math.floor(i / row)]));
  first.bias.forEach((start, c) => (first.bias[c] = start / factors[c]));
  second.weights.forEach((weight, i) => (second.weights[i] = weight * factors[channels[i]]));
  for (const name of between) {
    const { low, high, mean } = observed.get(name)!;
    const pixels = mean.length / low.length;
    observed.set(name, {
      low: low.map((value, c) => value / factors[c]),
      high: high.map((value, c) => value / factors[c]),
      mean: mean.map((value, i) => value / factors[Math.floor(i / pixels)]),
    });
  }
}

/**
 * Scales channels of the stages, in place. @param perChannel whether products have a scale for each output channel
 * @returns what the tensors hold then
 */
export function equalise(
  stages: readonly Stage[],
  observed: ReadonlyMap<string, Observed>,
  perChannel: boolean,
): ReadonlyMap<string, Observed> {
  const result = new Map(observed);
  const pairs = pairsOf(stages).map((pair) => ({ pair, channels: inputChannels(pair.second) }));
  let isSettled = false;
  for (let round = 0; round < ROUNDS && !isSettled; round++) {
    isSettled = true;
    for (const { pair, channels } of pairs) {
      const factors = factorsOf(pair, channels, result, perChannel);
      isSettled &&= factors.every((factor) => Math.abs(factor - 1) < SETTLED);
      scale(pair, channels, factors, result);
    }
  }
  return result;
}
