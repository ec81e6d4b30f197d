/** The part of a network that learns: one training step as primitives, from packed replays and new latents to the updated weights. */
import { UsageError } from "../../hw/errors.js";
import type { Outside } from "../cycles/cycle-step.js";
import { decodeElements } from "../cycles/bytes.js";
import { rounderOf } from "../functional/arithmetic.js";
import { execute } from "../functional/execute.js";
import { Memory, readTensor, writeTensor } from "../functional/memory.js";
import { elementsOf, type Network, type Shape } from "../network.js";
import { hyperparameters } from "../optimizer.js";
import type { Precision } from "../precision.js";
import { compileInference, compileTraining, type TrainingSettings } from "../program.js";
import type { OptimizerSettings, Program, Step, StepTensor } from "../step.js";
import { eightBitProducts } from "./eight-bit.js";
import { latentBytes, type Store } from "./stores.js";

/** Names of the tensors that the host, or the external memory's DMA, fills. */
export const FRESH = "fresh";
export const REPLAYS = "replays";
/** The replay memory, where L2 has room for it. */
export const STORE = "store";
/** Replays of the next step, and their slots (of this one, where they come from the store): what the external memory's DMA brings, and which. */
export const NEXT = "next";
export const SLOTS = "slots";

const SGD: OptimizerSettings = {
  ...{ name: "sgd", momentum: 0, nesterov: false, weightDecay: 0 },
  ...{ betas: [0.9, 0.999], epsilon: 1e-8 },
};

export interface AdaptiveSettings {
  readonly precision: Exclude<Precision, "fp8">;
  /** Products that read latents take them as they lie, in FP8; the store must be one. */
  readonly eightBit: boolean;
  readonly store: Store;
  /** Numbers of one code, of the store and of the codes of new latents. */
  readonly scale: number;
  /** How new latents come: codes of eight bits with this scale, or numbers of FP32. */
  readonly fresh: { readonly codes: number } | "numbers";
  readonly counts: { readonly fresh: number; readonly replays: number };
  readonly lr: number;
  /** Slots of the replay memory that lies in L2; absent: it lies outside. */
  readonly inL2?: number;
  /** Constant factor of the loss, absent for none. */
  readonly lossScale?: number;
}

const settingsOf = ({ precision, lossScale }: AdaptiveSettings): TrainingSettings => ({
  precision: { precision, rules: [] },
  ...{ layout: "hwc", variance: "unbiased", loss: "cross-entropy", target: "labels", optimizer: SGD, accumulate: 1 },
  ...(lossScale !== undefined && { lossScale }),
  isFrozen: () => false,
});

/** One training step on a batch of new latents and replays: a program of which `first` and `update` run. */
export function learningProgram(network: Network, settings: AdaptiveSettings): Program {
  const base = compileTraining(network, settingsOf(settings));
  const [input] = base.inputs;
  const eight = settings.eightBit ? formatOf(settings.store) : undefined;
  const program = eight === undefined ? base : eightBitProducts(base, input, eight);
  const latents = program.tensors.get(input)!;
  const elements = elementsOf(latents.shape.slice(1));
  const { fresh, replays } = settings.counts;
  const tensors = new Map(program.tensors);
  tensors.set(input, { ...latents, role: "activation" });
  const common = { layer: "replays", pass: "prepare" as const };
  const steps: Step[] = [];
  const bring = (name: string, count: number, offset: number, store: Store, scale: number): void => {
    if (count === 0) return;
    const target = { output: latents.name, outputOffset: offset * elements };
    if (store.kind === "codes") {
      declare(tensors, name, [count * latentBytes(store, elements)], "uint8");
      const { bits } = store;
      steps.push({ ...common, ...target, name, kind: "unpack", input: name, bits, scale, elements: count * elements });
    } else {
      declare(tensors, name, [count * elements], store.format);
      steps.push({ ...common, ...target, name, kind: "cast", input: name });
    }
  };
  const whole: Store =
    eight !== undefined
      ? settings.store
      : settings.fresh === "numbers"
        ? { kind: "numbers", name: "fp32", format: "fp32", bits: 32 }
        : { kind: "codes", name: "u8", bits: 8 };
  if (eight === undefined) {
    bring(FRESH, fresh, 0, whole, settings.fresh === "numbers" ? 1 : settings.fresh.codes);
    bring(REPLAYS, replays, fresh, settings.store, settings.scale);
  } else {
    // Both are read as they lie: the DMA brings them behind each other into the tensor that the products read.
    tensors.set(input, { ...latents, role: "input" });
  }
  const itemBytes = latentBytes(settings.store, elements);
  const { inL2 } = settings;
  if (replays > 0) {
    if (inL2 === undefined) declare(tensors, NEXT, [replays * itemBytes], "uint8");
    else declare(tensors, STORE, [inL2 * itemBytes], "uint8");
    declare(tensors, SLOTS, [replays], "int32");
  }
  const gather = { tensor: REPLAYS, store: STORE, list: SLOTS, itemBytes, count: replays };
  const isGathered = replays > 0 && inL2 !== undefined;
  return { ...program, tensors, first: [...steps, ...program.first], ...(isGathered && { gather }) };
}

/** The format of a store that RedMulE's FP8 products read. @throws UsageError for any other */
export function formatOf(store: Store): "fp8" | "fp8alt" {
  if (store.kind === "numbers" && (store.format === "fp8" || store.format === "fp8alt")) return store.format;
  throw new UsageError(`Replays in ${store.name} are not read by FP8 products: give --store e4m3 or e5m2.`);
}

function declare(tensors: Map<string, StepTensor>, name: string, shape: Shape, format: StepTensor["format"]): void {
  tensors.set(name, { name, shape, order: shape.map((_, axis) => axis), format, role: "input" });
}

/** Runs the steps of a program on a memory. */
export type LearningRunner = (program: Program, steps: readonly Step[], memory: Memory, outside?: Outside) => void;

/** What one step gets: bytes as they lie, and labels of all samples, new ones first. */
export interface LearningBatch {
  readonly fresh: Uint8Array;
  readonly replays: Uint8Array;
  readonly labels: readonly number[];
  /** The replay memory and the slots of the next step, where they are fetched meanwhile. */
  readonly next?: { readonly bytes: Uint8Array; readonly slots: readonly number[] };
  /** The replay memory and the slots of this step, where L2 has it. */
  readonly kept?: { readonly bytes: Uint8Array; readonly slots: readonly number[] };
}

/** The adaptive stage with its weights. */
export class Adaptive {
  readonly network: Network;
  readonly settings: AdaptiveSettings;
  readonly program: Program;
  readonly memory: Memory;
  /** All steps of a training step; the same array each time. */
  readonly steps: readonly Step[];
  private readonly names: readonly string[];

  constructor(network: Network, settings: AdaptiveSettings) {
    this.network = network;
    this.settings = settings;
    this.program = learningProgram(network, settings);
    this.memory = new Memory(this.program);
    this.steps = [...this.program.first, ...this.program.update];
    this.names = [...network.parameters.keys()];
    for (const { name, values } of network.parameters.values()) writeTensor(this.memory, name, values);
    writeTensor(this.memory, "hyper", hyperparameters(SGD, settings.lr, 1));
    const { lossScale } = settings;
    if (lossScale !== undefined) writeTensor(this.memory, "lossScale", [lossScale, 1 / lossScale, 0]);
  }

  /** Puts a batch into the tensors that the host, or the DMA, fills. */
  place(batch: LearningBatch): void {
    const { memory, program, settings } = this;
    writeTensor(memory, program.target!, batch.labels);
    if (settings.eightBit) {
      const joined = new Uint8Array(batch.fresh.length + batch.replays.length);
      joined.set(batch.fresh);
      joined.set(batch.replays, batch.fresh.length);
      placeBytes(memory, program.inputs[0], joined);
      return;
    }
    placeBytes(memory, FRESH, batch.fresh);
    if (settings.counts.replays > 0) placeBytes(memory, REPLAYS, batch.replays);
  }

  /** One step. @returns the loss, and whether an overflow made the update do nothing */
  step(batch: LearningBatch, run: LearningRunner = functionally): { readonly loss: number; readonly skipped: boolean } {
    this.place(batch);
    if (run !== functionally && batch.kept !== undefined) {
      placeBytes(this.memory, STORE, batch.kept.bytes);
      writeTensor(this.memory, SLOTS, batch.kept.slots);
    }
    run(this.program, this.steps, this.memory, this.outsideOf(batch));
    const { tensors } = this.program;
    const skipped = tensors.has("gradientNorm") && this.memory.get("gradientNorm")[1] === 0;
    return { loss: this.memory.get(this.program.loss!)[0], skipped };
  }

  private outsideOf({ next }: LearningBatch): Outside | undefined {
    if (next === undefined) return undefined;
    writeTensor(this.memory, SLOTS, next.slots);
    const count = next.slots.length;
    const itemBytes = elementsOf(this.program.tensors.get(NEXT)!.shape) / count;
    return { bytes: next.bytes, prefetch: { to: NEXT, list: SLOTS, itemBytes, count } };
  }

  /** Weights and biases as they stand, C order, by name. */
  parameters(): ReadonlyMap<string, Float32Array> {
    return new Map(this.names.map((name) => [name, readTensor(this.memory, name)]));
  }

  restore(values: ReadonlyMap<string, Float32Array>): void {
    for (const name of this.names) writeTensor(this.memory, name, values.get(name)!);
  }
}

const functionally: LearningRunner = (_program, steps, memory) => execute(steps, memory);

function placeBytes(memory: Memory, name: string, bytes: Uint8Array): void {
  decodeElements(bytes, memory.tensor(name).format, memory.get(name));
}

/** Classifies latents with given weights. */
export class Classifier {
  private readonly program: Program;
  private readonly memory: Memory;
  private readonly batch: number;

  constructor(network: Network, settings: AdaptiveSettings) {
    const base = compileInference(network, {
      precision: { precision: settings.precision, rules: [] },
      layout: "hwc",
    });
    this.program = settings.eightBit ? eightBitProducts(base, base.inputs[0], formatOf(settings.store)) : base;
    this.memory = new Memory(this.program);
    this.batch = network.shapes.get(network.inputs[0])![0];
  }

  /** The most likely class of each latent; latents lie in the order of memory, one behind the other. */
  classify(parameters: ReadonlyMap<string, Float32Array>, latents: Float32Array, elements: number): Uint16Array {
    const { memory, program, batch } = this;
    for (const [name, values] of parameters) writeTensor(memory, name, values);
    const input = memory.get(program.inputs[0]);
    const round = rounderOf(memory.tensor(program.inputs[0]).format);
    const count = latents.length / elements;
    const found = new Uint16Array(count);
    for (let from = 0; from < count; from += batch) {
      const part = latents.subarray(from * elements, Math.min(count, from + batch) * elements);
      for (let i = 0; i < part.length; i++) input[i] = round(part[i]);
      execute(program.first, memory);
      const y = readTensor(memory, program.outputs[0]);
      const classes = y.length / batch;
      for (let i = 0; i < part.length / elements; i++) {
        let best = 0;
        for (let c = 1; c < classes; c++) if (y[i * classes + c] > y[i * classes + best]) best = c;
        found[from + i] = best;
      }
    }
    return found;
  }
}
