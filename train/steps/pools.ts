/** Steps of poolings. */
import type { Pair } from "../network.js";
import type { StepBase } from "./base.js";
import type { WindowGeometry } from "./views.js";

/**
 * max: largest pixel of the window, first of equals in row order, NaN wins. maxBackward: dx starts at +0 and takes dy of each window
 * at its largest pixel, (oh, ow) ascending, an addition in the tensor's format each. average: FP32 chain over the pixels that
 * exist, times float32(1 / count), one rounding. averageBackward: per pixel an FP32 chain of fma(dy, float32(1 / count), acc) over
 * its windows, (oh, ow) ascending, one rounding. count = pixels that exist, or with countPadding the window's within the padded image.
 */
export interface PoolStep extends StepBase {
  readonly kind: "pool";
  readonly fn: "max" | "maxBackward" | "average" | "averageBackward";
  readonly geometry: WindowGeometry;
  /** Rows and columns of padding at the far ends. */
  readonly end: Pair;
  readonly countPadding: boolean;
  /** x; absent in averageBackward. */
  readonly x?: string;
  readonly y?: string;
  readonly dy?: string;
  readonly dx?: string;
}
