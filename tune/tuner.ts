import { itemsOf, type Shard } from "../run/campaign/shards.js";
import type { GemmChoice } from "../train/plan/choice.js";
import type { PlanContext } from "../train/plan/context.js";
import { planL2, tensorsOf } from "../train/plan/memory.js";
import { arrayOf, type PlanTarget } from "../train/plan/plan.js";
import { gemmMacs, type GemmStep, type StepTensor } from "../train/step.js";
import { boundOf, type Bound } from "./bound.js";
import { candidatesOf, choiceOfBlock, defaultChoice, type Candidate } from "./candidates.js";
import type { Measurements } from "./measurements.js";

export interface TuneSettings {
  readonly target: PlanTarget;
  /** Candidates that are run for a product at most, the default choice not counted. */
  readonly budget: number;
  /** Which share of the products is searched. */
  readonly shard: Shard;
  /** Also run the naive kernel and single kernels for all products. */
  readonly baselines: boolean;
}

/** A choice that has been run, alone. */
export interface Ran {
  readonly choice: GemmChoice;
  readonly clocks: number;
  readonly estimate: number;
  readonly bound: Bound;
}

/** What the search found for a product. */
export interface TunedProduct {
  readonly step: GemmStep;
  readonly macs: number;
  readonly best: Ran;
  readonly runnerUp: Ran | undefined;
  readonly default: Ran;
  /** Below which no candidate can come. */
  readonly bound: Bound;
  /** Candidates in all, those that were run, fastest first, and those that their bound ruled out. */
  readonly candidates: number;
  readonly measured: readonly Ran[];
  readonly pruned: number;
  /** Clocks by the block of the kernel, for `ONE_SIZE`; empty without baselines. */
  readonly byBlock: ReadonlyMap<string, number>;
}

/** Kernels that are tried as the single one for all products; the first is the naive one. */
export const ONE_SIZE: Readonly<Record<"fp32" | "fp16", readonly string[]>> = {
  fp32: ["1x1", "2x2", "2x4", "4x4"],
  fp16: ["1x1", "2x4", "4x4", "4x8"],
};

/** Places of the products of a share, which has its share of the multiply-accumulates. */
export function productsIn(steps: readonly GemmStep[], shard: Shard): number[] {
  return itemsOf(steps.map(gemmMacs), shard);
}

/** Searches the fastest choices of products that run alone. */
export class Tuner {
  private readonly settings: TuneSettings;
  private readonly tensors: ReadonlyMap<string, StepTensor>;
  private readonly measurements: Measurements;

  constructor(tensors: ReadonlyMap<string, StepTensor>, measurements: Measurements, settings: TuneSettings) {
    this.settings = settings;
    this.tensors = tensors;
    this.measurements = measurements;
  }

  /** Searches all products of the shard, one after the other; `report` sees each. */
  async tune(steps: readonly GemmStep[], report: (product: TunedProduct) => void): Promise<readonly TunedProduct[]> {
    const found: TunedProduct[] = [];
    for (const i of productsIn(steps, this.settings.shard)) {
      const step = steps[i];
      const product = await this.product(step);
      found.push(product);
      report(product);
    }
    return found;
  }

  private contextOf(step: GemmStep): PlanContext {
    const { target } = this.settings;
    const { cores, tcdmBytes, engine = "cores" } = target;
    const l2 = planL2([step], this.tensors, new Set(tensorsOf(step, this.tensors)));
    // As `planSteps` leaves it for stacks and records.
    const poolBytes = tcdmBytes - 12 * 1024;
    return { tensors: this.tensors, l2, poolBytes, cores, engine, choices: new Map(), array: arrayOf(target) };
  }

  private async product(step: GemmStep): Promise<TunedProduct> {
    const context = this.contextOf(step);
    const candidates = candidatesOf(step, context);
    const standard = defaultChoice(step, context);
    const same = (choice: GemmChoice): boolean => JSON.stringify(choice) === JSON.stringify(standard);
    const base: Ran = {
      choice: standard,
      clocks: (await this.clocksOf(step, [standard]))[0] ?? Infinity,
      estimate: candidates.find(({ choice }) => same(choice))?.estimate ?? NaN,
      bound: boundOf(step, standard, context.cores),
    };
    const ran: Ran[] = [base];
    let [fewest, pruned] = [base.clocks, 0];
    const rest = candidates.filter(({ choice }) => !same(choice));
    for (let at = 0, left = this.settings.budget; at < rest.length && left > 0;) {
      const batch: Candidate[] = [];
      while (at < rest.length && batch.length < Math.min(left, this.measurements.depth)) {
        const candidate = rest[at++];
        // Nothing below its bound can be fast enough: no run.
        if (candidate.bound.clocks >= fewest) pruned++;
        else batch.push(candidate);
      }
      const choices = batch.map(({ choice }) => choice);
      const clocks = await this.clocksOf(step, choices);
      batch.forEach((candidate, i) => {
        const taken = clocks[i];
        if (taken !== null) ran.push({ ...candidate, clocks: taken });
      });
      left -= batch.length;
      fewest = ran.reduce((least, each) => Math.min(least, each.clocks), fewest);
    }
    ran.sort((a, b) => a.clocks - b.clocks);
    const [best, runnerUp] = ran;
    const bound = [base, ...candidates].reduce(
      (least, each) => (each.bound.clocks < least.clocks ? each.bound : least),
      base.bound,
    );
    return {
      ...{ step, macs: gemmMacs(step), best, runnerUp, default: base, bound, candidates: candidates.length },
      ...{ measured: ran, pruned, byBlock: await this.byBlock(step, context) },
    };
  }

  private async byBlock(step: GemmStep, context: PlanContext): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    if (!this.settings.baselines) return found;
    const blocks = ONE_SIZE[step.format === "fp32" ? "fp32" : "fp16"];
    // Where the kernels of a form begin with two columns, these are the naive ones.
    const choices = blocks.map((block) => choiceOfBlock(step, block, context) ?? choiceOfBlock(step, "1x2", context));
    const clocks = await Promise.all(choices.map((choice) => (choice ? this.one(step, choice) : null)));
    blocks.forEach((block, i) => {
      const taken = clocks[i];
      if (taken !== null) found.set(block, taken);
    });
    return found;
  }

  /** Clocks of some choices: known, or by running them on all threads. */
  private async clocksOf(step: GemmStep, choices: readonly GemmChoice[]): Promise<(number | null)[]> {
    return Promise.all(choices.map((choice) => this.one(step, choice)));
  }

  private async one(step: GemmStep, choice: GemmChoice): Promise<number | null> {
    return (await this.measurements.product(step, this.tensors, choice, this.settings.target)).clocks;
  }
}
