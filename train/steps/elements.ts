/** Steps that work element by element, sum, copy or convert. */
import type { StepBase } from "./base.js";
import type { View } from "./views.js";

/** Functions of `map` steps, see train/functional/map-functions.ts for operands and order of operations. */
export type MapFunction =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "sqrt"
  | "sqrtBackward"
  | "exp"
  | "log"
  | "erf"
  | "erfBackward"
  | "square"
  | "squareBackward"
  | "power"
  | "powerBackward"
  | "reciprocal"
  | "divRightBackward"
  | "relu"
  | "reluBackward"
  | "clip"
  | "clipBackward"
  | "relu6Backward"
  | "leakyRelu"
  | "leakyReluBackward"
  | "sigmoid"
  | "sigmoidBackward"
  | "tanh"
  | "tanhBackward"
  | "geluErf"
  | "geluErfBackward"
  | "geluTanh"
  | "geluTanhBackward"
  | "scale";

/** Element by element: FP32 arithmetic on widened operands, one rounding to the format of the output. All views have the same sizes. */
export interface MapStep extends StepBase {
  readonly kind: "map";
  readonly fn: MapFunction;
  readonly inputs: readonly View[];
  readonly output: View;
  /** Numbers of FP32: slope, limits, exponent, factor. */
  readonly constants: readonly number[];
}

/**
 * Sums over dimensions: output[outer] = start + chain of FP32 additions over `inner` ascending (product: of fma(a, b, sum)), times
 * `factor` unless it is 1, rounded once to the format of the output. Input view dimensions are outer followed by inner.
 */
export interface ReduceStep extends StepBase {
  readonly kind: "reduce";
  readonly fn: "sum" | "dot";
  readonly inputs: readonly View[];
  /** Number of dimensions of the inputs that are outer ones. */
  readonly outer: number;
  readonly output: View;
  readonly factor: number;
  /** Chains start at the output's value instead of +0; factor is 1 then. */
  readonly accumulate: boolean;
}

/** Copies or fills a view, converting nothing; same sizes. */
export interface CopyStep extends StepBase {
  readonly kind: "copy";
  readonly input: View;
  readonly output: View;
}

export interface FillStep extends StepBase {
  readonly kind: "fill";
  readonly output: View;
  readonly value: number;
}

/** Converts a whole tensor of the same shape and order; with a scale (a power of two in an FP32 scalar) multiplies or divides first, exactly. */
export interface CastStep extends StepBase {
  readonly kind: "cast";
  readonly input: string;
  readonly output: string;
  /** Elements of the output before those that are written, in the order of memory; the input may be shorter then. */
  readonly outputOffset?: number;
  readonly scale?: { readonly tensor: string; readonly index: number; readonly inverse: boolean };
}

/**
 * Numbers of packed codes: element offset + i of the output = code i times scale in FP32, rounded to the output's format. Code i stands in
 * bits [i bits, (i + 1) bits) of the bytes, the lowest bit of each byte first.
 */
export interface UnpackStep extends StepBase {
  readonly kind: "unpack";
  readonly input: string;
  readonly output: string;
  readonly outputOffset: number;
  readonly elements: number;
  readonly bits: number;
  /** A number of FP32. */
  readonly scale: number;
}
