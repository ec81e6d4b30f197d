import type { TensorRole } from "../step.js";
import type { StepPlan } from "./plan.js";

/** What holds bytes of a memory at the peak; `largest` are single tensors of it, largest first. */
export interface MemoryHolder {
  readonly what: string;
  readonly bytes: number;
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
}

/** The bytes of a memory at the peak, and what holds them. They add up to `bytes`. */
export interface MemoryPeak {
  readonly bytes: number;
  /** Name of the step with the peak. */
  readonly step: string;
  readonly holders: readonly MemoryHolder[];
}

const NAMES: Readonly<Record<TensorRole, string>> = {
  input: "data",
  persistent: "parameters and running statistics",
  constant: "constants",
  activation: "activations",
  gradient: "gradients of activations",
  parameterGradient: "gradients of parameters",
};

/** Tensors of a holder that are named. */
const NAMED = 3;

class Holders {
  private readonly sums = new Map<string, { bytes: number; parts: Map<string, number> }>();

  add(what: string, bytes: number, name?: string): void {
    if (bytes <= 0) return;
    const sum = this.sums.get(what) ?? { bytes: 0, parts: new Map<string, number>() };
    sum.bytes += bytes;
    if (name !== undefined) sum.parts.set(name, (sum.parts.get(name) ?? 0) + bytes);
    this.sums.set(what, sum);
  }

  get all(): readonly MemoryHolder[] {
    return [...this.sums]
      .map(([what, { bytes, parts }]) => ({
        what,
        bytes,
        largest: [...parts]
          .map(([name, of]) => ({ name, bytes: of }))
          .sort((a, b) => b.bytes - a.bytes)
          .slice(0, NAMED),
      }))
      .sort((a, b) => b.bytes - a.bytes);
  }
}

/** L2 where most tensors are alive. @param used bytes of program, tables and tensors together */
export function l2Peak({ l2, tensors, steps }: StepPlan, used: number): MemoryPeak {
  const holders = new Holders();
  const states = new Set(steps.flatMap((step) => (step.kind === "update" ? step.states : [])));
  for (const { tensor: name, bytes } of l2.peak.holders) {
    const tensor = tensors.get(name)!;
    holders.add(states.has(name) ? "state of the optimiser" : NAMES[tensor.role], bytes, name);
  }
  holders.add("program and tables of tiles", used - l2.bytes);
  holders.add("gaps between tensors", l2.bytes - l2.peak.bytes);
  return { bytes: used, step: l2.peak.step, holders: holders.all };
}

/** The TCDM in the slot with the largest buffers. */
export function tcdmPeak({ schedule, steps, recordBytes, tcdmUsed }: StepPlan): MemoryPeak {
  const holders = new Holders();
  let [most, at] = [0, 0];
  schedule.slots.forEach((_, slot) => {
    const bytes = schedule.residents.reduce(
      (sum, { from, until, buffer }) => (from <= slot && slot <= until ? sum + buffer.bytes : sum),
      0,
    );
    if (bytes > most) [most, at] = [bytes, slot];
  });
  for (const { from, until, buffer } of schedule.residents) {
    if (from <= at && at <= until) holders.add(`buffers "${buffer.name}"`, buffer.bytes);
  }
  holders.add("records of two slots", 2 * recordBytes);
  holders.add("runtime and stacks", tcdmUsed - 2 * recordBytes - schedule.peak);
  holders.add("gaps between buffers", schedule.peak - most);
  return { bytes: tcdmUsed, step: steps[schedule.slots[at]?.step]?.name ?? "", holders: holders.all };
}
