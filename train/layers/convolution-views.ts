/** What the products of a convolution look at: its geometry, strides of images, taps that meet a phase, patches that are a matrix. */
import type { Pair } from "../network.js";
import type { OperandView, StepTensor } from "../step.js";
import { mergeDimensions, stridesOf } from "../views.js";

export interface Convolution {
  readonly batch: number;
  readonly groups: number;
  readonly imageChannels: number;
  readonly image: Pair;
  readonly outChannels: number;
  readonly out: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Image row and column of the first tap of the first output: minus the padding. */
  readonly start: Pair;
  readonly dilation: Pair;
}

export interface ImageStrides {
  readonly batch: number;
  readonly row: number;
  readonly pixel: number;
  readonly channel: number;
}

export function imageStrides(tensor: StepTensor): ImageStrides {
  const [batch, channel, row, pixel] = stridesOf(tensor);
  return { batch, row, pixel, channel };
}

/** The taps of one direction that meet the pixels r, r + s, r + 2 s ... of an image. */
export interface Taps {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** Output that tap `first` of pixel r reads, and how far the next tap's lies. */
  readonly start: number;
  readonly tapStep: number;
  /** Pixels of the phase. */
  readonly grid: number;
}

export function phaseTaps(c: Convolution, axis: 0 | 1, phase: number): Taps {
  const [s, d] = [c.stride[axis], c.dilation[axis]];
  const meets = (tap: number): boolean => (((phase - c.start[axis] - tap * d) % s) + s) % s === 0;
  const taps = Array.from({ length: c.kernel[axis] }, (_, tap) => tap).filter(meets);
  const step = taps.length > 1 ? taps[1] - taps[0] : 1;
  const first = taps[0] ?? 0;
  return {
    first,
    step,
    count: taps.length,
    start: taps.length > 0 ? (phase - c.start[axis] - first * d) / s : 0,
    tapStep: taps.length > 1 ? -(step * d) / s : -1,
    grid: Math.max(0, Math.ceil((c.image[axis] - phase) / s)),
  };
}

/** Patches of one pixel that all lie inside of the image are a matrix. */
export function plainPatches(p: Extract<OperandView, { kind: "patches" }>): OperandView {
  const inside = (axis: 0 | 1): boolean =>
    p.kernel[axis] === 1 && p.start[axis] >= 0 && p.start[axis] + (p.grid[axis] - 1) * p.stride[axis] < p.image[axis];
  if (!inside(0) || !inside(1)) return p;
  const pixels = mergeDimensions([
    { size: p.batch, stride: p.batchStride },
    { size: p.grid[0], stride: p.rowStride * p.stride[0] },
    { size: p.grid[1], stride: p.pixelStride * p.stride[1] },
  ]);
  const channels = [{ size: p.channels, stride: p.channelStride }];
  return {
    kind: "matrix",
    tensor: p.tensor,
    offset: p.offset + p.start[0] * p.rowStride + p.start[1] * p.pixelStride,
    rows: p.transposed ? channels : pixels,
    columns: p.transposed ? pixels : channels,
    countStrides: p.countStrides,
  };
}
