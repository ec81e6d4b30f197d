/** The stages that layers of a float network become, and where each of them reads. */
import { UsageError } from "../../hw/errors.js";
import type { Layer, Network, Padding, Shape } from "../network.js";
import type { PoolLayer, ProductLayer, Window } from "./network.js";

interface StageBase {
  readonly name: string;
  /** Tensors of the float network. */
  readonly inputs: readonly string[];
  /** Of a sample, as it lies in memory: what is flattened keeps rows and columns. */
  readonly shape: Shape;
  /** Grows as what follows is folded in. */
  output: string;
  low: number;
  high: number;
}

export interface ProductStage extends StageBase, Window {
  readonly op: ProductLayer["op"];
  readonly groups: number;
  /** [Co, kh, kw, Ci / groups]. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

export interface PoolStage extends StageBase, Window {
  readonly op: PoolLayer["op"];
}

export interface AddStage extends StageBase {
  readonly op: "add";
}

export type Stage = ProductStage | PoolStage | AddStage;

/** A tensor as a later layer sees it: which stage's result, and zeros around it that are still to be added. */
interface Source {
  readonly tensor: string;
  readonly padding: Padding;
}

const LAYERS_IN_PLACE: ReadonlySet<string> = new Set(["relu", "relu6", "clip"]);
export const NO_PADDING: Padding = [0, 0, 0, 0];

/** @throws UsageError naming the layer and why it has no eight-bit form */
export function refuse(layer: Layer, why: string): never {
  throw new UsageError(`Layer ${layer.name} (${layer.op}) ${why}: quantise up to the tensor before it.`);
}

/** Layers that an output depends on. */
function neededLayers(network: Network, output: string): readonly Layer[] {
  const wanted = new Set([output]);
  const layers = network.layers.toReversed().filter((layer) => {
    if (!layer.outputs.some((name) => wanted.has(name))) return false;
    layer.inputs.forEach((name) => wanted.add(name));
    return true;
  });
  return layers.reverse();
}

/** Stages in the making: layers that need no stage of their own change what a tensor's name stands for. */
export class StageList {
  readonly stages: Stage[] = [];
  protected readonly layers: readonly Layer[];
  /** What the names of tensors stand for, where it is not themselves. */
  protected readonly sources = new Map<string, Source>();
  private readonly network: Network;
  private readonly output: string;

  constructor(network: Network, output: string) {
    this.network = network;
    this.output = output;
    this.layers = neededLayers(network, output);
  }

  protected source(name: string): Source {
    return this.sources.get(name) ?? { tensor: name, padding: NO_PADDING };
  }

  protected shape(name: string): Shape {
    return this.network.shapes.get(name)!;
  }

  /** Shape of a sample of a tensor that a stage writes, or of the input. */
  protected laid(tensor: string): Shape {
    return this.stages.find(({ output }) => output === tensor)?.shape ?? this.shape(tensor).slice(1);
  }

  /** The input of a layer that takes no padding. */
  protected plain(layer: Layer, name: string): string {
    const { tensor, padding } = this.source(name);
    if (padding.some((size) => size > 0)) refuse(layer, "reads a padded tensor, which convolutions alone can");
    if (this.network.parameters.has(tensor)) refuse(layer, `reads the parameter ${tensor} as an operand`);
    return tensor;
  }

  protected parameter(layer: Layer, name: string): Float32Array {
    const parameter = this.network.parameters.get(name);
    if (parameter === undefined) return refuse(layer, `computes its weight ${name}, but it must be a parameter`);
    return parameter.values;
  }

  /** The stage that writes what `name` stands for, when nothing else reads it. */
  protected producer(name: string): Stage | undefined {
    const readers = this.layers.filter(({ inputs }) => inputs.includes(name));
    const stage = this.stages.find(({ output }) => output === this.source(name).tensor);
    return readers.length === 1 && name !== this.output && stage?.output === name ? stage : undefined;
  }

  protected push(
    layer: Layer,
    stage: Omit<ProductStage, keyof StageBase> | Omit<PoolStage, keyof StageBase> | Pick<AddStage, "op" | "inputs">,
  ): void;
  protected push(layer: Layer, stage: { op: string; inputs?: readonly string[] }): void {
    const inputs = stage.inputs ?? [this.source(layer.inputs[0]).tensor];
    const [output] = layer.outputs;
    // What works element by element leaves them where they are.
    const isElementwise = stage.op === "add" || LAYERS_IN_PLACE.has(layer.op);
    const shape = isElementwise ? this.laid(inputs[0]) : this.shape(output).slice(1);
    const whole = { name: layer.name, output, shape, low: -Infinity, high: Infinity, ...stage, inputs };
    this.stages.push(whole as Stage);
  }
}
