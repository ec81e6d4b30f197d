/** Softmax and losses. */
import type { StepBase } from "./base.js";
import type { Dimension } from "./views.js";

/**
 * Rows of `size` elements, FP32. forward: m = largest, e = exp(x - m), y = e * (1 / chain of sums of e). backward:
 * dx = y * (dy - chain of fma(dy, y, acc)).
 */
export interface SoftmaxStep extends StepBase {
  readonly kind: "softmax";
  readonly fn: "forward" | "backward";
  /** Rows' dimensions, then the axis itself, on a tensor that all operands share. */
  readonly rows: readonly Dimension[];
  readonly axis: Dimension;
  /** x forward; y backward. */
  readonly input: string;
  readonly dy?: string;
  readonly output: string;
}

export type LossName = "cross-entropy" | "mse" | "l1" | "bce";

/**
 * FP32. Rows are the samples of the batch (cross entropy: every position but the class axis). loss = (chain over rows of the rows'
 * sums) * factor; gradient = derivative * factor * scale, one rounding to its format. `scale` is the loss scale, an FP32 scalar.
 */
export interface LossStep extends StepBase {
  readonly kind: "loss";
  readonly fn: LossName;
  readonly rows: readonly Dimension[];
  readonly elements: readonly Dimension[];
  readonly prediction: string;
  /** int32 [rows] or FP32 of the shape of the prediction in C order. */
  readonly target: string;
  /** FP32 [rows]. */
  readonly rowLoss: string;
  /** FP32 [1]. */
  readonly loss: string;
  readonly gradient?: string;
  /** float32(1 / rows) for cross entropy, float32(1 / elements) else; the gradient's has 1 / accumulated batches in it, too. */
  readonly factor: number;
  readonly gradientFactor: number;
  readonly scale?: string;
}
