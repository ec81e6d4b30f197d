/** Why low precision diverges: numbers of each tensor that underflow, overflow or are no numbers, counted on request. */
import type { Memory } from "./functional/memory.js";
import type { ElementFormat, Step } from "./step.js";

/** Smallest normal number of a format: what lies below has lost bits. */
const LEAST_NORMAL: Readonly<Record<Exclude<ElementFormat, "int32" | "uint8">, number>> = {
  fp32: 2 ** -126,
  fp16: 2 ** -14,
  fp8: 2 ** -14,
  fp8alt: 2 ** -6,
};

export interface TensorCounts {
  readonly tensor: string;
  readonly layer: string;
  readonly format: ElementFormat;
  /** Elements written so far, zeros among them, below the normal numbers, infinite, NaN. */
  elements: number;
  zeros: number;
  subnormal: number;
  infinite: number;
  nan: number;
  largest: number;
}

/** Tensors that a step writes. */
export function writtenBy(step: Step): readonly string[] {
  switch (step.kind) {
    case "gemm":
      return [step.z.tensor];
    case "depthwise":
      return [step.mode === "forward" ? step.out : step.mode === "weightGradient" ? step.weight : step.image];
    case "map":
    case "reduce":
    case "copy":
    case "fill":
      return [step.output.tensor];
    case "cast":
    case "unpack":
    case "scale":
    case "rescale":
    case "softmax":
    case "gradientNorm":
      return [step.output];
    case "statistics":
      return [step.mean, step.variance, step.inverse];
    case "running":
      return [step.runningMean, step.runningVariance];
    case "inverse":
      return [step.inverse];
    case "normalize":
      return [step.y];
    case "normSums":
      return [step.s1, step.s2];
    case "normParameters":
      return [step.dscale ?? step.dshift!];
    case "normBackward":
      return [step.dx];
    case "pool":
      return [step.y ?? step.dx!];
    case "loss":
      return [step.rowLoss, step.loss, ...(step.gradient === undefined ? [] : [step.gradient])];
    case "lossScale":
      return [step.state];
    case "update":
      return [step.parameter, ...step.states];
  }
}

/** Collects the counts of every tensor over a run. */
export class Counters {
  private readonly counts = new Map<string, TensorCounts>();

  /** Counts what a step has just written. */
  observe(step: Step, memory: Memory): void {
    for (const name of writtenBy(step)) this.count(name, step.layer, memory);
  }

  /** In the order of first writing. */
  get all(): readonly TensorCounts[] {
    return [...this.counts.values()];
  }

  private count(name: string, layer: string, memory: Memory): void {
    const { format } = memory.tensor(name);
    if (format === "int32" || format === "uint8") return;
    const none = { elements: 0, zeros: 0, subnormal: 0, infinite: 0, nan: 0, largest: 0 };
    const counts = this.counts.get(name) ?? { tensor: name, layer, format, ...none };
    this.counts.set(name, counts);
    const least = LEAST_NORMAL[format];
    for (const value of memory.get(name)) {
      const magnitude = Math.abs(value);
      counts.elements++;
      if (magnitude === 0) counts.zeros++;
      else if (magnitude < least) counts.subnormal++;
      else if (magnitude === Infinity) counts.infinite++;
      else if (value !== value) counts.nan++;
      else if (magnitude > counts.largest) counts.largest = magnitude;
    }
  }
}
