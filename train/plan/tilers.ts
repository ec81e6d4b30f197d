import type { Step } from "../step.js";
import type { PlanContext } from "./context.js";
import { depthwiseTiles } from "./depthwise.js";
import { castTiles, copyTiles, fillTiles, inverseTiles, runningTiles, updateTiles } from "./flat.js";
import { chooseForCores } from "./gemm/choose.js";
import { chooseForRedmule } from "./gemm/choose-redmule.js";
import { redmuleTiles } from "./gemm/gemm-redmule.js";
import { coreTiles } from "./gemm/gemm-cores.js";
import { lossTiles, softmaxTiles } from "./loss.js";
import { mapTiles } from "./map.js";
import { normalizeTiles, normBackwardTiles, normSumsTiles, reduceTiles, statisticsTiles } from "./norm.js";
import { poolTiles } from "./pool.js";
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
    case "map":
      return mapTiles(step, index, context);
    case "cast":
      return castTiles(step, index, context);
    case "copy":
      return copyTiles(step, index, context);
    case "fill":
      return fillTiles(step, index, context);
    case "running":
      return runningTiles(step, index, context);
    case "inverse":
      return inverseTiles(step, index, context);
    case "update":
      return updateTiles(step, index, context);
    case "reduce":
      return reduceTiles(step, index, context);
    case "statistics":
      return statisticsTiles(step, index, context);
    case "normalize":
      return normalizeTiles(step, index, context);
    case "normSums":
      return normSumsTiles(step, index, context);
    case "normBackward":
      return normBackwardTiles(step, index, context);
    case "pool":
      return poolTiles(step, index, context);
    case "depthwise":
      return depthwiseTiles(step, index, context);
    case "loss":
      return lossTiles(step, index, context);
    case "softmax":
      return softmaxTiles(step, index, context);
    default:
      throw new RangeError(`No tiler for ${step.kind} of ${step.name}.`);
  }
}
