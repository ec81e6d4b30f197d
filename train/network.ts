/**
 * The intermediate form of a network: what layers there are, what they read and what their parameters hold. Shapes and the
 * order of axes are those of PyTorch and ONNX ([N, C, H, W], [N, F], [N, L, E]), whatever lies in memory later.
 */

/** Sizes of the axes of a tensor; a scalar has none. */
export type Shape = readonly number[];

/** Rows first: vertical, then horizontal. */
export type Pair = readonly [number, number];

/** Rows and columns added at each side: top, left, bottom, right. */
export type Padding = readonly [number, number, number, number];

export interface ConvolutionAttributes {
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
}

export interface PoolAttributes {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

export interface NormAttributes {
  readonly epsilon: number;
}

/** Recurrent layers as ONNX has them: x [L, N, I], W [1, G H, I], R [1, G H, H], B [1, 2 G H]; outputs Y [L, 1, N, H] and Y_h [1, N, H]. */
export interface RecurrentAttributes {
  readonly hidden: number;
}

type None = Readonly<Record<string, never>>;

/**
 * Attributes by layer. The inputs of a layer are, in this order:
 * - linear, conv2d, convTranspose2d: x, weight, bias (may be absent);
 * - batchNorm: x, scale, shift, running mean, running variance;
 * - layerNorm, instanceNorm: x, scale, shift (layerNorm: both may be absent);
 * - rnn, gru: x, W, R, B (may be ""), initial state (may be absent or "");
 * - binary element-wise layers: left, right, broadcast as in NumPy; matmul: left, right; concat: any number; others: x.
 */
export interface LayerAttributes {
  /** y[..., o] = sum_i x[..., i] w + bias[o]. Weight [out, in] as PyTorch keeps it, or [in, out] as ONNX's MatMul does. */
  readonly linear: { readonly weight: "out-in" | "in-out" };
  /** Weight [Co, Ci / groups, kh, kw]. */
  readonly conv2d: ConvolutionAttributes;
  /** Weight [Ci, Co / groups, kh, kw]; outputPadding adds rows and columns at the far ends. */
  readonly convTranspose2d: ConvolutionAttributes & { readonly outputPadding: Pair };
  /** Over all axes but 1. running = running + momentum (batch - running), PyTorch's momentum. Frozen: running statistics alone. */
  readonly batchNorm: NormAttributes & { readonly momentum: number; readonly frozen: boolean };
  /** Over axis `axis` and all behind it. */
  readonly layerNorm: NormAttributes & { readonly axis: number };
  readonly instanceNorm: NormAttributes;
  readonly relu: None;
  readonly relu6: None;
  /** Limits may be infinite. */
  readonly clip: { readonly low: number; readonly high: number };
  readonly leakyRelu: { readonly slope: number };
  readonly sigmoid: None;
  readonly tanh: None;
  readonly gelu: { readonly form: "erf" | "tanh" };
  readonly softmax: { readonly axis: number };
  /** Padding never wins; the first of equal elements in row order takes the gradient. */
  readonly maxPool: PoolAttributes & { readonly dilation: Pair };
  /** countPadding: padded positions count in the divisor. */
  readonly averagePool: PoolAttributes & { readonly countPadding: boolean };
  readonly globalAveragePool: None;
  readonly add: None;
  readonly sub: None;
  readonly mul: None;
  readonly div: None;
  /** Right must be a constant scalar. */
  readonly pow: None;
  readonly neg: None;
  readonly sqrt: None;
  readonly exp: None;
  readonly log: None;
  readonly erf: None;
  /** [..., M, N] by [..., N, K]; leading axes are broadcast. */
  readonly matmul: None;
  readonly concat: { readonly axis: number };
  /** For each axis first element, number of elements, step (may be negative). */
  readonly slice: { readonly starts: Shape; readonly sizes: Shape; readonly steps: Shape };
  /** The whole new shape, nothing left open. */
  readonly reshape: { readonly shape: Shape };
  /** Axis a of the output is axis permutation[a] of the input. */
  readonly transpose: { readonly permutation: Shape };
  /** Elements added before and behind each axis; none may be negative. */
  readonly pad: { readonly before: Shape; readonly behind: Shape; readonly value: number };
  /** axes ascending. */
  readonly reduceMean: { readonly axes: Shape; readonly keepAxes: boolean };
  readonly reduceSum: { readonly axes: Shape; readonly keepAxes: boolean };
  readonly dropout: { readonly ratio: number };
  /** h = tanh(W x + Wb + R h + Rb), forward in time. */
  readonly rnn: RecurrentAttributes;
  /** Gates z, r, n in ONNX's order; n = tanh(W x + Wb + r (R h + Rb)), which ONNX calls linear_before_reset = 1. */
  readonly gru: RecurrentAttributes;
}

export type LayerOp = keyof LayerAttributes;

/** One layer; `op` tells which attributes it has. Names of layers are unique. Absent optional inputs are "" or left out at the end. */
export type LayerOf<Op extends LayerOp> = {
  readonly op: Op;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: LayerAttributes[Op];
};
export type Layer = { [Op in LayerOp]: LayerOf<Op> }[LayerOp];

/** `statistic`: running mean or variance of a batch norm; `constant`: never trained (an ONNX Constant). */
export type ParameterRole = "weight" | "bias" | "scale" | "shift" | "statistic" | "constant";

export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly role: ParameterRole;
  /** C order, numbers of FP32. */
  readonly values: Float32Array;
}

/** A network for one batch size. Layers stand in an order in which every tensor is written before it is read. */
export interface Network {
  readonly name: string;
  /** Shape of every tensor: inputs, parameters, results of layers. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly layers: readonly Layer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** In the order in which they were declared. */
  readonly parameters: ReadonlyMap<string, Parameter>;
}

export function elementsOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** "16x3x32x32", or "scalar". */
export function shapeText(shape: Shape): string {
  return shape.length === 0 ? "scalar" : shape.join("x");
}

/** Whether the optimiser may change it, freezing aside. */
export function isTrainable(parameter: Parameter): boolean {
  return parameter.role !== "statistic" && parameter.role !== "constant";
}
