import type { Step, StepTensor } from "../step.js";
import { ownerOf, tensorsOf } from "./memory.js";

/** Tensors that a step may write, by the names of its fields; more than it does where the kind alone does not tell. */
const WRITTEN: readonly string[] = [
  ...["z", "output", "parameter", "states", "runningMean", "runningVariance", "mean", "inverse", "variance", "y", "dx"],
  ...["s1", "s2", "dscale", "dshift", "rowLoss", "loss", "gradient", "state", "image", "weight", "out"],
];
const BY_KIND: Partial<Record<Step["kind"], readonly string[]>> = {
  update: ["parameter", "states"],
  running: ["runningMean", "runningVariance"],
  normalize: ["y"],
  normSums: ["s1", "s2"],
  normBackward: ["dx"],
  normParameters: ["dscale", "dshift"],
};

/** What a step touches, and what of it, by the names of tensors that own bytes. */
interface Access {
  readonly touched: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

/** Names of the tensors of some fields of a step. */
function named(step: Step, fields: readonly string[], tensors: ReadonlyMap<string, StepTensor>): Set<string> {
  const found = new Set<string>();
  for (const field of fields) {
    const value = (step as unknown as Record<string, unknown>)[field];
    const names = Array.isArray(value) ? value : [(value as { tensor?: unknown } | undefined)?.tensor ?? value];
    for (const name of names) if (typeof name === "string" && tensors.has(name)) found.add(ownerOf(name, tensors));
  }
  return found;
}

/** What a step touches and may write. */
function accessOf(step: Step, tensors: ReadonlyMap<string, StepTensor>): Access {
  const touched = new Set(tensorsOf(step, tensors).map((name) => ownerOf(name, tensors)));
  return { touched, written: named(step, BY_KIND[step.kind] ?? WRITTEN, tensors) };
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((name) => b.has(name));

/** Whether the order of two steps matters. */
const depends = (a: Access, b: Access): boolean => meet(a.written, b.touched) || meet(a.touched, b.written);

/**
 * The steps with those of a layer's backward pass that its input gradient does not need behind it: while they run, the layer below can
 * begin. Bits do not change: only steps that do not depend on each other change places.
 */
export function inputGradientsFirst(steps: readonly Step[], tensors: ReadonlyMap<string, StepTensor>): Step[] {
  const found: Step[] = [];
  const backward = ({ pass }: Step): boolean => pass === "weightGradient" || pass === "inputGradient";
  for (let begin = 0; begin < steps.length;) {
    let end = begin + 1;
    while (end < steps.length && backward(steps[end]) && steps[end].layer === steps[begin].layer) end++;
    found.push(...(backward(steps[begin]) ? neededFirst(steps.slice(begin, end), tensors) : steps.slice(begin, end)));
    begin = end;
  }
  return found;
}

function neededFirst(steps: readonly Step[], tensors: ReadonlyMap<string, StepTensor>): Step[] {
  const accesses = steps.map((step) => accessOf(step, tensors));
  const needed = steps.map(({ pass }) => pass === "inputGradient");
  for (let i = steps.length - 1; i >= 0; i--) {
    needed[i] ||= accesses.some((later, j) => j > i && needed[j] && depends(accesses[i], later));
  }
  return [...steps.filter((_, i) => needed[i]), ...steps.filter((_, i) => !needed[i])];
}
