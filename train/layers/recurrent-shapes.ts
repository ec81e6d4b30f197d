/** What the recurrent layers take and give, one direction, ONNX's axes. */
import { elementsOf, shapeText, type LayerOf, type Shape } from "../network.js";
import { refuse } from "./rule.js";

export type Recurrent = LayerOf<"gru"> | LayerOf<"rnn">;

/** Shapes of Y and Y_h. */
export function recurrentShapes(layer: Recurrent, inputs: readonly (Shape | undefined)[], gates: number): Shape[] {
  const { hidden } = layer.attributes;
  const [x, w, r, b, h] = inputs;
  if (x!.length !== 3) refuse(layer, `needs an input [L, N, I] but gets ${shapeText(x!)}`);
  const expected: readonly [string, Shape | undefined, Shape][] = [
    ["W", w, [1, gates * hidden, x![2]]],
    ["R", r, [1, gates * hidden, hidden]],
    ["B", b, [1, 2 * gates * hidden]],
    ["initial state", h, [1, x![1], hidden]],
  ];
  for (const [what, shape, right] of expected) {
    if (shape !== undefined && shape.join() !== right.join()) {
      refuse(layer, `has ${what} of shape ${shapeText(shape)} but needs ${shapeText(right)} (one direction)`);
    }
  }
  return [
    [x![0], 1, x![1], hidden],
    [1, x![1], hidden],
  ];
}

/** Multiply-accumulates of both products over all times. */
export function recurrentMacs(inputs: readonly (Shape | undefined)[]): number {
  const [x, w, r] = inputs;
  return x![0] * x![1] * (elementsOf(w!) + elementsOf(r!));
}
