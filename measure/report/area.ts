import type { CeModel } from "../../hw/redmule/ce-model.js";
import { redmuleOf } from "../../hw/config.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { configOf, type SweepPoint } from "../sweep/point.js";
import { FlipFlops } from "../area/flip-flops.js";

/**
 * Flip-flops of RedMulE: what stands for the area of a design, of which the model knows no more. They are counted from the
 * probes of the registers; each compute element has as many as the only one of a 1 x 1 array with the same P.
 */
export function flipFlopsOf(point: SweepPoint): number {
  const parameters = redmuleOf(configOf(point));
  const { L, H, P } = parameters;
  const around = blocksOf(parameters, "fast", (block) => block !== "engine");
  const one = redmuleParameters({ L: 1, H: 1, P, port: 64 });
  return around + L * H * blocksOf(one, "staged", (block) => block === "engine");
}

function blocksOf(p: RedmuleParameters, ce: CeModel, wanted: (block: string) => boolean): number {
  const { blocks } = new FlipFlops(new Redmule(p, ce).scope("redmule"));
  return [...blocks].reduce((sum, [block, bits]) => sum + (wanted(block) ? bits : 0), 0);
}
