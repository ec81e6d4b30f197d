/**
 * A training step of a network as a list of Steps, each one primitive on whole tensors. The list alone defines every bit of
 * the result; how it is cut into tiles, which engine runs a step and how many cores share it changes none. docs/training.md
 * states the order of operations of each kind.
 */
import type { Pair, Shape } from "./network.js";

/** fp8 is E5M2 and fp8alt E4M3, the names of RedMulE's formats; int32 holds labels, uint8 packed codes. */
export type ElementFormat = "fp32" | "fp16" | "fp8" | "fp8alt" | "int32" | "uint8";

/** What a tensor is for: decides its lifetime. */
export type TensorRole =
  /** Written by the host before the step: x, y, masks of dropout, hyperparameters of this step (`hyper`). */
  | "input"
  /** Lives from step to step: parameters (FP32 masters in mixed and fp8), running statistics, optimiser state, loss scale. */
  | "persistent"
  /** Never written. */
  | "constant"
  /** Written and read within a step. */
  | "activation"
  | "gradient"
  /** Lives over the batches of an accumulation. */
  | "parameterGradient";

/** A tensor in memory, densely packed. */
export interface StepTensor {
  readonly name: string;
  /** Logical shape, PyTorch's order of axes. */
  readonly shape: Shape;
  /** Axes in the order of memory, slowest first: [0, 2, 3, 1] is HWC for [N, C, H, W], [2, 3, 1, 0] [kh, kw, ci, co] for a weight. */
  readonly order: Shape;
  readonly format: ElementFormat;
  readonly role: TensorRole;
  /** Same bytes as that tensor (a reshape). */
  readonly aliasOf?: string;
}

/** One axis of an index: `size` positions, `stride` elements apart. Strides may be 0 (broadcast) or negative. */
export interface Dimension {
  readonly size: number;
  readonly stride: number;
}

/** Elements of a tensor: offset plus index times stride over all dimensions, last fastest. */
export interface View {
  readonly tensor: string;
  readonly offset: number;
  readonly dimensions: readonly Dimension[];
}

/** A matrix in a tensor; rows and columns may each be composed of several dimensions, slowest first. A transpose is an exchange of both. */
export interface MatrixView {
  readonly kind: "matrix";
  readonly tensor: string;
  readonly offset: number;
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  /** Elements from one product of the step to the next, by dimension of `count`. */
  readonly countStrides: readonly number[];
}

/**
 * The patches of a stack of images as a matrix (im2row): row (b, i, j) is a pixel of the grid, column (a, c, channel) or
 * (channel, a, c) an element under the kernel, channels first where `channelsFirst`. It is the pixel
 * (i stride + start + a tapStep) of its image, in both directions, and +0 outside of it.
 * Forward: grid = output, start = -padding, tapStep = dilation. A phase of an input gradient has stride 1 and a negative tapStep.
 */
export interface PatchView {
  readonly kind: "patches";
  readonly tensor: string;
  readonly offset: number;
  readonly batch: number;
  readonly image: Pair;
  readonly channels: number;
  /** Strides in elements of the tensor. */
  readonly batchStride: number;
  readonly rowStride: number;
  readonly pixelStride: number;
  readonly channelStride: number;
  readonly grid: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly start: Pair;
  readonly tapStep: Pair;
  readonly channelsFirst: boolean;
  /** Rows and columns exchanged: operand X of a weight gradient. */
  readonly transposed: boolean;
  readonly countStrides: readonly number[];
}

export type OperandView = MatrixView | PatchView;

/** Passes of the report; `prepare` casts masters, `update` is optimiser, clipping and running statistics. */
export type Pass = "prepare" | "forward" | "loss" | "weightGradient" | "inputGradient" | "update";

interface StepBase {
  /** Unique, for example "c1.forward". */
  readonly name: string;
  /** The layer that the report counts it under. */
  readonly layer: string;
  readonly pass: Pass;
}

/**
 * z[m, k] = start[m, k] + sum over n ascending of x[m, n] w[n, k]: a chain of fused multiply-adds, each rounded once to `format`
 * (fp8 and fp8alt: operands of that format, chain in fp16, result rounded to `format` at the end). A start is +0, a row of K
 * elements, or z itself (accumulation). `count` products with their own strides: groups of a convolution, heads of an attention.
 */
export interface GemmStep extends StepBase {
  readonly kind: "gemm";
  readonly format: "fp32" | "fp16" | "fp8" | "fp8alt";
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

/** Geometry of a channel-wise convolution; strides of the images in elements. Weight in memory [kh, kw, C] (hwc) or [C, kh, kw]. */
export interface DepthwiseGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly layout: Layout;
  readonly image: Pair;
  readonly out: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly start: Pair;
  readonly dilation: Pair;
}

/**
 * Channel-wise convolution, bit for bit the products of a grouped one: forward z = bias + chain over (kh, kw); weight gradient one
 * chain over (b, oh, ow); input gradient a chain over the taps that meet the pixel's phase, (kh, kw) ascending. Pixels outside
 * of an image are +0 and take part.
 */
export interface DepthwiseStep extends StepBase {
  readonly kind: "depthwise";
  readonly mode: "forward" | "weightGradient" | "inputGradient";
  readonly format: "fp32" | "fp16";
  readonly geometry: DepthwiseGeometry;
  /** x, absent in an input gradient; dx there. */
  readonly image: string;
  readonly weight: string;
  /** y, or dy in the gradients. */
  readonly out: string;
  readonly bias?: string;
  /** Weight gradient: continue the chain that `weight` holds. */
  readonly accumulate: boolean;
}

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

export interface PoolGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly layout: Layout;
  readonly image: Pair;
  readonly out: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Minus the padding at top and left. */
  readonly start: Pair;
  readonly dilation: Pair;
}

/**
 * max: largest pixel of the window, first of equals in row order, NaN wins. maxBackward: dx starts at +0 and takes dy of each window
 * at its largest pixel, (oh, ow) ascending, an addition in the tensor's format each. average: FP32 chain over the pixels that
 * exist, times float32(1 / count), one rounding. averageBackward: per pixel an FP32 chain of fma(dy, float32(1 / count), acc) over
 * its windows, (oh, ow) ascending, one rounding. count = pixels that exist, or with countPadding the window's within the padded image.
 */
export interface PoolStep extends StepBase {
  readonly kind: "pool";
  readonly fn: "max" | "maxBackward" | "average" | "averageBackward";
  readonly geometry: PoolGeometry;
  /** Rows and columns of padding at the far ends. */
  readonly end: Pair;
  readonly countPadding: boolean;
  /** x; absent in averageBackward. */
  readonly x?: string;
  readonly y?: string;
  readonly dy?: string;
  readonly dx?: string;
}

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

export type Step =
  | GemmStep
  | DepthwiseStep
  | MapStep
  | ReduceStep
  | CopyStep
  | FillStep
  | CastStep
  | UnpackStep
  | StatisticsStep
  | RunningStep
  | InverseStep
  | NormalizeStep
  | NormSumsStep
  | NormParametersStep
  | NormBackwardStep
  | PoolStep
  | SoftmaxStep
  | LossStep
  | NormStep
  | LossScaleStep
  | UpdateStep
  | ScaleStep
  | RescaleStep;

export type StepKind = Step["kind"];

/** Images in memory: channels fastest (tuned), or channels outside. */
export type Layout = "hwc" | "chw";

/** Everything a step of training (or an inference) does. */
export interface Program {
  readonly network: string;
  readonly tensors: ReadonlyMap<string, StepTensor>;
  /** Tensors of the network's inputs and outputs, in its order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Tensors of the targets and of the loss [1]; absent in an inference. */
  readonly target?: string;
  readonly loss?: string;
  /** Masks of dropout, which the host draws for each batch: 0 with probability `ratio`, else 1 / (1 - ratio). */
  readonly masks: readonly { readonly tensor: string; readonly ratio: number }[];
  /** Forward, loss and backward of one batch; gradients of parameters start at zero. */
  readonly first: readonly Step[];
  /** The same for the batches after the first of an accumulation; empty without one. */
  readonly further: readonly Step[];
  /** Clipping and optimiser. */
  readonly update: readonly Step[];
  /** Useful multiply-accumulates of one batch by layer and pass: forward sizes, for each gradient that is taken. */
  readonly macs: readonly { readonly layer: string; readonly pass: Pass; readonly macs: number }[];
}

/** Multiply-accumulates that a product performs. */
export function gemmMacs(step: GemmStep): number {
  return step.m * step.n * step.k * step.count.reduce((product, size) => product * size, 1);
}
