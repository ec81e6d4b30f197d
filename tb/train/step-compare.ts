import { decodeElements, encodeElements } from "../../train/cycles/bytes.js";
import { StepRun } from "../../train/cycles/step-run.js";
import { executeStep } from "../../train/functional/execute.js";
import type { Memory } from "../../train/functional/memory.js";
import { ownerOf, tensorsOf } from "../../train/plan/memory.js";
import { planSteps, type PlanTarget } from "../../train/plan/plan.js";
import type { Step } from "../../train/step.js";

/** What one step did on the cluster and without clocks. */
export interface Comparison {
  readonly clocks: number;
  readonly slots: number;
  /** Tensors that differ, with the first element in each. */
  readonly differences: readonly string[];
}

/** Runs one step both ways from what a memory holds; the memory then holds what the functional run left. */
export function compareStep(step: Step, memory: Memory, target: PlanTarget): Comparison {
  const { tensors } = memory;
  const touched = [...new Set(tensorsOf(step, tensors).map((name) => ownerOf(name, tensors)))];
  const plan = planSteps([step], tensors, target, new Set(touched));
  const run = new StepRun(plan);
  for (const name of touched) run.tensor(name).set(encodeElements(memory.get(name), memory.tensor(name).format));
  while (!run.advance(2 ** 18)) continue;
  const { status, value, message } = run.result;
  if (status !== "ended" || value !== 0) throw new Error(`${step.name}: ${status} ${value} ${message}`);
  executeStep(step, memory);
  const differences = touched.flatMap((name) => {
    const { format } = memory.tensor(name);
    const want = encodeElements(memory.get(name), format);
    const got = run.tensor(name);
    const at = want.findIndex((byte, i) => byte !== got[i]);
    if (at < 0) return [];
    const elements = memory.get(name).slice();
    decodeElements(got.slice(), format, elements);
    const i = Math.floor((at * elements.length) / want.length);
    return [`${step.name}: ${name}[${i}] is ${elements[i]} but ${memory.get(name)[i]} is expected`];
  });
  const clocks = run.shares.reduce((sum, share) => sum + share.clocks, 0);
  return { clocks, slots: plan.schedule.slots.length, differences };
}
