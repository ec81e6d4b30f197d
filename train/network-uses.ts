/** Who in a network uses what. */
import type { Network } from "./network.js";
import { storageFormat, type PrecisionPlan, type StorageFormat } from "./precision.js";

/** The parameters themselves and all that is computed from them. */
export function dependents(network: Network, trained: ReadonlySet<string>): ReadonlySet<string> {
  const wanted = new Set(trained);
  for (const layer of network.layers) {
    if (layer.inputs.some((name) => wanted.has(name))) for (const name of layer.outputs) wanted.add(name);
  }
  return wanted;
}

/** Formats in which layers read the inputs and parameters of a network, FP32 before FP16. */
export function widestReaders(network: Network, precision: PrecisionPlan): ReadonlyMap<string, StorageFormat> {
  const widest = new Map<string, StorageFormat>();
  for (const layer of network.layers) {
    const format = storageFormat(precision, layer.name);
    for (const name of layer.inputs) if (widest.get(name) !== "fp32") widest.set(name, format);
  }
  return widest;
}
