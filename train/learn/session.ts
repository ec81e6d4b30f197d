/** A run of learning: steps and images functionally or on the modelled cluster, checkpoints, what they took. */
import type { Checkpoints } from "./checkpoint.js";
import type { Learner } from "./learner.js";
import { STEPS, type EventResult } from "./learner.js";
import {
  noMeasurements,
  takeImage,
  takeStep,
  type MeasuredImages,
  type MeasuredSteps,
  type Measurements,
} from "./measure.js";
import { IMAGES } from "./protocol.js";
import type { LearnModel } from "./setup.js";

/** Steps, and images of the frozen stage, that run on the cluster as well, by model. */
const MEASURED: Readonly<Record<LearnModel, { readonly steps: number; readonly images: number }>> = {
  functional: { steps: 0, images: 0 },
  step: { steps: 1, images: 1 },
  event: { steps: STEPS, images: IMAGES },
  cycles: { steps: Infinity, images: Infinity },
};

/** What runs on the cluster, and for whom it is measured. */
export interface ClusterParts {
  readonly machine: string;
  readonly steps: Pick<MeasuredSteps, "run" | "clocks">;
  /** Absent for a frozen stage in FP32. */
  readonly images?: Pick<MeasuredImages, "run">;
}

export interface SessionListener {
  /** Before an image or a step runs on the cluster: which of the event's. */
  at?(event: number, what: "image" | "step", index: number): void;
  ended(result: EventResult): void;
}

export class LearnSession {
  readonly learner: Learner;
  /** What ran cycle by cycle, in this run and in those that it goes on with. */
  readonly measurements: Measurements;
  private readonly model: LearnModel;
  private readonly cluster: ClusterParts | undefined;
  private readonly checkpoints: Checkpoints | undefined;

  /** @param earlier what a run that was interrupted has measured */
  constructor(
    learner: Learner,
    model: LearnModel,
    parts: {
      readonly cluster?: ClusterParts | undefined;
      readonly checkpoints?: Checkpoints | undefined;
      readonly earlier?: Measurements | undefined;
    },
  ) {
    const { cluster, checkpoints, earlier } = parts;
    this.learner = learner;
    this.model = model;
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    const machine = cluster?.machine ?? "";
    this.measurements = earlier?.machine === machine ? earlier : noMeasurements(machine);
  }

  /** Runs what is left. @throws StepMismatch where a bit differs on the cluster */
  run(listener: SessionListener): void {
    const { learner, cluster, measurements } = this;
    let [wall, cpu] = [performance.now(), process.cpuUsage()];
    const save = (): void => {
      const used = process.cpuUsage(cpu);
      measurements.seconds += (performance.now() - wall) / 1e3;
      measurements.cpuSeconds += (used.user + used.system) / 1e6;
      [wall, cpu] = [performance.now(), process.cpuUsage()];
      this.checkpoints?.save(learner, measurements);
    };
    while (!learner.isDone) {
      this.runImages(listener, save);
      const { event, step } = learner.position;
      const runner = measurements.steps.length < MEASURED[this.model].steps ? cluster?.steps : undefined;
      if (runner !== undefined) listener.at?.(event, "step", step);
      const { ended } = learner.step(runner?.run);
      if (runner !== undefined) takeStep(measurements, runner.clocks.pop()!);
      save();
      if (ended !== undefined) listener.ended(ended);
    }
  }

  /** Images of the event at work that are left to run on the cluster. */
  private runImages(listener: SessionListener, save: () => void): void {
    const { learner, cluster, measurements } = this;
    const { event } = learner.position;
    const images = cluster?.images;
    if (images === undefined) return;
    const isLeft = (): boolean => measurements.images < MEASURED[this.model].images;
    if (measurements.event !== event && isLeft()) Object.assign(measurements, { event, imagesOfEvent: 0 });
    if (measurements.event !== event) return;
    const all = learner.imagesOf(event);
    const size = all.length / IMAGES;
    while (measurements.imagesOfEvent < IMAGES && isLeft()) {
      const index = measurements.imagesOfEvent;
      listener.at?.(event, "image", index);
      takeImage(measurements, images.run(all.subarray(index * size, (index + 1) * size)));
      save();
    }
  }
}
