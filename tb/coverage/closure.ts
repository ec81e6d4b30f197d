import type { Coverage } from "./coverage.js";
import type { Group } from "./group.js";
import { GROUPS } from "./model.js";
import { names, WAIVERS, type Waiver } from "./waivers.js";

/** Closure of one group. */
export interface GroupClosure {
  readonly group: Group;
  /** Hits and waiver of every bin. */
  readonly hits: Float64Array;
  readonly waivedBy: readonly (Waiver | undefined)[];
  /** Bins that can be reached, and how many of them were hit. */
  readonly reachable: number;
  readonly covered: number;
  readonly waived: number;
  /** Names of reachable bins that were not hit. */
  readonly holes: readonly string[];
  /** Names of waived bins that were hit all the same: the waiver or the design is wrong. */
  readonly wronglyWaived: readonly string[];
}

/** Closure of the whole model. */
export interface Closure {
  readonly groups: readonly GroupClosure[];
  readonly reachable: number;
  readonly covered: number;
  readonly waived: number;
  /** Covered share of the reachable bins in percent. */
  readonly percent: number;
  readonly holes: readonly string[];
  readonly wronglyWaived: readonly string[];
}

/** What a coverage has reached of the bins that are not waived. */
export function closureOf(coverage: Coverage, waivers: readonly Waiver[] = WAIVERS): Closure {
  const groups = GROUPS.map((group) => closureOfGroup(group, coverage.of(group), waivers));
  const sum = (value: (group: GroupClosure) => number): number => groups.reduce((total, g) => total + value(g), 0);
  const reachable = sum((g) => g.reachable);
  const covered = sum((g) => g.covered);
  return {
    ...{ groups, reachable, covered },
    waived: sum((g) => g.waived),
    percent: percentOf(covered, reachable),
    holes: groups.flatMap(({ holes }) => holes),
    wronglyWaived: groups.flatMap(({ wronglyWaived }) => wronglyWaived),
  };
}

function closureOfGroup(group: Group, hits: Float64Array, waivers: readonly Waiver[]): GroupClosure {
  const waivedBy = waiversOf(group, waivers);
  const indices = Array.from(hits.keys());
  const reachable = indices.filter((i) => waivedBy[i] === undefined);
  const holes = reachable.filter((i) => hits[i] === 0);
  return {
    ...{ group, hits, waivedBy },
    reachable: reachable.length,
    covered: reachable.length - holes.length,
    waived: indices.length - reachable.length,
    holes: holes.map((i) => group.binName(i)),
    wronglyWaived: indices.filter((i) => waivedBy[i] !== undefined && hits[i] > 0).map((i) => group.binName(i)),
  };
}

function waiversOf(group: Group, waivers: readonly Waiver[]): (Waiver | undefined)[] {
  const own = waivers.filter(({ bins }) => bins.some((bin) => bin.startsWith(`${group.name}[`)));
  return Array.from({ length: group.size }, (_, i) =>
    own.find(({ bins }) => bins.some((pattern) => names(pattern, group, i))),
  );
}

/** A share in percent; of nothing, everything is covered. */
export function percentOf(covered: number, reachable: number): number {
  return reachable === 0 ? 100 : (100 * covered) / reachable;
}

/** Patterns of waivers that name no bin of the model. */
export function emptyWaivers(waivers: readonly Waiver[] = WAIVERS): string[] {
  const namesAny = (pattern: string): boolean =>
    GROUPS.some((group) => Array.from({ length: group.size }, (_, i) => i).some((i) => names(pattern, group, i)));
  return waivers.flatMap(({ bins }) => bins.filter((pattern) => !namesAny(pattern)));
}
