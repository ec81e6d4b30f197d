/** A run of learning: steps functionally or on the modelled cluster, checkpoints, what they took. */
import type { StepClocks } from "../step-meter.js";
import type { Checkpoints } from "./checkpoint.js";
import { STEPS, type EventResult, type Learner } from "./learner.js";
import type { MeasuredSteps } from "./measure.js";
import type { LearnModel } from "./setup.js";

/** Steps that run on the cluster as well, by model. */
const MEASURED: Readonly<Record<LearnModel, number>> = { functional: 0, step: 1, event: STEPS, cycles: Infinity };

export class LearnSession {
  readonly learner: Learner;
  private readonly model: LearnModel;
  private readonly measured: MeasuredSteps | undefined;
  private readonly checkpoints: Checkpoints | undefined;

  constructor(
    learner: Learner,
    model: LearnModel,
    parts: { readonly measured?: MeasuredSteps | undefined; readonly checkpoints?: Checkpoints | undefined },
  ) {
    this.learner = learner;
    this.model = model;
    this.measured = parts.measured;
    this.checkpoints = parts.checkpoints;
  }

  /** Clocks of the steps that ran on the cluster. */
  get clocks(): readonly StepClocks[] {
    return this.measured?.clocks ?? [];
  }

  /** Runs the steps that are left; `report` sees each event as it ends. */
  run(report: (result: EventResult) => void): void {
    const { learner, measured } = this;
    let steps = 0;
    while (!learner.isDone) {
      const onCluster = measured !== undefined && steps++ < MEASURED[this.model];
      const { ended } = learner.step(onCluster ? measured.run : undefined);
      this.checkpoints?.save(learner);
      if (ended !== undefined) report(ended);
    }
  }
}
