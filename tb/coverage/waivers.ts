import type { Group } from "./group.js";

/** Bins that no sound run can hit, and why. A hit of one is an error. */
export interface Waiver {
  /** Bin names; on an axis, `*` stands for every label and `A|B` for several. */
  readonly bins: readonly string[];
  readonly reason: string;
}

/** Whether one pattern of a waiver names bin `index` of a group. */
export function names(pattern: string, group: Group, index: number): boolean {
  const opening = pattern.indexOf("[");
  if (pattern.slice(0, opening) !== group.name) return false;
  const wanted = pattern.slice(opening + 1, -1).split(", ");
  const labels = group.labelsOf(index);
  return (
    wanted.length === labels.length && wanted.every((part, i) => part === "*" || part.split("|").includes(labels[i]))
  );
}

export const WAIVERS: readonly Waiver[] = [];
