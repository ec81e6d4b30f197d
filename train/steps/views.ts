/** Operands of steps: elements of a tensor by the strides of an index. */
import type { Pair } from "../network.js";
import type { Layout } from "./tensor.js";

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

/** Windows over the images of a stack, channel by channel, as poolings and channel-wise convolutions have them. */
export interface WindowGeometry {
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
