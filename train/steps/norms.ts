/** Steps of normalisations. */
import type { StepBase } from "./base.js";
import type { Dimension } from "./views.js";

/** x as groups (a channel, a row) of elements; the parameters' index has its own strides. */
export interface NormView {
  readonly groups: readonly Dimension[];
  readonly elements: readonly Dimension[];
  /** Strides of scale and shift over the same dimensions. */
  readonly groupParameters: readonly number[];
  readonly elementParameters: readonly number[];
}

/** FP32 per group: mean = sum * float32(1 / n); variance = chain of fma(d, d, acc), times float32(1 / n); inverse = 1 / sqrt(variance + epsilon). */
export interface StatisticsStep extends StepBase {
  readonly kind: "statistics";
  readonly x: string;
  readonly view: NormView;
  readonly epsilon: number;
  readonly mean: string;
  readonly inverse: string;
  readonly variance: string;
}

/** running = running + momentum (batch - running) in FP32; the variance times float32(unbiased) first. */
export interface RunningStep extends StepBase {
  readonly kind: "running";
  readonly mean: string;
  readonly variance: string;
  readonly runningMean: string;
  readonly runningVariance: string;
  readonly momentum: number;
  readonly unbiased: number;
  readonly channels: number;
}

/** inverse = 1 / sqrt(variance + epsilon) for frozen statistics. */
export interface InverseStep extends StepBase {
  readonly kind: "inverse";
  readonly variance: string;
  readonly inverse: string;
  readonly epsilon: number;
  readonly channels: number;
}

/** y = fma((x - mean) * inverse, scale, shift), FP32, one rounding at the end. scale and shift may be absent: no fma then. */
export interface NormalizeStep extends StepBase {
  readonly kind: "normalize";
  readonly x: string;
  readonly y: string;
  readonly view: NormView;
  readonly mean: string;
  readonly inverse: string;
  readonly scale?: string;
  readonly shift?: string;
}

/**
 * Sums of the backward pass, FP32: per group s1 = chain of + g, s2 = chain of fma(g, xhat, acc), with xhat = (x - mean) * inverse and
 * g = dy, times scale where `weighted` (layer norm).
 */
export interface NormSumsStep extends StepBase {
  readonly kind: "normSums";
  readonly x: string;
  readonly dy: string;
  readonly view: NormView;
  readonly mean: string;
  readonly inverse: string;
  readonly weighted?: string;
  readonly s1: string;
  readonly s2: string;
}

/** Layer norm: dscale[e] = chain over groups of fma(dy, xhat, acc), dshift[e] = chain of + dy; accumulate continues the chains. */
export interface NormParametersStep extends StepBase {
  readonly kind: "normParameters";
  readonly x: string;
  readonly dy: string;
  readonly view: NormView;
  readonly mean: string;
  readonly inverse: string;
  readonly dscale?: string;
  readonly dshift?: string;
  readonly accumulate: boolean;
}

/**
 * dx = (g - fma(xhat, s2, s1) * float32(1 / n)) * f in FP32, one rounding to the format of dx. Scale constant in a group: g = dy,
 * f = scale * inverse; weighted: g = dy * scale, f = inverse. Frozen statistics (s1 absent): dx = dy * f.
 */
export interface NormBackwardStep extends StepBase {
  readonly kind: "normBackward";
  readonly x: string;
  readonly dy: string;
  readonly dx: string;
  readonly view: NormView;
  readonly mean: string;
  readonly inverse: string;
  readonly scale?: string;
  readonly weighted: boolean;
  readonly s1?: string;
  readonly s2?: string;
}
