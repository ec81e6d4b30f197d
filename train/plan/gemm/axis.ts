import type { Range } from "../runs.js";

/**
 * An axis of a product and where it may be cut: into units of `unit` positions; after every `period` units a cut is unavoidable
 * where a tile is smaller than that (rows of pixels of one image).
 */
export interface Axis {
  readonly size: number;
  readonly unit: number;
  readonly period: number;
}

export const plainAxis = (size: number): Axis => ({ size, unit: 1, period: size });

/** Number of units of an axis. */
export const unitsOf = ({ size, unit }: Axis): number => size / unit;

/** Cuts an axis into tiles of `units` units; whole periods where that is more than one. */
export function cut({ size, unit, period }: Axis, units: number): Range[] {
  const ranges: Range[] = [];
  const step = units >= period ? Math.floor(units / period) * period : units;
  const all = size / unit;
  for (let begin = 0; begin < all;) {
    const border = units >= period ? all : (Math.floor(begin / period) + 1) * period;
    const end = Math.min(begin + step, border, all);
    ranges.push([begin * unit, end * unit]);
    begin = end;
  }
  return ranges;
}

/**
 * Sizes of tiles in units worth a look: those that cut the axis evenly into different numbers of tiles, rounded up to a
 * multiple of `grain` positions.
 */
export function unitCandidates(axis: Axis, grain: number): number[] {
  const all = unitsOf(axis);
  const grainUnits = Math.max(1, Math.ceil(grain / axis.unit));
  const found = new Set<number>();
  for (let parts = 1; parts <= Math.ceil(all / grainUnits); parts = parts < 16 ? parts + 1 : Math.ceil(parts * 1.25)) {
    found.add(Math.min(all, Math.ceil(Math.ceil(all / parts) / grainUnits) * grainUnits));
  }
  return [...found].sort((a, b) => b - a);
}
