import type { Step, StepTensor } from "../step.js";
import { isBackground } from "./memory.js";
import { accessOf } from "./order.js";

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
    const { touched, written } = accessOf(step, tensors);
    let from = 0;
    for (const name of touched) {
      const behind = written.has(name) ? lastTouched.get(name) : lastWritten.get(name);
      from = Math.max(from, (behind ?? -1) + 1);
    }
    for (const name of touched) lastTouched.set(name, i);
    for (const name of written) lastWritten.set(name, i);
    return isBackground(step) ? from : undefined;
  });
}
