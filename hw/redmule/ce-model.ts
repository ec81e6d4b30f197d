import type { ArrayDatapath } from "./array.js";
import { FastArray } from "./fast-array.js";
import type { RedmuleParameters } from "./parameters.js";
import { hasSimd, SimdArray } from "./simd-array.js";
import { StagedArray } from "./staged-array.js";

/**
 * How compute elements are evaluated: "simd" by vector instructions, "fast" by functions of doubles, "staged" register by register.
 * Where a platform has no vector instructions, "simd" is "fast".
 */
export const CE_MODELS = ["simd", "fast", "staged"] as const;
/** One of `CE_MODELS`. */
export type CeModel = (typeof CE_MODELS)[number];
export const DEFAULT_CE: CeModel = "simd";

export function arrayOf(ce: CeModel, p: RedmuleParameters): ArrayDatapath {
  if (ce === "staged") return new StagedArray(p);
  return ce === "simd" && hasSimd() ? new SimdArray(p) : new FastArray(p);
}
