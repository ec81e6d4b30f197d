import type { GemmChoice } from "../train/plan/choice.js";
import type { PlanContext } from "../train/plan/context.js";
import { chooseForRedmule, redmuleEstimates, redmuleProducts } from "../train/plan/gemm/choose-redmule.js";
import { chooseForCores, coreEstimates, coreProducts } from "../train/plan/gemm/choose.js";
import type { CoreChoice } from "../train/plan/choice.js";
import type { GemmStep } from "../train/step.js";
import { boundOf, type Bound } from "./bound.js";

/** A way to compute a product, with what the estimate says of it. */
export interface Candidate {
  readonly choice: GemmChoice;
  readonly estimate: number;
  readonly bound: Bound;
}

/** Candidates of one kernel, orientation and engine: the tiles that are estimated to be the fastest. */
const TILES_OF_A_KIND = 3;

const kindOf = (choice: GemmChoice): string =>
  choice.engine === "redmule"
    ? `redmule ${choice.exchanged} ${choice.im2row}`
    : `cores ${choice.lay} ${choice.im2row} ${choice.block.rows}x${choice.block.columns} ${choice.split}`;

/**
 * All candidates for a product in the order in which they are worth a run: by the estimate; of each engine, kernel and
 * orientation the three tiles that are estimated fastest. Both ways to share the blocks are among them.
 */
export function candidatesOf(step: GemmStep, context: PlanContext): Candidate[] {
  const all: Candidate[] = [];
  const add = (choice: GemmChoice, estimate: number): void => {
    all.push({ choice, estimate, bound: boundOf(step, choice, context.cores) });
  };
  if (context.engine !== "redmule" || step.format === "fp32") {
    for (const product of coreProducts(step, context)) {
      for (const { choice, clocks } of coreEstimates(product, context)) {
        add(choice, clocks);
      }
    }
  }
  if (context.engine !== "cores") {
    for (const product of redmuleProducts(step, context)) {
      for (const { choice, clocks } of redmuleEstimates(product, context)) add(choice, clocks);
    }
  }
  const seen = new Map<string, number>();
  return withoutTwins(all)
    .sort((a, b) => a.estimate - b.estimate)
    .filter(({ choice }) => {
      const kind = kindOf(choice);
      const count = seen.get(kind) ?? 0;
      seen.set(kind, count + 1);
      return count < TILES_OF_A_KIND;
    });
}

/** Of the candidates that differ in nothing but what stays in the TCDM and are estimated alike, the first: there is one tile along an axis. */
function withoutTwins(candidates: readonly Candidate[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify([{ ...candidate.choice, outer: "" }, candidate.estimate]);
    if (!found.has(key)) found.set(key, candidate);
  }
  return [...found.values()];
}

/** What the planner does without a tuner. */
export function defaultChoice(step: GemmStep, context: PlanContext): GemmChoice {
  const redmule = context.engine === "cores" ? undefined : chooseForRedmule(step, context);
  if (context.engine === "redmule" && redmule !== undefined) return redmule.choice;
  const cores = chooseForCores(step, context);
  return redmule !== undefined && redmule.clocks <= cores.clocks ? redmule.choice : cores.choice;
}

/** The fastest tile, by the estimate, of one kernel of the cores; undefined where it has none. */
export function choiceOfBlock(step: GemmStep, block: string, context: PlanContext): CoreChoice | undefined {
  let best: { choice: CoreChoice; clocks: number } | undefined;
  for (const product of coreProducts(step, context)) {
    for (const found of coreEstimates(product, context)) {
      if (`${found.choice.block.rows}x${found.choice.block.columns}` !== block) continue;
      if (found.clocks < (best?.clocks ?? Infinity)) best = found;
    }
  }
  return best?.choice;
}
