import type { Step } from "../step.js";
import type { PlanContext } from "./context.js";
import { chooseForCores } from "./gemm/choose.js";
import { chooseForRedmule } from "./gemm/choose-redmule.js";
import { redmuleTiles } from "./gemm/gemm-redmule.js";
import { coreTiles } from "./gemm/gemm-cores.js";
import type { Tile } from "./tile.js";

/** The tiles of a step. */
export function tilesOf(step: Step, index: number, context: PlanContext): Tile[] {
  switch (step.kind) {
    case "gemm": {
      const other = context.engine === "cores" ? undefined : chooseForRedmule(step, context);
      if (other !== undefined) return redmuleTiles(other.product, other.choice, index, context);
      const { product, choice } = chooseForCores(step, context);
      return coreTiles(product, choice, index, context);
    }
    default:
      throw new RangeError(`No tiler for ${step.kind} of ${step.name}.`);
  }
}
