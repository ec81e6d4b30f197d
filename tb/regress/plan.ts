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
/** Largest seed of a regression: seeds of jobs stay below 2^47. */
export const LARGEST_SEED = 2 ** 23 - 1;
/** Draws after which a selection counts as empty. */
const VAIN_DRAWS = 100_000;

/**
 * The cases of a plan's shard in order, without end.
 * @throws UsageError when no job has what the plan asks for
 */
export function* casesOf({ seed, only, errata, shard }: Plan): Generator<Case> {
  const wanted = only.length === 0 ? () => true : onlyTest(only);
  let vain = 0;
  for (let at = 0, index = 0; at < CASES; at++) {
    const own = seed * CASES + at;
    if (only.length > 0 && !wanted(drawRegressJob(own, errata.length > 0))) {
      if (++vain > VAIN_DRAWS) throw new UsageError(`No job is ${only.join(" and ")}: give --only fewer names.`);
      continue;
    }
    vain = 0;
    if (index % shard.of === shard.index - 1) yield { index, seed: own };
    index++;
  }
}
