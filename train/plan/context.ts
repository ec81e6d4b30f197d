import type { Choices } from "./choice.js";
import type { ElementFormat, StepTensor } from "../step.js";
import type { Transfer } from "./tile.js";
import { ELEMENT_BYTES, type L2Plan } from "./memory.js";

/** Who computes products: the cores, RedMulE where it has the format, or for each step whoever is estimated to be faster. */
export const ENGINES = ["cores", "redmule", "auto"] as const;
export type Engine = (typeof ENGINES)[number];

/** What tilers know about the step program that they work for. */
export interface PlanContext {
  readonly tensors: ReadonlyMap<string, StepTensor>;
  readonly l2: L2Plan;
  /** Bytes of TCDM for buffers. */
  readonly poolBytes: number;
  readonly cores: number;
  readonly engine: Engine;
  readonly choices: Choices;
  /** What tiles of the steps before store. */
  readonly stored?: readonly Transfer[];
  readonly array: ArraySize;
}

/** Rows of RedMulE's array, its steps of N, and columns of a tile of Z. */
export interface ArraySize {
  readonly rows: number;
  readonly steps: number;
  readonly columns: number;
}

/** Where a tensor stands, in bytes from the start of L2's tensors, and what its elements are. */
export interface Placed {
  readonly offset: number;
  readonly format: ElementFormat;
  readonly bytes: number;
}

/** @throws RangeError for a tensor that the plan does not know */
export function placed(context: PlanContext, name: string): Placed {
  const tensor = context.tensors.get(name);
  const offset = context.l2.offsets.get(name);
  if (tensor === undefined || offset === undefined) throw new RangeError(`Tensor ${name} has no place in L2.`);
  return { offset, format: tensor.format, bytes: ELEMENT_BYTES[tensor.format] };
}
