/** Steps around products of FP8. */
import type { StepBase } from "./base.js";

/** Power-of-two scale of an FP8 operand, FP32 [2]: scale and inverse; 2^(target - exponent of the largest magnitude), 1 where all is zero. */
export interface ScaleStep extends StepBase {
  readonly kind: "scale";
  readonly input: string;
  readonly output: string;
  readonly target: number;
}

/**
 * Result of an FP8 product back in the format of the output, a tensor of the same shape and order: element i = fma(z, inverse, start) in
 * FP32, rounded once. inverse = product of the inverses of both operands' scales; start = bias[offset + floor(i / inner) % columns],
 * the output itself (accumulate), or +0.
 */
export interface RescaleStep extends StepBase {
  readonly kind: "rescale";
  readonly input: string;
  readonly output: string;
  readonly scales: readonly [string, string];
  readonly bias?: {
    readonly tensor: string;
    readonly offset: number;
    readonly columns: number;
    readonly inner: number;
  };
  readonly accumulate: boolean;
}
