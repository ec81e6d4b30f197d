import type { GemmChoice } from "../train/plan/choice.js";
import type { PlanTarget } from "../train/plan/plan.js";
import type { Step, StepTensor } from "../train/step.js";
import type { Measurements } from "./measurements.js";
import type { TunedProduct } from "./tuner.js";

/** The list of steps that a plan is for. */
export interface WholeStep {
  readonly steps: readonly Step[];
  readonly tensors: ReadonlyMap<string, StepTensor>;
  /** Activations and gradients that are read after the steps. */
  readonly kept: readonly string[];
}

/** Settings of the bank arbiter: who goes first. */
export type Arbiter = Required<Pick<PlanTarget, "priority" | "maxStall">>;

/** Guards of the arbiter that are tried: clocks after which the side without priority gets one. */
const GUARDS = [8, 32];

/** A run of the whole step. */
export interface StepTrial {
  /** What was tried, for the reader. */
  readonly what: string;
  readonly clocks: number;
}

/** The fastest whole step that was run. */
export interface TunedStep {
  readonly clocks: number;
  /** Without any choice of the tuner. */
  readonly default: number;
  readonly arbiter: Arbiter;
  readonly choices: ReadonlyMap<string, GemmChoice>;
  /** Clocks that count for each product where it stands. */
  readonly inPlace: ReadonlyMap<string, number>;
  readonly trials: readonly StepTrial[];
}

/** What is tried of a product in the whole step: how much slower than the fastest it may be alone, and how many. */
const NEAR = 1.1;
const FINALISTS = 3;

interface Trial extends StepTrial {
  readonly choices: ReadonlyMap<string, GemmChoice>;
  readonly arbiter: Arbiter;
  readonly inPlace: ReadonlyMap<string, number>;
}

/**
 * Searches the fastest whole step, as the neighbours of a product share slots and banks with it. The step is run with the default
 * choices, and with the fastest, the second and the third choice of every product at once; the clocks of its slots tell
 * which choice is the best in its place. These together are run, too, then the other settings of the arbiter. The fastest step of
 * all is the result, so that it is never slower than the default.
 */
export async function tuneStep(
  whole: WholeStep,
  products: readonly TunedProduct[],
  target: PlanTarget,
  measurements: Measurements,
): Promise<TunedStep | undefined> {
  const { steps, tensors, kept } = whole;
  const trial = async (
    what: string,
    choices: ReadonlyMap<string, GemmChoice>,
    arbiter: Arbiter,
  ): Promise<Trial | undefined> => {
    const { clocks, bySteps } = await measurements.run({
      ...{ steps, tensors: [...tensors.values()], choices: [...choices], kept, target: { ...target, ...arbiter } },
    });
    if (clocks === null) return undefined;
    const inPlace = new Map(steps.map(({ name }, i) => [name, bySteps?.[i] ?? clocks]));
    return { what, choices, arbiter, clocks, inPlace };
  };
  const arbiter: Arbiter = { priority: target.priority ?? "cores", maxStall: target.maxStall ?? 0 };
  const finalists = products.map(({ step, measured, best }) => {
    const near = measured.filter(({ clocks }) => clocks <= NEAR * best.clocks).slice(0, FINALISTS);
    return { name: step.name, choices: near.map(({ choice }) => choice) };
  });
  const rounds = finalists.reduce((most, { choices }) => Math.max(most, choices.length), 1);
  const ordinals = ["fastest alone", "second alone", "third alone"];
  const first = await Promise.all([
    trial("default choices", new Map(), arbiter),
    ...Array.from({ length: rounds }, (_, round) =>
      trial(
        `choices that are ${ordinals[round]}`,
        new Map(finalists.map(({ name, choices }) => [name, choices[Math.min(round, choices.length - 1)]])),
        arbiter,
      ),
    ),
  ]);
  const [base] = first;
  if (base === undefined) return undefined;
  const trials = first.filter((each) => each !== undefined);
  const together = new Map(
    products.map(({ step: { name }, default: standard }): [string, GemmChoice] => {
      const [best] = [...trials].sort((a, b) => a.inPlace.get(name)! - b.inPlace.get(name)!);
      return [name, best.choices.get(name) ?? standard.choice];
    }),
  );
  const joined = await trial("choices that are fastest in their place", together, arbiter);
  if (joined !== undefined) trials.push(joined);
  const fastest = (): Trial => trials.reduce((best, each) => (each.clocks < best.clocks ? each : best));
  if (target.engine !== undefined && target.engine !== "cores") {
    const { choices, arbiter: now } = fastest();
    const other = now.priority === "cores" ? "redmule" : "cores";
    const turned = await trial(`the same, ${other} first at the banks`, choices, { priority: other, maxStall: 0 });
    if (turned !== undefined) trials.push(turned);
    for (const maxStall of GUARDS) {
      const { priority } = fastest().arbiter;
      const guarded = await trial(`the same, ${priority} first for ${maxStall} clocks`, choices, {
        priority,
        maxStall,
      });
      if (guarded !== undefined) trials.push(guarded);
    }
  }
  const best = fastest();
  return {
    ...{ clocks: best.clocks, default: base.clocks, arbiter: best.arbiter, inPlace: best.inPlace },
    choices: new Map(
      products.map(({ step: { name }, default: standard }) => [name, best.choices.get(name) ?? standard.choice]),
    ),
    trials: trials.map(({ what, clocks }) => ({ what, clocks })),
  };
}
