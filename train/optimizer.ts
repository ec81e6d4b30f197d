import type { OptimizerSettings } from "./step.js";

export const OPTIMIZERS = ["sgd", "adam", "adamw"] as const;

/** Names and formats of the states of one parameter; `same` is the parameter's own format. */
export function statesOf(settings: OptimizerSettings): readonly { suffix: string; format: "same" | "fp32" }[] {
  if (settings.name !== "sgd") {
    // A second moment in FP16 would be 0 for every gradient below 8e-3.
    return [
      { suffix: "moment1", format: "fp32" },
      { suffix: "moment2", format: "fp32" },
    ];
  }
  return settings.momentum === 0 ? [] : [{ suffix: "momentum", format: "same" }];
}

/** Length of the vector of hyperparameters. */
export const HYPER_SIZE = 4;

/**
 * What the host writes before step t, the t-th that is not skipped, from 1: [lr, 1 - lr weightDecay, lr / (1 - b1^t), 1 / sqrt(1 - b2^t)],
 * computed in double and rounded once to FP32. SGD reads the first alone.
 */
export function hyperparameters(settings: OptimizerSettings, lr: number, t: number): Float32Array {
  const [b1, b2] = settings.betas;
  return Float32Array.of(lr, 1 - lr * settings.weightDecay, lr / (1 - b1 ** t), 1 / Math.sqrt(1 - b2 ** t));
}

/** Share of the rising half of a cycle, and the rate's divisors at its ends. */
const ONE_CYCLE = { rise: 0.3, first: 25, last: 250_000 } as const;

/** Learning rate by step, from 0. */
export type Schedule =
  | { readonly kind: "constant" }
  /** Times `factor` every `every` steps. */
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  /** Half a cosine from lr to 0 over `steps`. */
  | { readonly kind: "cosine"; readonly steps: number }
  /** Rises by half a cosine from lr / 25 over the first 30 % of `steps`, then falls to lr / 250 000. */
  | { readonly kind: "oneCycle"; readonly steps: number }
  /** Rises linearly over `steps`, then stays. */
  | { readonly kind: "warmup"; readonly steps: number };

export function learningRate(lr: number, schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case "constant":
      return lr;
    case "step":
      return lr * schedule.factor ** Math.floor(step / schedule.every);
    case "cosine":
      return (lr / 2) * (1 + Math.cos((Math.PI * Math.min(step, schedule.steps)) / schedule.steps));
    case "oneCycle": {
      const peak = ONE_CYCLE.rise * schedule.steps - 1;
      const [from, to, share] =
        step <= peak
          ? [lr / ONE_CYCLE.first, lr, step / peak]
          : [lr, lr / ONE_CYCLE.last, Math.min(1, (step - peak) / (schedule.steps - 1 - peak))];
      return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
    }
    case "warmup":
      return lr * Math.min(1, (step + 1) / schedule.steps);
  }
}
