import { Redmule } from "../../hw/redmule/redmule.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { FlipFlops } from "./flip-flops.js";

/** Flip-flops of a design, counted from the probes of its registers. */
export interface DesignFlipFlops {
  /** Of everything around the array. */
  readonly around: number;
  /** Of one compute element: those of the only one of a 1 x 1 array with the same P. */
  readonly element: number;
  readonly all: number;
}

const known = new Map<string, DesignFlipFlops>();

/** Flip-flops of RedMulE: what stands for the area of a design. */
export function flipFlopsOf(parameters: RedmuleParameters): DesignFlipFlops {
  const key = JSON.stringify(parameters);
  const found = known.get(key);
  if (found !== undefined) return found;
  const { L, H, P } = parameters;
  const around = blocksOf(parameters, "fast", (block) => block !== "engine");
  const one = redmuleParameters({ L: 1, H: 1, P, port: 64 });
  const element = blocksOf(one, "staged", (block) => block === "engine");
  const counted = { around, element, all: around + L * H * element };
  known.set(key, counted);
  return counted;
}

function blocksOf(p: RedmuleParameters, ce: CeModel, wanted: (block: string) => boolean): number {
  const { blocks } = new FlipFlops(new Redmule(p, ce).scope("redmule"));
  return [...blocks].reduce((sum, [block, bits]) => sum + (wanted(block) ? bits : 0), 0);
}
