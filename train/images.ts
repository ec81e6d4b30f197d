import type { Network } from "./network.js";

/** Layers that see [N, C, H, W] as images; the others of this list pass on what they get. */
const IMAGE_LAYERS = new Set([
  "conv2d",
  "convTranspose2d",
  "batchNorm",
  "instanceNorm",
  "maxPool",
  "averagePool",
  "globalAveragePool",
]);
const TRANSPARENT = new Set([
  ..."relu relu6 clip leakyRelu sigmoid tanh gelu add sub mul div pow neg sqrt exp log erf".split(" "),
  ..."concat slice pad dropout softmax reduceMean reduceSum".split(" "),
]);

/** The tensors of four axes that are images: what a convolution, norm or pooling touches, and what element-wise layers tie to it. */
export function imageTensors(network: Network): ReadonlySet<string> {
  const images = new Set<string>();
  const isCandidate = (name: string): boolean =>
    network.shapes.get(name)?.length === 4 && !network.parameters.has(name);
  for (let grown = true; grown;) {
    grown = false;
    for (const layer of network.layers) {
      const ends = [...layer.inputs, ...layer.outputs].filter(isCandidate);
      const spreads =
        IMAGE_LAYERS.has(layer.op) || (TRANSPARENT.has(layer.op) && ends.some((name) => images.has(name)));
      if (!spreads) continue;
      for (const name of ends) {
        if (images.has(name)) continue;
        images.add(name);
        grown = true;
      }
    }
  }
  return images;
}

/** The order of axes in memory of each parameter, as its first reader likes it. */
export function parameterOrders(network: Network, layout: "hwc" | "chw"): ReadonlyMap<string, readonly number[]> {
  const orders = new Map<string, readonly number[]>();
  const set = (name: string | undefined, order: readonly number[]): void => {
    if (name !== undefined && network.parameters.has(name) && !orders.has(name)) orders.set(name, order);
  };
  for (const layer of network.layers) {
    const weight = layer.inputs[1];
    if (layer.op === "linear") set(weight, layer.attributes.weight === "out-in" ? [1, 0] : [0, 1]);
    else if (layer.op === "conv2d" || layer.op === "convTranspose2d") {
      set(weight, layout === "hwc" ? [2, 3, 1, 0] : [0, 1, 2, 3]);
    } else if (layer.op === "gru" || layer.op === "rnn") {
      set(weight, [0, 2, 1]);
      set(layer.inputs[2], [0, 2, 1]);
    }
  }
  return orders;
}
