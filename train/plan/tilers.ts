import type { GemmStep, Step } from "../step.js";
import type { GemmChoice } from "./choice.js";
import type { PlanContext } from "./context.js";
import { depthwiseTiles } from "./depthwise.js";
import { castTiles, copyTiles, fillTiles, inverseTiles, runningTiles, updateTiles } from "./flat.js";
import { chooseForCores } from "./gemm/choose.js";
import { chooseForRedmule } from "./gemm/choose-redmule.js";
import { redmuleProduct, redmuleTiles } from "./gemm/gemm-redmule.js";
import { coreTiles, productOf } from "./gemm/gemm-cores.js";
import { lossTiles, softmaxTiles } from "./loss.js";
import { mapTiles } from "./map.js";
import { normalizeTiles, normBackwardTiles, normSumsTiles, statisticsTiles } from "./norm.js";
import { poolTiles } from "./pool.js";
import { gradientNormTiles, lossScaleTiles, rescaleTiles, scaleTiles } from "./scalars.js";
import { normParametersTiles, reduceTiles } from "./sums.js";
import type { Tile } from "./tile.js";
import { unpackTiles } from "./unpack.js";

/** The tiles of a step. */
export function tilesOf(step: Step, index: number, context: PlanContext): Tile[] {
  switch (step.kind) {
    case "gemm":
      return gemmTiles(step, index, context);
    case "map":
      return mapTiles(step, index, context);
    case "cast":
      return castTiles(step, index, context);
    case "unpack":
      return unpackTiles(step, index, context);
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
    case "normParameters":
      return normParametersTiles(step, index, context);
    case "gradientNorm":
      return gradientNormTiles(step, index, context);
    case "lossScale":
      return lossScaleTiles(step, index, context);
    case "scale":
      return scaleTiles(step, index, context);
    case "rescale":
      return rescaleTiles(step, index, context);
  }
}

/** The tiles of a product: as it is given, or by the engine of the plan and the estimates. */
function gemmTiles(step: GemmStep, index: number, context: PlanContext): Tile[] {
  const given = context.choices.get(step.name);
  if (given !== undefined) return givenTiles(step, given, index, context);
  const redmule = context.engine === "cores" ? undefined : chooseForRedmule(step, context);
  const isRedmules = step.format === "fp8" || step.format === "fp8alt";
  if (redmule === undefined && isRedmules) {
    throw new RangeError("FP8 products are RedMulE's: give --engine redmule.");
  }
  const isAsked = context.engine === "redmule" || isRedmules;
  const cores = isAsked && redmule !== undefined ? undefined : chooseForCores(step, context);
  if (redmule !== undefined && redmule.clocks <= (cores?.clocks ?? Infinity)) {
    return redmuleTiles(redmule.product, redmule.choice, index, context);
  }
  return coreTiles(cores!.product, cores!.choice, index, context);
}

function givenTiles(step: GemmStep, choice: GemmChoice, index: number, context: PlanContext): Tile[] {
  if (choice.engine === "redmule") {
    const product = redmuleProduct(step, choice, context);
    if (product !== undefined) return redmuleTiles(product, choice, index, context);
  } else {
    const product = productOf(step, choice, context);
    if (product !== undefined) return coreTiles(product, choice, index, context);
  }
  throw new RangeError(`The choice for ${step.name} does not suit it.`);
}
