import type { Step, StepTensor } from "../step.js";
import { isBackground, ownerOf, tensorsOf } from "./memory.js";

/** Tensors that a step may write, by the names of its fields. */
const WRITTEN: readonly string[] = [
  ...["z", "output", "parameter", "states", "runningMean", "runningVariance", "mean", "inverse", "variance", "y", "dx"],
  ...["s1", "s2", "dscale", "dshift", "rowLoss", "loss", "gradient", "state", "image", "weight", "out"],
];

/** Names of the tensors of some fields of a step. */
function named(step: Step, fields: readonly string[], tensors: ReadonlyMap<string, StepTensor>): Set<string> {
  const found = new Set<string>();
  for (const field of fields) {
    const value = (step as unknown as Record<string, unknown>)[field];
    const names = Array.isArray(value) ? value : [(value as { tensor?: unknown } | undefined)?.tensor ?? value];
    for (const name of names) if (typeof name === "string" && tensors.has(name)) found.add(ownerOf(name, tensors));
  }
  return found;
}

/**
 * For each step that may run beside later ones, the index of the first step behind everything that it depends on: what writes
 * one of its tensors, and what reads those that it writes. Undefined for the others.
 */
export function backgroundFrom(
  steps: readonly Step[],
  tensors: ReadonlyMap<string, StepTensor>,
): readonly (number | undefined)[] {
  const lastTouched = new Map<string, number>();
  const lastWritten = new Map<string, number>();
  return steps.map((step, i) => {
    const touched = tensorsOf(step, tensors).map((name) => ownerOf(name, tensors));
    const writes =
      step.kind === "update"
        ? named(step, ["parameter", "states"], tensors)
        : step.kind === "running"
          ? named(step, ["runningMean", "runningVariance"], tensors)
          : named(step, WRITTEN, tensors);
    let from = 0;
    for (const name of touched) {
      const behind = writes.has(name) ? lastTouched.get(name) : lastWritten.get(name);
      from = Math.max(from, (behind ?? -1) + 1);
    }
    for (const name of touched) lastTouched.set(name, i);
    for (const name of writes) lastWritten.set(name, i);
    return isBackground(step) ? from : undefined;
  });
}
