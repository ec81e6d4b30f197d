/** What the choices of a run of learning mean: networks, defaults, who multiplies. */
import { UsageError } from "../../hw/errors.js";
import { packageFile } from "../../sw/package-file.js";
import type { Network } from "../network.js";
import type { Precision } from "../precision.js";
import { formatOf } from "./adaptive.js";
import { INITIAL_CLASSES } from "./protocol.js";
import { NetworkSource } from "./source.js";
import { splitNetwork } from "./split.js";
import type { Store } from "./stores.js";

/** The network that comes with the package, pre-trained by scripts/pretrain-fashion.ts. */
export const SHIPPED = packageFile("train", "learn", "data", "fashion-net.onnx");

export const LEARN_MODELS = ["functional", "step", "event", "cycles"] as const;
export type LearnModel = (typeof LEARN_MODELS)[number];
export type LearnEngine = "cores" | "redmule";
export type LearnPrecision = Exclude<Precision, "fp8">;

/** Learning rates of the protocol: of a single linear layer, and of more than that. */
const RATES = { linear: 1, more: 0.5 } as const;
/** Loss scale of the mixed precision. */
export const LOSS_SCALE = 1024;
/** The same where products write E4M3: sums over 128 samples of the weight gradient stay below its largest number. */
const NARROW_LOSS_SCALE = 64;

/** The loss scale of a run unless its user gives one; FP8 products have the format of the store. */
export function defaultLossScale(precision: Precision, eightBit: boolean, store: Store): number | undefined {
  if (precision !== "mixed") return undefined;
  return eightBit && store.name === "e4m3" ? NARROW_LOSS_SCALE : LOSS_SCALE;
}

/** A network from a .onnx file for any number of samples. */
export function networkFrom(path: string): (batch: number) => Network {
  return new NetworkSource(path).of;
}

export function defaultRate(network: Network, split: string): number {
  const { adaptive } = splitNetwork(network, split);
  return adaptive.layers.length === 1 && adaptive.layers[0].op === "linear" ? RATES.linear : RATES.more;
}

/** Whether everything that reads the latents is a product of RedMulE. */
function readByProducts(network: Network, split: string): boolean {
  const { adaptive } = splitNetwork(network, split);
  const readers = adaptive.layers.filter(({ inputs }) => inputs.includes(split));
  return readers.every((layer) => layer.op === "linear" || (layer.op === "conv2d" && layer.attributes.groups === 1));
}

/** Whether what reads the latents gives the scores of the classes. */
function classifies(network: Network, split: string): boolean {
  const { adaptive } = splitNetwork(network, split);
  return adaptive.layers.some(
    ({ inputs, outputs }) => inputs.includes(split) && outputs.some((name) => network.outputs.includes(name)),
  );
}

export const PRODUCTS = ["fp8", "stored"] as const;

/**
 * Whether products read FP8 replays as they lie: as it is asked for, or wherever it can be done.
 * @throws UsageError where it is asked for and cannot be done
 */
export function readsEightBit(
  network: Network,
  {
    split,
    store,
    engine,
    precision,
    products,
  }: {
    readonly split: string;
    readonly store: Store;
    readonly engine: LearnEngine;
    readonly precision: LearnPrecision;
    readonly products: (typeof PRODUCTS)[number] | undefined;
  },
): boolean {
  if (products === "stored") return false;
  const isEight = store.kind === "numbers" && store.bits === 8;
  if (products === undefined) {
    const suits = isEight && engine === "redmule" && precision !== "fp32" && readByProducts(network, split);
    // Scores in FP8 make single runs scatter by some points: that has to be asked for.
    return suits && !classifies(network, split);
  }
  formatOf(store);
  if (engine !== "redmule" || precision === "fp32") {
    throw new UsageError("--products fp8 are RedMulE's: give --engine redmule and --precision fp16 or mixed.");
  }
  if (!readByProducts(network, split)) {
    throw new UsageError(
      `--products fp8 needs replays that a matrix product reads, but another layer reads ${split}: give a --split before a pointwise or linear layer, or leave --products out.`,
    );
  }
  return true;
}

/** Classes that a network knows: those of the shipped one, or as they are named. */
export function initialClasses(given: readonly number[] | undefined): readonly number[] {
  return given ?? INITIAL_CLASSES;
}
