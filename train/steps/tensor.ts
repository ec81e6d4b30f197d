/** Tensors of a step: what stands in memory, in which order, and how long. */
import type { Shape } from "../network.js";

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

/** Images in memory: channels fastest (tuned), or channels outside. */
export type Layout = "hwc" | "chw";
