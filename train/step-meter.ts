/** The seam between training and the modelled cluster. */
import type { Memory } from "./functional/memory.js";
import type { Pass, Program, Step } from "./step.js";

/** Where the clocks of a layer's pass went; the numbers of `reasons` add up to `clocks`. */
export interface PassClocks {
  readonly layer: string;
  readonly pass: Pass;
  readonly clocks: number;
  readonly reasons: Readonly<Record<string, number>>;
}

export interface StepClocks {
  readonly clocks: number;
  /** Clocks in which RedMulE worked. */
  readonly redmuleBusy: number;
  /** At the operating point of the run; `source` says where the power figures come from. */
  readonly energy: { readonly milliseconds: number; readonly microjoules: number; readonly source: string };
  readonly passes: readonly PassClocks[];
  readonly memory: { readonly l2Peak: number; readonly tcdmPeak: number };
}

/** Runs steps on the modelled cluster, clock by clock. */
export interface StepMeter {
  /** Runs the steps from the tensors in `memory` and leaves in it what they wrote. The same list of steps is planned once. */
  run(program: Program, steps: readonly Step[], memory: Memory): StepClocks;
  /** Writes program, data and system of the steps to a directory, from the tensors in `memory`; the files. */
  write(program: Program, steps: readonly Step[], memory: Memory, directory: string): readonly string[];
}

/** Where the results of two runs of the same steps differ first, as one sentence; undefined where every bit is equal. */
export function firstDifference(program: Program, one: Memory, other: Memory): string | undefined {
  const read = new Set(program.outputs);
  for (const { name, role } of program.tensors.values()) {
    if (role !== "persistent" && role !== "parameterGradient" && !read.has(name)) continue;
    const [a, b] = [one.get(name), other.get(name)];
    for (let i = 0; i < a.length; i++) {
      if (!Object.is(a[i], b[i])) return `${name}[${i}] is ${a[i]} in one run and ${b[i]} in the other`;
    }
  }
  return undefined;
}

/** Clocks of the lists of steps that make up one step of training. */
export function sumOf(parts: readonly StepClocks[]): StepClocks {
  if (parts.length === 1) return parts[0];
  const sum = (of: (part: StepClocks) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const passes = new Map<string, PassClocks>();
  for (const pass of parts.flatMap((part) => part.passes)) {
    const key = `${pass.layer}\n${pass.pass}`;
    const known = passes.get(key);
    const reasons = { ...pass.reasons };
    for (const [name, clocks] of Object.entries(known?.reasons ?? {})) reasons[name] = (reasons[name] ?? 0) + clocks;
    passes.set(key, { ...pass, clocks: pass.clocks + (known?.clocks ?? 0), reasons });
  }
  return {
    clocks: sum((part) => part.clocks),
    redmuleBusy: sum((part) => part.redmuleBusy),
    energy: {
      milliseconds: sum((part) => part.energy.milliseconds),
      microjoules: sum((part) => part.energy.microjoules),
      source: parts[0].energy.source,
    },
    passes: [...passes.values()],
    memory: {
      l2Peak: Math.max(...parts.map((part) => part.memory.l2Peak)),
      tcdmPeak: Math.max(...parts.map((part) => part.memory.tcdmPeak)),
    },
  };
}
