/** Programs: a whole training step, or an inference, as steps on tensors. */
import { UsageError } from "../hw/errors.js";
import { differentiate, type LossSettings } from "./differentiate.js";
import { LAYERS } from "./layers/registry.js";
import { runLayer } from "./layers/run-layer.js";
import { Lowering, type LoweringOptions } from "./lowering.js";
import { elementsOf, isTrainable, type Layer, type Network, type Shape } from "./network.js";
import { HYPER_SIZE, statesOf } from "./optimizer.js";
import type { Precision, PrecisionPlan } from "./precision.js";
import type { Layout, OptimizerSettings, Pass, Program, Step, StepTensor } from "./step.js";

/** Good steps after which a dynamic loss scale doubles. */
export const SCALE_INTERVAL = 2000;
/** First dynamic loss scale. */
export const FIRST_SCALE = 1024;

export interface TrainingSettings {
  readonly precision: PrecisionPlan;
  readonly layout: Layout;
  readonly variance: "unbiased" | "population";
  readonly loss: LossSettings["name"];
  readonly target: LossSettings["target"];
  readonly optimizer: OptimizerSettings;
  /** Largest global norm of the gradients. */
  readonly clipNorm?: number;
  /** Batches to a step. */
  readonly accumulate: number;
  /** Constant factor of the loss, or one that follows overflow; absent: none. */
  readonly lossScale?: number | "dynamic";
  readonly isFrozen: (parameter: string) => boolean;
}

/** The loss scale that a precision has when nothing is said. */
export function defaultLossScale(precision: Precision): "dynamic" | undefined {
  return precision === "mixed" || precision === "fp8" ? "dynamic" : undefined;
}

/** Parameters that a run with these settings trains. */
export function trainedParameters(network: Network, isFrozen: (name: string) => boolean): ReadonlySet<string> {
  const names = [...network.parameters.values()].filter(isTrainable).map(({ name }) => name);
  return new Set(names.filter((name) => !isFrozen(name)));
}

/** One training step of a network. */
export function compileTraining(network: Network, settings: TrainingSettings): Program {
  const trained = trainedParameters(network, settings.isFrozen);
  if (trained.size === 0) {
    throw new UsageError(`Every parameter of ${network.name} is frozen: nothing is left to train; freeze fewer.`);
  }
  const options: LoweringOptions = {
    precision: settings.precision,
    layout: settings.layout,
    variance: settings.variance,
    isTraining: true,
    trained,
    accumulates: false,
  };
  const loss: LossSettings = {
    name: settings.loss,
    target: settings.target,
    accumulate: settings.accumulate,
    isScaled: settings.lossScale !== undefined,
  };
  const first = differentiate(network, options, loss);
  const tensors = new Map(first.tensors);
  let further: readonly Step[] = [];
  if (settings.accumulate > 1) {
    const again = differentiate(network, { ...options, accumulates: true }, loss);
    further = again.steps;
    for (const [name, tensor] of again.tensors) if (!tensors.has(name)) tensors.set(name, tensor);
  }
  const update = emitUpdate(first, settings, tensors);
  const lossStep = first.steps.find((step) => step.kind === "loss")!;
  return {
    ...endsOf(network, first),
    target: lossStep.target,
    loss: lossStep.loss,
    tensors,
    first: first.steps,
    further,
    update,
    macs: macsOf(network, first),
  };
}

/** The forward pass alone, with running statistics and without dropout. */
export function compileInference(network: Network, settings: Pick<TrainingSettings, "precision" | "layout">): Program {
  const lowering = new Lowering(network, {
    ...settings,
    variance: "unbiased",
    isTraining: false,
    trained: new Set(),
    accumulates: false,
  });
  for (const layer of network.layers) runLayer(lowering, layer, "forward");
  const macs = macsOf(network, lowering);
  return {
    ...endsOf(network, lowering),
    tensors: lowering.tensors,
    first: lowering.steps,
    further: [],
    update: [],
    macs,
  };
}

function endsOf(network: Network, lowering: Lowering): Pick<Program, "network" | "inputs" | "outputs" | "masks"> {
  return {
    masks: lowering.masks,
    network: network.name,
    inputs: network.inputs.map((name) => lowering.kept(name).name),
    outputs: network.outputs.map((name) => lowering.kept(name).name),
  };
}

/** Clipping, unscaling, the optimiser for each trained parameter in the order of the network. */
function emitUpdate(lowering: Lowering, settings: TrainingSettings, tensors: Map<string, StepTensor>): readonly Step[] {
  const steps: Step[] = [];
  const declare = (name: string, shape: Shape, role: StepTensor["role"]): void => {
    tensors.set(name, { name, shape, order: shape.map((_, axis) => axis), format: "fp32", role });
  };
  const names = lowering.trainedParameters();
  declare("hyper", [HYPER_SIZE], "input");
  const base = { layer: "optimizer", pass: "update" as Pass };
  const isScaled = settings.lossScale !== undefined;
  const needsNorm = settings.clipNorm !== undefined || isScaled;
  if (isScaled) declare("lossScale", [3], "persistent");
  if (needsNorm) {
    declare("gradientNorm", [2], "activation");
    steps.push({
      ...base,
      name: "optimizer.norm",
      kind: "gradientNorm",
      gradients: names.map((name) => rowsOf(lowering.parameterGradient(name))),
      output: "gradientNorm",
      ...(settings.clipNorm !== undefined && { clip: Math.fround(settings.clipNorm) }),
      ...(isScaled && { scale: "lossScale" }),
    });
  }
  for (const name of names) {
    const parameter = lowering.kept(name);
    const states = statesOf(settings.optimizer).map(({ suffix, format }) => {
      const state = `${name}.${suffix}`;
      tensors.set(state, { ...parameter, name: state, format: format === "same" ? parameter.format : format });
      return state;
    });
    steps.push({
      ...base,
      name: `optimizer.${name}`,
      kind: "update",
      optimizer: settings.optimizer,
      parameter: parameter.name,
      gradient: lowering.parameterGradient(name).name,
      states,
      hyper: "hyper",
      elements: elementsOf(parameter.shape),
      ...(needsNorm && { norm: "gradientNorm" }),
    });
  }
  if (settings.lossScale === "dynamic") {
    steps.push({
      ...base,
      name: "optimizer.scale",
      kind: "lossScale",
      state: "lossScale",
      norm: "gradientNorm",
      interval: SCALE_INTERVAL,
    });
  }
  return steps;
}

/** A gradient as rows of its last axis in memory. */
function rowsOf(tensor: StepTensor): { tensor: string; rows: number; columns: number } {
  const columns = tensor.order.length > 0 ? tensor.shape[tensor.order[tensor.order.length - 1]] : 1;
  return { tensor: tensor.name, rows: elementsOf(tensor.shape) / columns, columns };
}

function macsOf(network: Network, lowering: Lowering): Program["macs"] {
  return network.layers.flatMap((layer) => {
    const rule = LAYERS[layer.op];
    if (rule.macs === undefined) return [];
    const shapes = layer.inputs.map((name) => (name === "" ? undefined : network.shapes.get(name)));
    const outputs = layer.outputs.map((name) => network.shapes.get(name)!);
    const count = rule.macs as (layer: Layer, inputs: typeof shapes, outputs: readonly Shape[]) => number;
    const macs = count(layer, shapes, outputs);
    const passes: Pass[] = ["forward"];
    const isParameter = (name: string): boolean => network.parameters.has(name);
    for (const name of layer.inputs.slice(0, 2)) {
      if (lowering.wants(name)) passes.push(isParameter(name) ? "weightGradient" : "inputGradient");
    }
    return passes.map((pass) => ({ layer: layer.name, pass, macs }));
  });
}
