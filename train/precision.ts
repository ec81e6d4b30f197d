import type { GemmStep, Pass } from "./step.js";

export const PRECISIONS = ["fp32", "fp16", "mixed", "fp8"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Formats in which activations and their gradients are stored. */
export type StorageFormat = "fp32" | "fp16";

/**
 * Numbers of some layers; the last rule that fits counts. fp32 and fp16 without a pass are everything that a layer reads, computes and
 * writes; what comes from another layer in the other format is converted, once. The others, and fp16 with a pass, are the format
 * of its products under fp8.
 */
export interface FormatRule {
  /** As a user wrote it. */
  readonly text: string;
  readonly layer: (name: string) => boolean;
  readonly pass?: Pass;
  readonly format: StorageFormat | "fp8" | "fp8alt";
}

/**
 * Order of the sums of products. chain: one chain of n ascending. two-lane, of FP16 products that gain by it (`gainsByLanes`): even and odd n in a
 * chain each, then their sum.
 */
export const ORDERS = ["chain", "two-lane"] as const;
export type Order = (typeof ORDERS)[number];

export interface PrecisionPlan {
  readonly precision: Precision;
  readonly rules: readonly FormatRule[];
  /** chain by default. */
  readonly order?: Order;
}

/** Format in which the activations of a layer and their gradients are stored. */
export function storageFormat({ precision, rules }: PrecisionPlan, layer: string): StorageFormat {
  const rule = rules.findLast((each) => isStorage(each.format) && each.pass === undefined && each.layer(layer));
  return (rule?.format as StorageFormat | undefined) ?? (precision === "fp32" ? "fp32" : "fp16");
}

const isStorage = (format: FormatRule["format"]): format is StorageFormat => format === "fp32" || format === "fp16";

/** Whether some layers may have FP16 where the precision has none, or FP32 where it has FP16. */
export function hasFormat({ precision, rules }: PrecisionPlan, format: StorageFormat): boolean {
  return (precision === "fp32") === (format === "fp32") || rules.some((rule) => rule.format === format);
}

/** The precision and its rules in short, for a plan and a report: "fp16 fc*=fp32". */
export function precisionText({ precision, rules, order = "chain" }: PrecisionPlan): string {
  return [precision, ...rules.map(({ text }) => text), ...(order === "chain" ? [] : [order])].join(" ");
}

export function isQuantised(format: GemmStep["format"]): format is "fp8" | "fp8alt" {
  return format === "fp8" || format === "fp8alt";
}

/** Format of a product: FP8 has E4M3 (fp8alt) in forward and weight gradient, E5M2 (fp8) with its range in the input gradient. */
export function passFormat(plan: PrecisionPlan, layer: string, pass: Pass): GemmStep["format"] {
  const storage = storageFormat(plan, layer);
  if (plan.precision !== "fp8" || storage === "fp32") return storage;
  const rule = plan.rules.findLast((each) => each.layer(layer) && (each.pass ?? pass) === pass);
  return (rule?.format as GemmStep["format"] | undefined) ?? (pass === "inputGradient" ? "fp8" : "fp8alt");
}

/**
 * Exponent that the largest magnitude of an FP8 operand gets in a product over n: both operands' and the growth of the sum stay within
 * the format. E5M2 has room for any sum; E4M3, with its 240, for one that grows by n^(3/4), so that small elements keep bits.
 */
export function scaleTarget(format: "fp8" | "fp8alt", n: number): number {
  return Math.floor(format === "fp8" ? (13.8 - Math.log2(n)) / 2 : (5.9 - 0.75 * Math.log2(n)) / 2);
}
