import type { GemmChoice } from "../train/plan/choice.js";
import type { TunedPlan } from "../tune/plan-file.js";
import { ONE_SIZE, type Ran, type TunedProduct } from "../tune/tuner.js";
import type { TunedStep } from "../tune/whole-step.js";

/** A choice that was run alone. */
export interface RanReport {
  readonly choice: string;
  readonly clocks: number;
  readonly estimate: number;
  readonly bound: number;
}

/** What the search found for a product. */
export interface ProductReport {
  readonly name: string;
  readonly layer: string;
  readonly pass: string;
  readonly macs: number;
  /** Below which no candidate can come, and why. */
  readonly bound: { readonly clocks: number; readonly by: string };
  readonly best: RanReport;
  readonly default: RanReport;
  /** Every choice that was run, fastest first. */
  readonly measured: readonly RanReport[];
  readonly candidates: number;
  readonly ruledOut: number;
  /** Clocks of single kernels; null without baselines. */
  readonly oneSize: number | null;
  readonly naive: number | null;
}

/** What `redmule tune --json` prints. */
export interface TuneReport {
  readonly network: string;
  readonly precision: string;
  readonly engine: string;
  readonly batch: number;
  readonly products: readonly ProductReport[];
  /** Of the whole step; null for a shard. */
  readonly step: { readonly clocks: number; readonly default: number; readonly trials: TunedStep["trials"] } | null;
  readonly oneSizeKernel: string | null;
  readonly plan: TunedPlan | null;
  readonly runs: number;
  readonly cached: number;
}

/** Clocks of the network by single kernels: the fewest is one size for all. */
export function oneSize(
  products: readonly TunedProduct[],
): readonly { readonly block: string; readonly clocks: number }[] {
  const blocks = [...new Set([...ONE_SIZE.fp32, ...ONE_SIZE.fp16])];
  return blocks
    .filter((block) => products.length > 0 && products.every(({ byBlock }) => byBlock.has(block)))
    .map((block) => ({ block, clocks: products.reduce((sum, { byBlock }) => sum + byBlock.get(block)!, 0) }))
    .sort((a, b) => a.clocks - b.clocks);
}

export function tuneReport(
  run: {
    readonly network: string;
    readonly precision: string;
    readonly engine: string;
    readonly layout: string;
    readonly batch: number;
  },
  products: readonly TunedProduct[],
  step: TunedStep | undefined,
  { runs, hits }: { readonly runs: number; readonly hits: number },
): TuneReport {
  const { network, precision, engine, batch } = run;
  const [single] = oneSize(products);
  const plan: TunedPlan | null =
    step === undefined
      ? null
      : {
          ...run,
          ...{ ...step.arbiter, clocks: step.clocks, default: step.default },
          products: products.map(({ step: { name }, macs }) => {
            return { name, macs, clocks: step.inPlace.get(name)!, choice: step.choices.get(name)! };
          }),
        };
  return {
    ...{ network, precision, engine, batch },
    products: products.map((each) => productReport(each, single?.block)),
    step: step === undefined ? null : { clocks: step.clocks, default: step.default, trials: step.trials },
    oneSizeKernel: single?.block ?? null,
    ...{ plan, runs, cached: hits },
  };
}

function productReport(product: TunedProduct, single: string | undefined): ProductReport {
  const { step, macs, bound, best, default: base, measured, candidates, pruned, byBlock } = product;
  return {
    ...{ name: step.name, layer: step.layer, pass: step.pass, macs, bound },
    ...{ best: ran(best), default: ran(base), measured: measured.map(ran), candidates, ruledOut: pruned },
    oneSize: (single === undefined ? undefined : byBlock.get(single)) ?? null,
    naive: byBlock.get("1x1") ?? null,
  };
}

function ran({ choice, clocks, estimate, bound }: Ran): RanReport {
  return { choice: choiceText(choice), clocks, estimate, bound: bound.clocks };
}

/** A choice in short: who, kernel, orientation, tile. */
export function choiceText(choice: GemmChoice): string {
  const { rows, steps, columns, exchanged, im2row } = choice;
  const tile = `tile ${rows}x${steps}x${columns}${choice.products > 1 ? ` x ${choice.products}` : ""}`;
  const turned = `${im2row === "dma" ? ", patches by DMA" : ""}${exchanged ? ", Z transposed" : ""}`;
  if (choice.engine === "redmule") return `RedMulE, ${tile}${turned}`;
  const { block, split, lay } = choice;
  return `${block.rows}x${block.columns} by ${split}, ${tile}${lay === "transposed" ? ", W read transposed" : ""}${turned}`;
}
