import { StepRun } from "../train/cycles/step-run.js";
import type { GemmChoice } from "../train/plan/choice.js";
import { planSteps, type PlanTarget } from "../train/plan/plan.js";
import type { GemmStep, StepTensor } from "../train/step.js";

/** A product to be run by one choice, with all that it takes, so that a thread can be handed it. */
export interface MeasureTask {
  readonly key: string;
  readonly step: GemmStep;
  readonly tensors: readonly StepTensor[];
  readonly choice: GemmChoice;
  readonly target: PlanTarget;
}

/** Clocks of a run from L2 to L2; null where the tiles do not fit. */
export interface Measured {
  readonly key: string;
  readonly clocks: number | null;
}

/** Runs a product alone, from L2 to L2: DMA, border tiles and transforms included. Clocks do not depend on the data. */
export default function measure({ key, step, tensors, choice, target }: MeasureTask): Measured {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  try {
    const plan = planSteps([step], byName, { ...target, choices: new Map([[step.name, choice]]) });
    const run = new StepRun(plan);
    while (!run.advance(2 ** 20)) continue;
    if (run.result.status !== "ended") return { key, clocks: null };
    return { key, clocks: run.slots.reduce((sum, { clocks }) => sum + clocks, 0) };
  } catch (error) {
    if (error instanceof RangeError) return { key, clocks: null };
    throw error;
  }
}
