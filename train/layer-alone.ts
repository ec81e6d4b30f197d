/** One layer by itself: its network, its steps, and what it computes. */
import { UsageError } from "../hw/errors.js";
import { NetworkBuilder } from "./builder.js";
import { execute } from "./functional/execute.js";
import { Memory, writeTensor } from "./functional/memory.js";
import { elementsOf, type Network, type Padding, type Pair, type Shape } from "./network.js";
import { compileTraining } from "./program.js";
import { Random } from "./randomness.js";
import type { Layout, Program, Step, StepTensor } from "./step.js";

export const LAYER_KINDS = [
  ...["linear", "conv2d", "pointwise", "depthwise", "conv-transpose2d"],
  ...["batch-norm", "layer-norm", "instance-norm"],
  ...["relu", "relu6", "leaky-relu", "sigmoid", "tanh", "gelu", "softmax", "max-pool", "average-pool"],
] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

export interface LayerSettings {
  readonly kind: string;
  /** Shape of a sample. */
  readonly input: Shape;
  readonly batch: number;
  readonly outputs?: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
  readonly bias: boolean;
  readonly layout: Layout;
  readonly precision: "fp32" | "fp16";
  readonly seed: number;
}

/** Name of the layer in its network. */
export const LAYER = "layer";
/** The layer's input: x plus a trained tensor of zeros, so that it has a gradient. */
const INPUT = "input";

/** A layer between an input with a gradient and a loss. */
export class LayerAlone {
  readonly network: Network;
  readonly program: Program;
  readonly memory: Memory;
  readonly settings: LayerSettings;

  constructor(settings: LayerSettings) {
    this.settings = settings;
    this.network = networkOf(settings);
    this.program = compileTraining(this.network, {
      precision: { precision: settings.precision, rules: [] },
      layout: settings.layout,
      variance: "unbiased",
      loss: "mse",
      target: "numbers",
      optimizer: { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 },
      accumulate: 1,
      isFrozen: () => false,
    });
    this.memory = new Memory(this.program);
    for (const { name, values } of this.network.parameters.values()) writeTensor(this.memory, name, values);
    const random = new Random(settings.seed, 1);
    const draw = (name: string): void => {
      const size = elementsOf(this.memory.tensor(name).shape);
      writeTensor(
        this.memory,
        name,
        Float32Array.from({ length: size }, () => random.normal()),
      );
    };
    for (const name of [...this.program.inputs, this.program.target!]) draw(name);
    execute(this.program.first, this.memory);
  }

  /** What the layer's steps find: the tensors of the run, parameters and running statistics as they were before it. */
  before(): Memory {
    const memory = new Memory(this.program);
    for (const name of this.program.tensors.keys()) memory.get(name).set(this.memory.get(name));
    for (const { name, values } of this.network.parameters.values()) writeTensor(memory, name, values);
    return memory;
  }

  /** The layer's own steps. */
  get steps(): readonly Step[] {
    return this.program.first.filter(({ layer }) => layer === LAYER);
  }

  /** A program of the layer's steps alone: what others wrote is its input. */
  get alone(): Program {
    const tensors = new Map<string, StepTensor>();
    const outside = new Set([INPUT, this.outputGradient]);
    for (const [name, tensor] of this.program.tensors) {
      tensors.set(name, outside.has(name) ? { ...tensor, role: "input" } : tensor);
    }
    const outputs = [this.output, this.inputGradient];
    return { ...this.program, tensors, outputs, first: this.steps, update: [] };
  }

  /** Tensors of the layer: input, output and their gradients. */
  readonly input = INPUT;
  readonly output = LAYER;
  readonly outputGradient = `loss.d_${LAYER}`;
  readonly inputGradient = `${LAYER}.d_${INPUT}`;
}

function networkOf(s: LayerSettings): Network {
  const b = new NetworkBuilder(s.kind);
  const random = new Random(s.seed);
  const shape = [s.batch, ...s.input];
  const weight = (name: string, sizes: Shape): string => {
    const deviation = sizes.length > 1 ? 1 / Math.sqrt(elementsOf(sizes.slice(1))) : 0.5;
    const values = Float32Array.from({ length: elementsOf(sizes) }, () => deviation * random.normal());
    return b.parameter(name, sizes, "weight", values);
  };
  b.input("x", shape);
  b.parameter("zero", shape, "weight", new Float32Array(elementsOf(shape)));
  const x = b.add("add", INPUT, ["x", "zero"], {});
  const channels = s.input[0];
  const biased = (inputs: readonly string[], size: number): readonly string[] =>
    s.bias ? [...inputs, weight("bias", [size])] : inputs;
  const { stride, padding, dilation } = s;
  const geometry = { stride, padding, dilation, groups: s.groups };
  const conv = (outputs: number, groups: number, kernel: Pair): string =>
    b.add(
      "conv2d",
      LAYER,
      biased([x, weight("weight", [outputs, Math.max(1, Math.floor(channels / groups)), ...kernel])], outputs),
      { ...geometry, groups },
    );
  const outputs = (): number => {
    if (s.outputs === undefined)
      throw new UsageError(`A layer ${s.kind} needs --out: give its output channels or features.`);
    return s.outputs;
  };
  const affine = (sizes: Shape): readonly string[] => [weight("scale", sizes), weight("shift", sizes)];
  const build = (): string => {
    switch (s.kind as LayerKind) {
      case "linear": {
        const last = s.input.at(-1)!;
        return b.add("linear", LAYER, biased([x, weight("weight", [outputs(), last])], outputs()), {
          weight: "out-in",
        });
      }
      case "conv2d":
        return conv(outputs(), s.groups, s.kernel);
      case "pointwise":
        return conv(outputs(), 1, [1, 1]);
      case "depthwise":
        return conv(channels, channels, s.kernel);
      case "conv-transpose2d": {
        const kernel = weight("weight", [channels, outputs() / s.groups, ...s.kernel]);
        return b.add("convTranspose2d", LAYER, biased([x, kernel], outputs()), { ...geometry, outputPadding: [0, 0] });
      }
      case "batch-norm": {
        const statistics = [0, 1].map((value) =>
          b.parameter(`running${value}`, [channels], "statistic", new Float32Array(channels).fill(value)),
        );
        const attributes = { epsilon: 1e-5, momentum: 0.1, frozen: false };
        return b.add("batchNorm", LAYER, [x, ...affine([channels]), ...statistics], attributes);
      }
      case "layer-norm":
        return b.add("layerNorm", LAYER, [x, ...affine(s.input.slice(-1))], { epsilon: 1e-5, axis: s.input.length });
      case "instance-norm":
        return b.add("instanceNorm", LAYER, [x, ...affine([channels])], { epsilon: 1e-5 });
      case "relu":
      case "relu6":
      case "sigmoid":
      case "tanh":
        return b.add(s.kind as "relu", LAYER, [x], {});
      case "leaky-relu":
        return b.add("leakyRelu", LAYER, [x], { slope: 0.01 });
      case "gelu":
        return b.add("gelu", LAYER, [x], { form: "erf" });
      case "softmax":
        return b.add("softmax", LAYER, [x], { axis: s.input.length });
      case "max-pool":
        return b.add("maxPool", LAYER, [x], { kernel: s.kernel, stride, padding, dilation });
      case "average-pool":
        return b.add("averagePool", LAYER, [x], { kernel: s.kernel, stride, padding, countPadding: true });
    }
  };
  return b.build([build()]);
}
