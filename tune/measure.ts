import { UsageError } from "../hw/errors.js";
import { StepRun } from "../train/cycles/step-run.js";
import type { GemmChoice } from "../train/plan/choice.js";
import { planSteps, type PlanTarget } from "../train/plan/plan.js";
import type { Step, StepTensor } from "../train/step.js";

/** Steps to be run with some choices, with all that they take, so that a thread can be handed them. */
export interface MeasureTask {
  readonly key: string;
  readonly steps: readonly Step[];
  readonly tensors: readonly StepTensor[];
  /** Choices by the names of products. */
  readonly choices: readonly (readonly [product: string, choice: GemmChoice])[];
  /** Activations and gradients that are read after the steps. */
  readonly kept: readonly string[];
  readonly target: PlanTarget;
}

/** Clocks of a run from L2 to L2; null where the tiles do not fit. */
export interface Measured {
  readonly key: string;
  readonly clocks: number | null;
  /** Clocks that count for each step, where there are several. */
  readonly bySteps?: readonly number[];
}

/** Runs steps from L2 to L2: DMA, border tiles and transforms included. Clocks do not depend on the data. */
export default function measure({ key, steps, tensors, choices, kept, target }: MeasureTask): Measured {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  try {
    const plan = planSteps(steps, byName, { ...target, choices: new Map(choices) }, new Set(kept));
    const run = new StepRun(plan);
    while (!run.advance(2 ** 20)) continue;
    if (run.result.status !== "ended") return { key, clocks: null };
    const bySteps = steps.map(() => 0);
    // The plan may have another order.
    const places = new Map(steps.map(({ name }, i) => [name, i]));
    for (const { step, clocks } of run.shares) bySteps[places.get(plan.steps[step].name)!] += clocks;
    const clocks = bySteps.reduce((sum, each) => sum + each, 0);
    return steps.length === 1 ? { key, clocks } : { key, clocks, bySteps };
  } catch (error) {
    // What does not fit the TCDM is no candidate.
    if (error instanceof RangeError || error instanceof UsageError) return { key, clocks: null };
    throw error;
  }
}
