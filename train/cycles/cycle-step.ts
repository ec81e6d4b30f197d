import type { Memory } from "../functional/memory.js";
import { writeStep } from "../emit/write-step.js";
import { l2Peak, tcdmPeak, type MemoryPeak } from "../plan/holders.js";
import { ownerOf } from "../plan/memory.js";
import type { Prefetch } from "../plan/kernel.js";
import { planSteps, type PlanTarget, type StepPlan } from "../plan/plan.js";
import type { Program, Step } from "../step.js";
import type { Lanes, Stretch } from "../step-meter.js";
import { decodeElements, encodeElements } from "./bytes.js";
import { StepRun } from "./step-run.js";
import type { StepShare } from "./slot-clock.js";

/** A difference between two runs of the same steps. */
export interface Difference {
  readonly tensor: string;
  /** First element that differs, in the order of memory, and how many do. */
  readonly element: number;
  readonly elements: number;
}

/** What the external memory holds, and what its DMA brings to a tensor while the steps run. */
export interface Outside {
  readonly bytes: Uint8Array;
  readonly prefetch: Prefetch;
}

/** What a run of a step program took. */
export interface CycleResult {
  readonly shares: readonly StepShare[];
  /** From the first slot to the end of the last. */
  readonly clocks: number;
  /** What core 0 did from mark to mark. */
  readonly stretches: readonly Stretch[];
  readonly lanes?: Lanes;
  /** Clocks in which the external memory's DMA was at work. */
  readonly external: number;
  /** Bytes of L2 and TCDM that the program takes, tensors and buffers included, and what holds them. */
  readonly memory: { readonly l2: MemoryPeak; readonly tcdm: MemoryPeak };
}

/** Steps of a program as a program of the cluster, run on what a memory holds. */
export class CycleStep {
  readonly plan: StepPlan;
  private readonly program: Pick<Program, "tensors" | "gather">;

  /**
   * @param steps run in this order; what they leave in parameters, states and gradients of parameters, and `results`, is read back
   */
  constructor(
    program: Pick<Program, "tensors" | "gather">,
    steps: readonly Step[],
    target: PlanTarget,
    results: readonly string[],
  ) {
    this.program = program;
    this.plan = planSteps(steps, program.tensors, target, new Set(results), program.gather);
  }

  /** Tensors that have a value before the steps. */
  private *given(): Generator<string> {
    const { tensors, gather } = this.program;
    for (const [name, tensor] of tensors) {
      // What is gathered comes from the store.
      if (name === gather?.tensor) continue;
      if (ownerOf(name, tensors) !== name || !this.plan.l2.offsets.has(name)) continue;
      if (tensor.role !== "activation" && tensor.role !== "gradient") yield name;
    }
  }

  /** Bytes of a tensor before the steps; undefined where it has no value yet. */
  bytesBefore(memory: Memory): (name: string) => Uint8Array | undefined {
    const given = new Set(this.given());
    return (name) => {
      const tensor = this.program.tensors.get(name)!;
      return given.has(name) ? encodeElements(memory.get(name), tensor.format) : undefined;
    };
  }

  /**
   * Runs the steps on the modelled cluster, from the memory and back to it.
   * @param outside for a cluster with an external memory
   * @param lanes how busy cores, RedMulE and DMA are is sampled, too, which takes longer
   * @throws Error when the program does not end by itself, which is a fault of the planner or of the model
   */
  run(memory: Memory, outside?: Outside, lanes = false): CycleResult {
    const run = new StepRun(this.plan, {}, outside?.prefetch);
    const { external } = run.cluster;
    if (outside !== undefined) external!.bytes.set(outside.bytes);
    const before = this.bytesBefore(memory);
    for (const name of this.given()) run.tensor(name).set(before(name)!);
    const sampled = lanes ? run.sampled() : undefined;
    if (!lanes) while (!run.advance(2 ** 20)) continue;
    const { status, value, message } = run.result;
    if (status !== "ended" || value !== 0)
      throw new Error(`The step program did not end well: ${message ?? `${value}`}.`);
    for (const name of this.results()) {
      decodeElements(run.tensor(name), this.program.tensors.get(name)!.format, memory.get(name));
    }
    const to = outside?.prefetch.to;
    if (to !== undefined) decodeElements(run.tensor(to), this.program.tensors.get(to)!.format, memory.get(to));
    const { shares, stretches } = run;
    const clocks = shares.reduce((sum, share) => sum + share.clocks, 0);
    const peaks = { l2: l2Peak(this.plan, run.l2Used), tcdm: tcdmPeak(this.plan) };
    const result = { shares, stretches, clocks, external: external?.clocks ?? 0, memory: peaks };
    return sampled === undefined ? result : { ...result, lanes: sampled };
  }

  /** Writes program, data and system to a directory; the files. */
  write(directory: string, memory: Memory): readonly string[] {
    const { l2Bytes } = new StepRun(this.plan);
    return writeStep(directory, this.plan, l2Bytes, this.bytesBefore(memory));
  }

  /** Tensors that are read back. */
  *results(): Generator<string> {
    for (const [name, tensor] of this.program.tensors) {
      if (ownerOf(name, this.program.tensors) !== name || !this.plan.l2.offsets.has(name)) continue;
      if (tensor.role === "persistent" || tensor.role === "parameterGradient" || this.plan.kept.has(name)) yield name;
    }
  }

  /** Where two memories differ in what the steps leave. */
  differences(a: Memory, b: Memory): Difference[] {
    const found: Difference[] = [];
    for (const name of this.results()) {
      const { format } = this.program.tensors.get(name)!;
      const [left, right] = [a, b].map((memory) => encodeElements(memory.get(name), format));
      const bytes = left.length / a.get(name).length;
      const places = new Set<number>();
      left.forEach((byte, i) => byte !== right[i] && places.add(Math.floor(i / bytes)));
      if (places.size > 0) found.push({ tensor: name, element: Math.min(...places), elements: places.size });
    }
    return found;
  }
}
