import { UsageError } from "../../hw/errors.js";
import { SplitMix64 } from "../../run/data/random.js";
import { pointOf, type PointInput, type SweepPoint } from "./point.js";
import { MOST_POINTS, type SweepSpec } from "./spec.js";

/** The points of a spec, by their index. */
export class SweepPoints {
  readonly count: number;
  private readonly spec: SweepSpec;
  private readonly axes: readonly (readonly [name: string, values: readonly unknown[]])[];
  /** Places in the product that a sample takes; null takes all. */
  private readonly drawn: readonly number[] | null;

  /**
   * @param where names the spec in errors
   * @throws UsageError for more points than a sweep may have, or a sample of more points than there are
   */
  constructor(spec: SweepSpec, where: string) {
    this.spec = spec;
    this.axes = Object.entries(spec.product);
    const all = this.axes.reduce((count, [, values]) => count * values.length, spec.list.length);
    const { sample } = spec;
    if (sample !== null && sample.points > all) {
      throw new UsageError(
        `${where}: sample.points is ${sample.points}, but there are ${all} points: give at most ${all}.`,
      );
    }
    this.count = sample?.points ?? all;
    if (this.count > MOST_POINTS || !Number.isSafeInteger(all)) {
      throw new UsageError(`${where}: product has ${all} points: give at most ${MOST_POINTS}, or a sample.`);
    }
    this.drawn = sample === null ? null : draw(sample.points, all, sample.seed);
  }

  /** Point `index`, from 0 on. */
  at(index: number): SweepPoint {
    let place = this.drawn?.[index] ?? index;
    const given: Record<string, unknown> = {};
    for (let i = this.axes.length - 1; i >= 0; i--) {
      const [name, values] = this.axes[i];
      given[name] = values[place % values.length];
      place = Math.floor(place / values.length);
    }
    return pointOf({ ...this.spec.base, ...this.spec.list[place], ...given } as PointInput);
  }
}

/** Different numbers below `all` in the order in which they were drawn. */
function draw(count: number, all: number, seed: number): number[] {
  const random = new SplitMix64(seed);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(Math.floor(random.uniform() * all));
  return [...drawn];
}
