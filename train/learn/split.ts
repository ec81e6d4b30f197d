/** A network cut at one tensor: what is frozen before it, and what goes on learning behind it. */
import { closest } from "fastest-levenshtein";
import { UsageError } from "../../hw/errors.js";
import type { Layer, Network, Shape } from "../network.js";

/** Tensors that a network can be cut at: results of layers that everything behind depends on alone. */
export function splitsOf(network: Network): readonly string[] {
  return network.layers.flatMap(({ outputs }) => outputs).filter((name) => cut(network, name) !== undefined);
}

/** The layers behind a tensor, where they read nothing else from before it. */
function cut(network: Network, tensor: string): readonly Layer[] | undefined {
  const behind = new Set([tensor]);
  const layers = network.layers.filter(({ inputs, outputs }) => {
    if (!inputs.some((name) => behind.has(name))) return false;
    for (const output of outputs) behind.add(output);
    return true;
  });
  const isKnown = (name: string): boolean => name === "" || behind.has(name) || network.parameters.has(name);
  const closed = layers.every(({ inputs }) => inputs.every(isKnown)) && network.outputs.every(isKnown);
  return closed && layers.some(({ inputs }) => inputs.some((name) => network.parameters.has(name)))
    ? layers
    : undefined;
}

export interface SplitNetwork {
  /** Of the whole network. */
  readonly name: string;
  /** From the images to the tensor. */
  readonly frozen: Network;
  /** From the tensor to the outputs. */
  readonly adaptive: Network;
  /** Shape of one latent. */
  readonly latent: Shape;
}

/** @throws UsageError when the tensor does not exist, or does not cut the network in two */
export function splitNetwork(network: Network, tensor: string): SplitNetwork {
  const shape = network.shapes.get(tensor);
  const layers = shape === undefined ? undefined : cut(network, tensor);
  if (shape === undefined || layers === undefined || network.parameters.has(tensor)) {
    const splits = splitsOf(network);
    const near = closest(tensor, [...splits]);
    const why = shape === undefined ? `is no tensor of ${network.name}` : `does not cut ${network.name} in two`;
    throw new UsageError(`--split ${tensor} ${why}: use one of ${splits.join(", ")} (${near}?).`);
  }
  const before = network.layers.filter((layer) => !layers.includes(layer));
  return {
    name: network.name,
    frozen: part(network, before, network.inputs, [tensor], "frozen"),
    adaptive: part(network, layers, [tensor], network.outputs, "adaptive"),
    latent: shape.slice(1),
  };
}

/** Some layers as a network of their own. */
function part(
  network: Network,
  layers: readonly Layer[],
  inputs: readonly string[],
  outputs: readonly string[],
  what: string,
): Network {
  const read = new Set([...layers.flatMap((layer) => layer.inputs), ...inputs]);
  const written = new Set(layers.flatMap((layer) => layer.outputs));
  const parameters = new Map([...network.parameters].filter(([name]) => read.has(name)));
  const shapes = new Map([...network.shapes].filter(([name]) => read.has(name) || written.has(name)));
  return { name: `${network.name}, ${what}`, layers, inputs, outputs, parameters, shapes };
}
