/** Steps behind the gradients: their norm, the loss scale, the optimisers. */
import type { StepBase } from "./base.js";

/** Sum of squares of gradients and whether all are finite: FP32, a chain per row of `columns`, a chain over rows, one over the tensors in order. */
export interface NormStep extends StepBase {
  readonly kind: "gradientNorm";
  readonly gradients: readonly { readonly tensor: string; readonly rows: number; readonly columns: number }[];
  /** FP32 [2]: factor for the gradients (1 / loss scale, times the clip factor), and 1 where all are finite, else 0. */
  readonly output: string;
  /** Largest global norm; absent: no clipping. factor = min(1, clip / (norm + 1e-6)). */
  readonly clip?: number;
  /** FP32 [3], see `lossScale`. With it an infinite or NaN sum makes output[1] 0; without, output[1] is 1 always. */
  readonly scale?: string;
}

/** Dynamic loss scale, FP32 [3]: scale, inverse, good steps since the last change. Halved on overflow, doubled after `interval` good steps. */
export interface LossScaleStep extends StepBase {
  readonly kind: "lossScale";
  readonly state: string;
  readonly norm: string;
  readonly interval: number;
}

export interface OptimizerSettings {
  readonly name: "sgd" | "adam" | "adamw";
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

/** One parameter's update in FP32, element by element; skipped as a whole where norm[1] is 0. */
export interface UpdateStep extends StepBase {
  readonly kind: "update";
  readonly optimizer: OptimizerSettings;
  readonly parameter: string;
  readonly gradient: string;
  /** Momentum (sgd, the format of the parameter), first and second moment (adam, adamw, FP32). */
  readonly states: readonly string[];
  /** FP32 [4], written by the host for each step: lr, 1 - lr decay, lr / (1 - b1^t), 1 / sqrt(1 - b2^t), see train/optimizer.ts. */
  readonly hyper: string;
  readonly norm?: string;
  readonly elements: number;
}
