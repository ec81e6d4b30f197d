import type { GemmStep, Program } from "../train/step.js";
import type { WholeStep } from "./whole-step.js";

/** The products of a program. */
export function productsOf({ first, further }: Pick<Program, "first" | "further">): GemmStep[] {
  return [...first, ...further].filter((step) => step.kind === "gemm");
}

/** A training step of one batch: forward, backward, update. */
export function wholeStepOf(program: Program): WholeStep {
  const { first, update, tensors, outputs, loss } = program;
  const kept = [...outputs, ...(loss === undefined ? [] : [loss])];
  if (tensors.has("gradientNorm")) kept.push("gradientNorm");
  return { steps: [...first, ...update], tensors, kept };
}
