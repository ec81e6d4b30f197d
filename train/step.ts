/**
 * A training step of a network as a list of Steps, each one primitive on whole tensors. The list alone defines every bit of
 * the result; how it is cut into tiles, which engine runs a step and how many cores share it changes none. docs/training.md
 * states the order of operations of each kind.
 */
import type { Pass } from "./steps/base.js";
import type { CastStep, CopyStep, FillStep, MapStep, ReduceStep, UnpackStep } from "./steps/elements.js";
import type { LossStep, SoftmaxStep } from "./steps/losses.js";
import type {
  InverseStep,
  NormBackwardStep,
  NormParametersStep,
  NormSumsStep,
  NormalizeStep,
  RunningStep,
  StatisticsStep,
} from "./steps/norms.js";
import type { PoolStep } from "./steps/pools.js";
import type { DepthwiseStep, GemmStep } from "./steps/products.js";
import type { RescaleStep, ScaleStep } from "./steps/scales.js";
import type { StepTensor } from "./steps/tensor.js";
import type { LossScaleStep, NormStep, UpdateStep } from "./steps/updates.js";

export type * from "./steps/tensor.js";
export type * from "./steps/views.js";
export type * from "./steps/base.js";
export type * from "./steps/products.js";
export type * from "./steps/elements.js";
export type * from "./steps/norms.js";
export type * from "./steps/pools.js";
export type * from "./steps/losses.js";
export type * from "./steps/updates.js";
export type * from "./steps/scales.js";
export { gemmMacs } from "./steps/products.js";

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

/** Everything a step of training (or an inference) does. */
/** Items of equal size of a store in L2: steps read a tensor that is made up of those whose numbers stand in the tensor `list`. */
export interface Gather {
  readonly tensor: string;
  readonly store: string;
  readonly list: string;
  readonly itemBytes: number;
  readonly count: number;
}

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
  /** What the cluster's DMA brings from a store; without clocks the tensor has a value of its own. */
  readonly gather?: Gather;
}
