/** One layer between an input and a loss: what the functional run makes of it, tensor by tensor. */
import { expect } from "vitest";
import type { GoldenTensor } from "../../golden/layers/tensor.js";
import { NetworkBuilder } from "../../train/builder.js";
import { targetShape } from "../../train/differentiate.js";
import { readTensor } from "../../train/functional/memory.js";
import { elementsOf, type Network, type Shape } from "../../train/network.js";
import type { FormatRule, Precision } from "../../train/precision.js";
import { Random } from "../../train/randomness.js";
import type { Layout, LossName, OptimizerSettings } from "../../train/step.js";
import { Trainer } from "../../train/trainer.js";

export const SGD: OptimizerSettings = {
  name: "sgd",
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
};

export interface ProbeSettings {
  readonly x: Shape;
  readonly seed: number;
  readonly precision: Precision;
  readonly layout?: Layout;
  readonly loss?: LossName;
  readonly target?: "labels" | "numbers";
  readonly lr?: number;
  readonly optimizer?: OptimizerSettings;
  readonly clipNorm?: number;
  readonly rules?: readonly FormatRule[];
  /** Numbers of x; by default normal with deviation 1. */
  readonly spread?: number;
}

/** Adds the layer that is looked at, under the name "layer", and returns its output. */
export type ProbeLayer = (builder: ProbeBuilder, x: string) => string;

export class ProbeBuilder extends NetworkBuilder {
  readonly random: Random;

  constructor(seed: number) {
    super("probe");
    this.random = new Random(seed);
  }

  /** A weight with normal values. */
  weight(name: string, shape: Shape, spread = 0.5): string {
    const values = Float32Array.from({ length: elementsOf(shape) }, () => spread * this.random.normal());
    return this.parameter(name, shape, "weight", values);
  }
}

/** A step of x + p, the layer, and a loss. p is trained, so that the layer's input has a gradient. */
export class Probe {
  readonly network: Network;
  readonly trainer: Trainer;
  readonly output: string;
  readonly target: readonly number[];
  readonly loss: number;
  private readonly before = new Map<string, number[]>();

  constructor(settings: ProbeSettings, layer: ProbeLayer) {
    const { x: shape, seed, loss = "mse", target = "numbers" } = settings;
    const builder = new ProbeBuilder(seed);
    builder.input("x", shape);
    builder.parameter("p", shape, "weight", new Float32Array(elementsOf(shape)));
    this.output = layer(builder, builder.add("add", "shift", ["x", "p"], {}));
    this.network = builder.build([this.output]);
    this.trainer = new Trainer(this.network, {
      precision: { precision: settings.precision, rules: settings.rules ?? [] },
      layout: settings.layout ?? "hwc",
      variance: "unbiased",
      loss,
      target,
      optimizer: settings.optimizer ?? SGD,
      ...(settings.clipNorm !== undefined && { clipNorm: settings.clipNorm }),
      ...(settings.precision === "fp8" && { lossScale: 1 }),
      accumulate: 1,
      isFrozen: () => false,
      lr: settings.lr ?? 0,
      schedule: { kind: "constant" },
      seed,
    });
    for (const name of this.network.parameters.keys()) this.before.set(name, this.values(name));
    const random = new Random(seed, 2);
    const prediction = this.network.shapes.get(this.output)!;
    const size = elementsOf(targetShape({ name: loss, target }, prediction));
    const draw = (): number =>
      target === "labels" ? random.below(prediction[1]) : loss === "bce" ? random.uniform() : random.normal();
    this.target = Array.from({ length: size }, draw).map(Math.fround);
    const input = Float32Array.from({ length: elementsOf(shape) }, () => (settings.spread ?? 1) * random.normal());
    this.loss = this.trainer.step([{ inputs: [input], target: this.target }]).loss;
  }

  /** A tensor of the run as it stands behind the step. */
  tensor(name: string): GoldenTensor {
    return { shape: this.trainer.memory.tensor(name).shape, values: this.values(name) };
  }

  /** A parameter as it was before the step, in the format in which it is kept. */
  parameter(name: string): GoldenTensor {
    return { shape: this.network.shapes.get(name)!, values: this.before.get(name)! };
  }

  /** The layer's input, output, and their gradients. */
  get x(): GoldenTensor {
    return this.tensor("shift");
  }
  get y(): GoldenTensor {
    return this.tensor(this.output);
  }
  get dy(): GoldenTensor {
    return this.tensor(`loss.d_${this.output}`);
  }
  get dx(): GoldenTensor {
    return this.tensor("layer.d_shift");
  }

  private values(name: string): number[] {
    return [...readTensor(this.trainer.memory, name)];
  }
}

/** Fails at the first number whose encoding differs. */
export function expectSame(got: GoldenTensor | readonly number[], wanted: GoldenTensor | readonly number[]): void {
  const valuesOf = (each: GoldenTensor | readonly number[]): readonly number[] =>
    "shape" in each ? each.values : each;
  const [a, b] = [valuesOf(got), valuesOf(wanted)];
  expect(a.length).toBe(b.length);
  const place = a.findIndex((value, i) => !Object.is(value, b[i]));
  if (place >= 0) expect(`[${place}] ${a[place]}`).toBe(`[${place}] ${b[place]}`);
}
