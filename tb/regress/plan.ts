import { UsageError } from "../../hw/errors.js";
import type { Erratum } from "../../hw/redmule/errata.js";
import { drawRegressJob } from "./draw.js";
import { onlyTest } from "./only.js";

/** What a regression runs, apart from how much of it and on how many threads. */
export interface Plan {
  readonly seed: number;
  readonly only: readonly string[];
  readonly errata: readonly Erratum[];
  /** Name of a seeded fault, or null. */
  readonly fault: string | null;
  /** This is shard `index`, from 1 on, of `of`. */
  readonly shard: { readonly index: number; readonly of: number };
}

/** A case of a regression: its place in the whole and the seed of its job. */
export interface Case {
  readonly index: number;
  readonly seed: number;
}

/** Cases per seed of a regression. */
const CASES = 2 ** 24;
/** Largest seed of a regression. */
export const LARGEST_SEED = 2 ** 32 - 1;
/** Seeds of jobs stay below this. */
export const JOB_SEEDS = 2 ** 53;
/** Smaller seeds of a regression have `CASES` seeds of jobs of their own, larger ones 2^20; beyond them the next one's follow. */
const ROOMY = 2 ** 23;
/** Draws after which a selection counts as empty. */
const VAIN_DRAWS = 100_000;

function firstOf(seed: number): number {
  return seed < ROOMY ? seed * CASES : ROOMY * CASES + (seed - ROOMY) * 2 ** 20;
}

/**
 * The cases of a plan's shard in order, without end.
 * @throws UsageError when no job has what the plan asks for
 */
export function* casesOf({ seed, only, errata, shard }: Plan): Generator<Case> {
  const wanted = only.length === 0 ? () => true : onlyTest(only);
  let vain = 0;
  for (let at = 0, index = 0; at < CASES; at++) {
    const own = firstOf(seed) + at;
    if (only.length > 0 && !wanted(drawRegressJob(own, errata.length > 0))) {
      if (++vain > VAIN_DRAWS) throw new UsageError(`No job is ${only.join(" and ")}: give --only fewer names.`);
      continue;
    }
    vain = 0;
    if (index % shard.of === shard.index - 1) yield { index, seed: own };
    index++;
  }
}
