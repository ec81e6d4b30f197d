import type { WideMemory } from "../../hw/cluster/wide-memory.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { drawJob, fillGarbage, PlacedJob, type Bases } from "../../run/redmule/placed-job.js";
import type { RegressJob, RegressStep } from "./regress-job.js";

/** Bytes of memory before the first tensor and behind the last one. */
const MARGIN = 64;
const NAN_WORD = 0xffff_ffff;

/** Where the tensors of a sequence lie. */
export interface Places {
  readonly window: { readonly base: number; readonly bytes: number };
  /** Of each step. */
  readonly bases: readonly Bases[];
}

/** Tensors one behind the other, with the gaps and in the order of their step. */
export function placesOf({ base, steps }: RegressJob): Places {
  let at = base + MARGIN;
  const bases = steps.map((step) => {
    const sizes = tensorBytes(step);
    const found = [0, 0, 0];
    at = Math.ceil(at / step.align) * step.align;
    step.order.forEach((tensor, i) => {
      found[tensor] = at + step.gaps[i];
      at = found[tensor] + sizes[tensor];
    });
    return [found[0], found[1], found[2]] as const;
  });
  return { window: { base, bytes: Math.ceil((at - base + MARGIN) / 4) * 4 }, bases };
}

function tensorBytes({ fmt, m, n, k }: RegressStep): number[] {
  return [m * n, n * k, m * k].map((elements) => elements * TENSOR_FORMATS[fmt].bytes);
}

/**
 * Fills a memory and lays the tensors of a sequence into it, as the sound design expects them whatever the design under test
 * makes of them.
 */
export function placeAll(job: RegressJob, { bases }: Places, memory: WideMemory): PlacedJob[] {
  if (job.garbage === 0) memory.words.fill(NAN_WORD);
  else fillGarbage(memory.words, job.garbage);
  const sound = { redmule: { parameters: redmuleParameters(job.design) }, memory };
  return job.steps.map((step, i) => new PlacedJob(sound, drawJob(step, step.data, step.seed), bases[i]));
}
