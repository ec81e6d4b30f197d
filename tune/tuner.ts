import { createHash } from "node:crypto";
import { Ledger } from "../run/pool/ledger.js";
import { workerPool, type WorkerPool } from "../run/pool/worker-pool.js";
import type { GemmChoice } from "../train/plan/choice.js";
import type { PlanContext } from "../train/plan/context.js";
import { planL2, tensorsOf } from "../train/plan/memory.js";
import type { PlanTarget } from "../train/plan/plan.js";
import { gemmMacs, type GemmStep, type Program, type StepTensor } from "../train/step.js";
import { candidatesOf, choiceOfBlock, defaultChoice, type Candidate } from "./candidates.js";
import measure, { type Measured, type MeasureTask } from "./measure.js";

export interface TuneSettings {
  readonly target: PlanTarget;
  /** Threads. */
  readonly jobs: number;
  /** Candidates that are run for a product at most, the default choice not counted. */
  readonly budget: number;
  /** JSON lines of results by content; null keeps none. */
  readonly cache: string | null;
  /** Which products are searched: every `of`-th from `index` on, from 0. */
  readonly shard: { readonly index: number; readonly of: number };
  /** Also run the naive kernel and single kernels for all products. */
  readonly baselines: boolean;
}

/** A choice that has been run. */
export interface Ran {
  readonly choice: GemmChoice;
  readonly clocks: number;
  readonly estimate: number;
}

/** What the search found for a product. */
export interface TunedProduct {
  readonly step: GemmStep;
  readonly macs: number;
  readonly best: Ran;
  readonly runnerUp: Ran | undefined;
  readonly default: Ran;
  readonly bound: Candidate["bound"];
  /** Candidates in all, those that were run, and those that their bound ruled out. */
  readonly candidates: number;
  readonly measured: readonly Ran[];
  readonly pruned: number;
  /** Clocks by the block of the kernel, for `ONE_SIZE`; absent without baselines. */
  readonly byBlock: ReadonlyMap<string, number>;
}

/** Kernels that are tried as the single one for all products; the first is the naive one. */
export const ONE_SIZE: Readonly<Record<"fp32" | "fp16", readonly string[]>> = {
  fp32: ["1x1", "2x2", "2x4", "4x4"],
  fp16: ["1x1", "2x4", "4x4", "4x8"],
};

/** Version of what the clocks depend on beyond the task: kernels, planner, cluster. */
const VERSION = 1;

/** The products of a program with the tensors that they touch. */
export function productsOf(program: Pick<Program, "first" | "further" | "update" | "tensors">): GemmStep[] {
  return [...program.first, ...program.further].filter((step) => step.kind === "gemm");
}

export class Tuner {
  private readonly settings: TuneSettings;
  private readonly tensors: ReadonlyMap<string, StepTensor>;
  private readonly known = new Map<string, number | null>();
  private readonly ledger: Ledger<Measured>;
  private readonly pool: WorkerPool<MeasureTask, Measured>;
  /** Runs that were made, and answers that the cache had. */
  runs = 0;
  hits = 0;

  constructor(tensors: ReadonlyMap<string, StepTensor>, settings: TuneSettings) {
    this.settings = settings;
    this.tensors = tensors;
    this.ledger = new Ledger<Measured>(settings.cache);
    for (const { key, clocks } of this.ledger.entries) this.known.set(key, clocks);
    this.pool = workerPool(settings.jobs, measure, new URL("./measure", import.meta.url));
  }

  /** Searches all products of the shard, one after the other; `report` sees each. */
  async tune(steps: readonly GemmStep[], report: (product: TunedProduct) => void): Promise<readonly TunedProduct[]> {
    const { index, of } = this.settings.shard;
    const found: TunedProduct[] = [];
    for (const [i, step] of steps.entries()) {
      if (i % of !== index) continue;
      const product = await this.product(step);
      found.push(product);
      report(product);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.pool.close();
    this.ledger.close();
  }

  private contextOf(step: GemmStep): PlanContext {
    const { target } = this.settings;
    const { cores, tcdmBytes, engine = "cores" } = target;
    const l2 = planL2([step], this.tensors, new Set(tensorsOf(step, this.tensors)));
    // As `planSteps` leaves it for stacks and records.
    return { tensors: this.tensors, l2, poolBytes: tcdmBytes - 12 * 1024, cores, engine, choices: new Map() };
  }

  private async product(step: GemmStep): Promise<TunedProduct> {
    const context = this.contextOf(step);
    const candidates = candidatesOf(step, context);
    const standard = defaultChoice(step, context);
    const ran: Ran[] = [];
    const first = await this.clocksOf(step, [standard]);
    const estimates = new Map(candidates.map(({ choice, estimate }) => [JSON.stringify(choice), estimate]));
    const estimateOf = (choice: GemmChoice): number => estimates.get(JSON.stringify(choice)) ?? NaN;
    const base: Ran = { choice: standard, clocks: first[0] ?? Infinity, estimate: estimateOf(standard) };
    ran.push(base);
    let [fewest, pruned] = [base.clocks, 0];
    const rest = candidates.filter(({ choice }) => JSON.stringify(choice) !== JSON.stringify(standard));
    for (let at = 0, left = this.settings.budget; at < rest.length && left > 0;) {
      const batch: Candidate[] = [];
      while (at < rest.length && batch.length < Math.min(left, this.pool.depth)) {
        const candidate = rest[at++];
        // Nothing below its bound can be fast enough: no run.
        if (candidate.bound.clocks >= fewest) pruned++;
        else batch.push(candidate);
      }
      const clocks = await this.clocksOf(
        step,
        batch.map(({ choice }) => choice),
      );
      batch.forEach(({ choice, estimate }, i) => {
        const taken = clocks[i];
        if (taken !== null) ran.push({ choice, clocks: taken, estimate });
      });
      left -= batch.length;
      fewest = ran.reduce((least, each) => Math.min(least, each.clocks), fewest);
    }
    ran.sort((a, b) => a.clocks - b.clocks);
    const [best, runnerUp] = ran;
    const bound = candidates.reduce(
      (least, each) => (each.bound.clocks < least.clocks ? each.bound : least),
      candidates[0].bound,
    );
    return {
      ...{ step, macs: gemmMacs(step), best, runnerUp, default: base, bound, candidates: candidates.length },
      ...{ measured: ran, pruned, byBlock: await this.byBlock(step, context) },
    };
  }

  private async byBlock(step: GemmStep, context: PlanContext): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    if (!this.settings.baselines) return found;
    for (const block of ONE_SIZE[step.format === "fp32" ? "fp32" : "fp16"]) {
      const choice = choiceOfBlock(step, block, context) ?? choiceOfBlock(step, "1x2", context);
      const [clocks] = choice === undefined ? [null] : await this.clocksOf(step, [choice]);
      if (clocks !== null) found.set(block, clocks);
    }
    return found;
  }

  /** Clocks of some choices: from the cache, or by running them on all threads. */
  private async clocksOf(step: GemmStep, choices: readonly GemmChoice[]): Promise<(number | null)[]> {
    return Promise.all(choices.map((choice) => this.one(step, choice)));
  }

  private async one(step: GemmStep, choice: GemmChoice): Promise<number | null> {
    const task = this.taskOf(step, choice);
    const known = this.known.get(task.key);
    if (known !== undefined) {
      this.hits++;
      return known;
    }
    const measured = await this.pool.run(task);
    this.runs++;
    this.known.set(measured.key, measured.clocks);
    this.ledger.append(measured);
    return measured.clocks;
  }

  /** The task under a name of its content: tensors are told apart by their order alone. */
  private taskOf(step: GemmStep, choice: GemmChoice): MeasureTask {
    const names = tensorsOf(step, this.tensors);
    const rename = new Map(names.map((name, i) => [name, `t${i}`]));
    const text = JSON.stringify(
      { ...step, name: "product", layer: "", pass: "forward" },
      (key, value: unknown) => (key === "tensor" && typeof value === "string" ? rename.get(value) : undefined) ?? value,
    );
    const tensors = names.map((name): StepTensor => {
      const { shape, order, format } = this.tensors.get(name)!;
      return { name: rename.get(name)!, shape, order, format, role: "input" };
    });
    const { target } = this.settings;
    const content = JSON.stringify([VERSION, text, tensors, choice, target.cores, target.tcdmBytes, target.priority]);
    const key = createHash("sha256").update(content).digest("hex").slice(0, 24);
    return { key, step: JSON.parse(text) as GemmStep, tensors, choice, target };
  }
}
