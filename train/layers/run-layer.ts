import type { Lowering } from "../lowering.js";
import type { Layer } from "../network.js";
import { LAYERS } from "./registry.js";

/** Emits the steps of a layer in one direction. */
export function runLayer(lowering: Lowering, layer: Layer, direction: "forward" | "backward"): void {
  const emit = LAYERS[layer.op][direction] as (lowering: Lowering, layer: Layer) => void;
  lowering.under(layer.name, direction === "forward" ? "forward" : "inputGradient", () => emit(lowering, layer));
}
