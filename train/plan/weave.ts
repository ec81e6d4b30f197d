import type { Step } from "../step.js";
import type { Tile } from "./tile.js";

/** Tiles of two lists in turn, as far in the one as in the other. */
function inTurn(a: readonly Tile[], b: readonly Tile[]): Tile[] {
  const found: Tile[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const first = j === b.length || (i < a.length && (i + 1) * b.length <= (j + 1) * a.length);
    found.push(first ? a[i++] : b[j++]);
  }
  return found;
}

/**
 * The tiles of the last layer's gradients, which are the first of the backward pass, in turn: an update follows when rows of the weight have
 * given what the input gradient needs of them and have a gradient, so that the cores work beside both products, and find parameter and
 * gradient in the TCDM. Layers above it have the updates of this one to do beside their products.
 */
export function woven(steps: readonly Step[], bySteps: readonly (readonly Tile[])[]): readonly (readonly Tile[])[] {
  const isProduct = (i: number, pass: Step["pass"]): boolean => steps[i]?.kind === "gemm" && steps[i].pass === pass;
  const first = steps.findIndex(({ kind, pass }) => kind === "gemm" && pass === "inputGradient");
  if (first < 0 || !isProduct(first + 1, "weightGradient") || steps[first].layer !== steps[first + 1].layer) {
    return bySteps;
  }
  return bySteps.map((tiles, i) => (i === first ? inTurn(tiles, bySteps[i + 1]) : i === first + 1 ? [] : tiles));
}
