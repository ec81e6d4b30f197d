import { UsageError } from "../../hw/errors.js";
import { shapeText, type LayerOf, type LayerOp, type Shape } from "../network.js";
import type { Lowering } from "../lowering.js";

/** Everything about one kind of layer: how shapes follow, what its steps are, how it is differentiated. */
export interface LayerRule<Op extends LayerOp> {
  /** Fewest and most inputs; those between may be absent. */
  readonly inputs: readonly [number, number];
  /** Shapes of the outputs. Inputs that are absent are undefined. @throws UsageError where shapes do not meet */
  shapes(layer: LayerOf<Op>, inputs: readonly (Shape | undefined)[]): readonly Shape[];
  /** Emits the forward steps; in training what the backward pass needs is kept. */
  forward(lowering: Lowering, layer: LayerOf<Op>): void;
  /** Emits the steps of the gradients that are wanted of the layer's inputs. */
  backward(lowering: Lowering, layer: LayerOf<Op>): void;
  /** Useful multiply-accumulates of the forward pass; each gradient of a product takes as many. */
  macs?(layer: LayerOf<Op>, inputs: readonly (Shape | undefined)[], outputs: readonly Shape[]): number;
}

/** A layer's mistake, with its name. */
export function refuse(layer: { readonly name: string; readonly op: string }, what: string): never {
  throw new UsageError(`Layer ${layer.name} (${layer.op}) ${what}.`);
}

/** Refuses a shape whose number of axes is not `rank`. */
export function needRank(layer: { readonly name: string; readonly op: string }, shape: Shape, rank: number): void {
  if (shape.length !== rank) {
    refuse(layer, `needs an input of ${rank} axes but gets ${shapeText(shape)}: reshape it`);
  }
}

/** The shape that two broadcast to, as in NumPy. */
export function broadcastShape(layer: { readonly name: string; readonly op: string }, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      refuse(layer, `cannot broadcast ${shapeText(a)} with ${shapeText(b)}: sizes of an axis must be equal or 1`);
    }
    return left === 1 ? right : left;
  });
}
