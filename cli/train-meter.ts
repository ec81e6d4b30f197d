import { UsageError } from "../hw/errors.js";
import type { StepMeter } from "../train/step-meter.js";
import type { TrainOptions } from "./train-options.js";

/** What runs steps clock by clock under these options; undefined where no step needs it. */
export function meterFor(options: TrainOptions): StepMeter | undefined {
  if (options.model === "functional" && options.checkStep === undefined) return undefined;
  throw new UsageError("Steps cannot run clock by clock yet: use --model functional without --check-step.");
}
