/** Steps without clocks: the arithmetic and the order of docs/training.md on typed arrays. */
import type { Step, StepKind } from "../step.js";
import { runDepthwise } from "./depthwise.js";
import { runCast, runCopy, runFill, runMap, runRescale, runScale, runUnpack } from "./elementwise.js";
import { runGemm } from "./gemm.js";
import type { Memory } from "./memory.js";
import {
  runInverse,
  runNormalize,
  runNormBackward,
  runNormParameters,
  runNormSums,
  runRunning,
  runStatistics,
} from "./norm.js";
import { runPool } from "./pool.js";
import { runLoss, runReduce, runSoftmax } from "./reduction.js";
import { runGradientNorm, runLossScale, runUpdate } from "./update.js";

type Runner<K extends StepKind> = (step: Extract<Step, { kind: K }>, memory: Memory) => void;

const RUNNERS: { readonly [K in StepKind]: Runner<K> } = {
  gemm: runGemm,
  depthwise: runDepthwise,
  map: runMap,
  reduce: runReduce,
  copy: runCopy,
  fill: runFill,
  cast: runCast,
  unpack: runUnpack,
  statistics: runStatistics,
  running: runRunning,
  inverse: runInverse,
  normalize: runNormalize,
  normSums: runNormSums,
  normParameters: runNormParameters,
  normBackward: runNormBackward,
  pool: runPool,
  softmax: runSoftmax,
  loss: runLoss,
  gradientNorm: runGradientNorm,
  lossScale: runLossScale,
  update: runUpdate,
  scale: runScale,
  rescale: runRescale,
};

export function executeStep(step: Step, memory: Memory): void {
  (RUNNERS[step.kind] as (step: Step, memory: Memory) => void)(step, memory);
}

/** Runs steps in order; `observe` sees memory behind each. */
export function execute(steps: readonly Step[], memory: Memory, observe?: (step: Step) => void): void {
  for (const step of steps) {
    executeStep(step, memory);
    observe?.(step);
  }
}
