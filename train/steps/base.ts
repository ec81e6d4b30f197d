/** What every step says of itself. */

/** Passes of the report; `prepare` casts masters, `update` is optimiser, clipping and running statistics. */
export type Pass = "prepare" | "forward" | "loss" | "weightGradient" | "inputGradient" | "update";

export interface StepBase {
  /** Unique, for example "c1.forward". */
  readonly name: string;
  /** The layer that the report counts it under. */
  readonly layer: string;
  readonly pass: Pass;
}
