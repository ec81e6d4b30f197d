/** The forward pass and the loss of a network in doubles, by the definitions of the layers: what finite differences are taken of. */
import { elementsOf, type Network } from "../../../train/network.js";
import type { LossName } from "../../../train/step.js";
import { outputsOf } from "./layers.js";
import { total, type Real } from "./real.js";

/** Loss of a network for parameters and inputs in doubles. */
export function lossInDouble(
  network: Network,
  loss: LossName,
  parameters: ReadonlyMap<string, Float64Array>,
  inputs: readonly Float64Array[],
  target: Float64Array,
): number {
  const tensors = new Map<string, Real>();
  network.inputs.forEach((name, i) => tensors.set(name, { shape: network.shapes.get(name)!, values: inputs[i] }));
  for (const [name, values] of parameters) tensors.set(name, { shape: network.shapes.get(name)!, values });
  for (const layer of network.layers) {
    const known = layer.inputs.map((name) => (name === "" ? undefined : tensors.get(name)!));
    const shape = network.shapes.get(layer.outputs.find((name) => name !== "")!)!;
    const results = outputsOf(layer, known, shape);
    layer.outputs.forEach((name, i) => name !== "" && tensors.set(name, results[i]));
  }
  const { shape, values } = tensors.get(network.outputs[0])!;
  if (loss === "cross-entropy") {
    const rows = elementsOf(shape) / shape[1];
    const inner = elementsOf(shape.slice(2));
    const logit = (r: number, c: number): number =>
      values[(Math.floor(r / inner) * shape[1] + c) * inner + (r % inner)];
    return total(rows, (r) => Math.log(total(shape[1], (c) => Math.exp(logit(r, c)))) - logit(r, target[r])) / rows;
  }
  const terms: Readonly<Record<string, (y: number, t: number) => number>> = {
    mse: (y, t) => (y - t) ** 2,
    l1: (y, t) => Math.abs(y - t),
    bce: (y, t) => -t * Math.log(y) - (1 - t) * Math.log(1 - y),
  };
  return total(values.length, (i) => terms[loss](values[i], target[i])) / values.length;
}
