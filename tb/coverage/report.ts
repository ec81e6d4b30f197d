import Table from "cli-table3";
import type { Coverage, CoverageRecord } from "./coverage.js";
import { percentOf, type Closure } from "./closure.js";

/** Holes that the text names; the files name all. */
const NAMED = 20;

/** Percent with one decimal, rounded down: 100 means everything. */
export function percentText(percent: number): string {
  return `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
}

/** Closure of every group as a text table, with the first holes by name. */
export function closureText(closure: Closure): string {
  const table = new Table({
    head: ["group", "bins", "covered", "closure", "waived"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { group, reachable, covered, waived } of closure.groups) {
    table.push([group.name, reachable, covered, percentText(percentOf(covered, reachable)), waived]);
  }
  table.push(["all", closure.reachable, closure.covered, percentText(closure.percent), closure.waived]);
  return [
    table.toString(),
    ...nameFirst("not covered", closure.holes),
    ...nameFirst("waived but hit", closure.wronglyWaived),
  ].join("\n");
}

function nameFirst(what: string, bins: readonly string[]): string[] {
  if (bins.length === 0) return [];
  const more = bins.length > NAMED ? [`  and ${bins.length - NAMED} more`] : [];
  return [`${what}:`, ...bins.slice(0, NAMED).map((bin) => `  ${bin}`), ...more];
}

/** A coverage file: the counts, and what they mean. */
export interface CoverageFile extends CoverageRecord {
  readonly closure: Omit<Closure, "groups">;
}

/** The content of a coverage file; `Coverage.fromJSON` reads it again. */
export function coverageFile(coverage: Coverage, closure: Closure): CoverageFile {
  const { reachable, covered, waived, percent, holes, wronglyWaived } = closure;
  return { ...coverage.toJSON(), closure: { reachable, covered, waived, percent, holes, wronglyWaived } };
}

/**
 * Why a run fails on its coverage: below the threshold, or a waived bin was hit.
 * @param threshold percent, null for none
 * @returns a sentence, or undefined when it does not fail
 */
export function coverageFault(closure: Closure, threshold: number | null): string | undefined {
  const [wrong] = closure.wronglyWaived;
  if (wrong !== undefined) {
    return `${closure.wronglyWaived.length} waived bins were hit, ${wrong} first: mend the design or drop the waiver.`;
  }
  if (threshold !== null && closure.percent < threshold) {
    return `Coverage is ${percentText(closure.percent)}, below ${threshold} %, with ${closure.holes.length} bins open: run longer.`;
  }
  return undefined;
}
