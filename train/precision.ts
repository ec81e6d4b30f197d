import type { GemmStep, Pass } from "./step.js";

export const PRECISIONS = ["fp32", "fp16", "mixed", "fp8"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Format of the products of some layers, in one or in all passes; the last rule that fits counts. */
export interface FormatRule {
  readonly layer: (name: string) => boolean;
  readonly pass?: Pass;
  readonly format: "fp16" | "fp8" | "fp8alt";
}

export interface PrecisionPlan {
  readonly precision: Precision;
  readonly rules: readonly FormatRule[];
}

/** Format in which activations and their gradients are stored. */
export function storageFormat(plan: PrecisionPlan): "fp32" | "fp16" {
  return plan.precision === "fp32" ? "fp32" : "fp16";
}

export function isQuantised(format: GemmStep["format"]): format is "fp8" | "fp8alt" {
  return format === "fp8" || format === "fp8alt";
}

/** Format of a product: FP8 has E4M3 (fp8alt) in forward and weight gradient, E5M2 (fp8) with its range in the input gradient. */
export function passFormat(plan: PrecisionPlan, layer: string, pass: Pass): GemmStep["format"] {
  const storage = storageFormat(plan);
  if (plan.precision !== "fp8") return storage;
  const rule = plan.rules.findLast((each) => each.layer(layer) && (each.pass ?? pass) === pass);
  return rule?.format ?? (pass === "inputGradient" ? "fp8" : "fp8alt");
}

/**
 * Exponent that the largest magnitude of an FP8 operand gets in a product over n: both operands' and the growth of the sum stay within
 * the format. E5M2 has room for any sum; E4M3, with its 240, for one that grows by n^(3/4), so that small elements keep bits.
 */
export function scaleTarget(format: "fp8" | "fp8alt", n: number): number {
  return Math.floor(format === "fp8" ? (13.8 - Math.log2(n)) / 2 : (5.9 - 0.75 * Math.log2(n)) / 2);
}
