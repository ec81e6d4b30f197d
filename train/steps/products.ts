/** Steps that multiply: products of matrices, and channel-wise convolutions. */
import type { StepBase } from "./base.js";
import type { MatrixView, OperandView, WindowGeometry } from "./views.js";

/**
 * z[m, k] = start[m, k] + sum over n ascending of x[m, n] w[n, k]: a chain of fused multiply-adds, each rounded once to `format`
 * (fp8 and fp8alt: operands of that format, chain in fp16, result rounded to `format` at the end). A start is +0, a row of K
 * elements, or z itself (accumulation). `count` products with their own strides: groups of a convolution, heads of an attention.
 */
export interface GemmStep extends StepBase {
  readonly kind: "gemm";
  readonly format: "fp32" | "fp16" | "fp8" | "fp8alt";
  /**
   * FP16 alone: even[m, k] = start + chain over n = 0, 2, 4 ..., odd[m, k] = +0 + chain over n = 1, 3, 5 ... (of an odd n the last step is
   * +0 times +0), z = even + odd, rounded once.
   */
  readonly order?: "two-lane";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly count: readonly number[];
  readonly x: OperandView;
  readonly w: MatrixView;
  readonly z: MatrixView;
  readonly start:
    | { readonly kind: "zero" }
    | {
        readonly kind: "row";
        readonly tensor: string;
        readonly offset: number;
        readonly countStrides: readonly number[];
      }
    | { readonly kind: "accumulate" };
}

/**
 * Channel-wise convolution, bit for bit the products of a grouped one: forward z = bias + chain over (kh, kw); weight gradient one
 * chain over (b, oh, ow); input gradient a chain over the taps that meet the pixel's phase, (kh, kw) ascending. Pixels outside
 * of an image are +0 and take part. The weight lies in memory as [kh, kw, C] (hwc) or [C, kh, kw].
 */
export interface DepthwiseStep extends StepBase {
  readonly kind: "depthwise";
  readonly mode: "forward" | "weightGradient" | "inputGradient";
  readonly format: "fp32" | "fp16";
  readonly geometry: WindowGeometry;
  /** x, absent in an input gradient; dx there. */
  readonly image: string;
  readonly weight: string;
  /** y, or dy in the gradients. */
  readonly out: string;
  readonly bias?: string;
  /** Weight gradient: continue the chain that `weight` holds. */
  readonly accumulate: boolean;
}

/** Multiply-accumulates that a product performs. */
export function gemmMacs(step: GemmStep): number {
  return step.m * step.n * step.k * step.count.reduce((product, size) => product * size, 1);
}
