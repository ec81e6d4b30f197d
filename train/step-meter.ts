/** The seam between training and the modelled cluster. */
import type { Energy } from "../measure/energy/estimate.js";
import type { Memory } from "./functional/memory.js";
import type { MemoryPeak } from "./plan/holders.js";
import type { Pass, Program, Step } from "./step.js";

/** Where the clocks of a layer's pass went; the numbers of `reasons` add up to `clocks`. */
export interface PassClocks {
  readonly layer: string;
  readonly pass: Pass;
  readonly clocks: number;
  readonly reasons: Readonly<Record<Reason, number>>;
  /** Clocks in which RedMulE worked, whatever the cores did. */
  readonly redmuleBusy: number;
  readonly milliseconds: number;
  /** With the interval that the published figures leave. */
  readonly microjoules: number;
  readonly low: number;
  readonly high: number;
}

/** Where clocks go, seen from core 0: it computes, lays out patches, turns operands, waits for RedMulE or the DMA, or does none of these. */
export const REASONS = ["compute", "im2row", "transform", "redmuleWait", "dmaWait", "idle"] as const;
export type Reason = (typeof REASONS)[number];

/** A stretch of the timeline in which core 0 did one thing. */
export interface Stretch {
  /** Index of the step that it counts for. */
  readonly step: number;
  readonly begin: number;
  readonly clocks: number;
  readonly reason: Reason;
  /** Clocks of the stretch in which RedMulE worked, and the DMA. */
  readonly redmule: number;
  readonly dma: number;
}

/** How busy cores, RedMulE and DMA were in consecutive slices of time. */
export interface Lanes {
  /** The clock behind each slice; the first begins in clock 0. */
  readonly ends: readonly number[];
  /** Clocks of each slice in which RedMulE worked, and the DMA. */
  readonly redmule: readonly number[];
  readonly dma: readonly number[];
  /** Of each core the clocks that issued an instruction, and those lost while it was awake. */
  readonly cores: readonly { readonly work: readonly number[]; readonly stall: readonly number[] }[];
}

/** What happened when. */
export interface Timeline {
  /** Layer and pass of each step by its index. */
  readonly steps: readonly { readonly name: string; readonly layer: string; readonly pass: Pass }[];
  readonly stretches: readonly Stretch[];
  /** Where they were asked for. */
  readonly lanes?: Lanes;
}

export interface StepClocks {
  readonly clocks: number;
  /** Clocks in which RedMulE worked. */
  readonly redmuleBusy: number;
  /** Clocks in which the external memory's DMA worked. */
  readonly external: number;
  /** At the operating point of the run, with the interval that the published figures leave. */
  readonly energy: Pick<Energy, "source" | "microjoules" | "low" | "high"> & { readonly milliseconds: number };
  readonly passes: readonly PassClocks[];
  readonly memory: { readonly l2: MemoryPeak; readonly tcdm: MemoryPeak };
  /** Of the last list of steps that ran. */
  readonly timeline: Timeline;
}

/** Runs steps on the modelled cluster, clock by clock. */
export interface StepMeter {
  /** Plans the steps. @throws UsageError when they cannot run on the cluster */
  plan(program: Program, steps: readonly Step[]): void;
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
    for (const reason of REASONS) reasons[reason] += known?.reasons[reason] ?? 0;
    passes.set(key, {
      ...pass,
      clocks: pass.clocks + (known?.clocks ?? 0),
      redmuleBusy: pass.redmuleBusy + (known?.redmuleBusy ?? 0),
      milliseconds: pass.milliseconds + (known?.milliseconds ?? 0),
      microjoules: pass.microjoules + (known?.microjoules ?? 0),
      low: pass.low + (known?.low ?? 0),
      high: pass.high + (known?.high ?? 0),
      reasons,
    });
  }
  return {
    clocks: sum((part) => part.clocks),
    redmuleBusy: sum((part) => part.redmuleBusy),
    external: sum((part) => part.external),
    energy: {
      milliseconds: sum((part) => part.energy.milliseconds),
      microjoules: sum((part) => part.energy.microjoules),
      low: sum((part) => part.energy.low),
      high: sum((part) => part.energy.high),
      source: parts[0].energy.source,
    },
    passes: [...passes.values()],
    memory: {
      l2: largest(parts.map((part) => part.memory.l2)),
      tcdm: largest(parts.map((part) => part.memory.tcdm)),
    },
    timeline: parts.at(-1)!.timeline,
  };
}

const largest = (peaks: readonly MemoryPeak[]): MemoryPeak =>
  peaks.reduce((most, peak) => (peak.bytes > most.bytes ? peak : most));
