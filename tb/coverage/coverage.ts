import { UsageError } from "../../hw/errors.js";
import type { Group } from "./group.js";
import { GROUPS } from "./model.js";

/** A group in a coverage file. */
interface GroupRecord {
  readonly group: string;
  readonly axes: Readonly<Record<string, readonly string[]>>;
  /** Hits of every bin, last axis fastest. */
  readonly hits: readonly number[];
}

/** Content of a coverage file: what was run, and the hits of every bin. */
export interface CoverageRecord {
  readonly coverage: 1;
  /** Results of regressions that are counted. */
  readonly cases: number;
  readonly jobs: number;
  readonly clocks: number;
  readonly groups: readonly GroupRecord[];
}

const OFFSETS = new Map<Group, number>();
let bins = 0;
for (const group of GROUPS) {
  OFFSETS.set(group, bins);
  bins += group.size;
}

/** What adds up: whole cases, whole jobs, clocks, and the hits of every bin. */
export interface Counts {
  readonly cases: number;
  readonly jobs: number;
  readonly clocks: number;
  readonly hits: Float64Array;
}

/** Number of bins of the model. */
export const BINS = bins;

/** Hits of every bin of the model. Bins are numbered group by group; counts of several runs add up in any order. */
export class Coverage implements Counts {
  /** Cases of a regression, whole jobs and clocks that were sampled. */
  cases = 0;
  jobs = 0;
  clocks = 0;
  readonly hits = new Float64Array(BINS);

  /** The part of `hits` that belongs to a group of the model. */
  of(group: Group): Float64Array {
    const offset = OFFSETS.get(group)!;
    return this.hits.subarray(offset, offset + group.size);
  }

  /** Adds the counts of another run or shard. */
  add(other: Counts): void {
    this.cases += other.cases;
    this.jobs += other.jobs;
    this.clocks += other.clocks;
    for (let i = 0; i < BINS; i++) this.hits[i] += other.hits[i];
  }

  toJSON(): CoverageRecord {
    const groups = GROUPS.map((group) => ({
      group: group.name,
      axes: axesOf(group),
      hits: [...this.of(group)],
    }));
    return { coverage: 1, cases: this.cases, jobs: this.jobs, clocks: this.clocks, groups };
  }

  /**
   * Counts from a parsed coverage file.
   * @param where names the file in errors
   * @throws UsageError when the file was written with other bins
   */
  static fromJSON(record: unknown, where: string): Coverage {
    const coverage = new Coverage();
    const { cases, jobs, clocks, groups } = record as Partial<CoverageRecord>;
    const fits =
      typeof cases === "number" &&
      typeof jobs === "number" &&
      typeof clocks === "number" &&
      Array.isArray(groups) &&
      groups.length === GROUPS.length &&
      GROUPS.every((group, i) => fitsGroup(group, groups[i] as GroupRecord));
    if (!fits) {
      throw new UsageError(
        `${where} does not hold the ${BINS} bins of this version: write it again with this version.`,
      );
    }
    coverage.cases = cases;
    coverage.jobs = jobs;
    coverage.clocks = clocks;
    GROUPS.forEach((group, i) => coverage.of(group).set((groups[i] as GroupRecord).hits));
    return coverage;
  }
}

function axesOf(group: Group): GroupRecord["axes"] {
  return Object.fromEntries(group.axes.map(({ name, labels }) => [name, labels]));
}

function fitsGroup(group: Group, record: GroupRecord): boolean {
  return (
    record.group === group.name &&
    JSON.stringify(record.axes) === JSON.stringify(axesOf(group)) &&
    Array.isArray(record.hits) &&
    record.hits.length === group.size &&
    record.hits.every((hits) => Number.isInteger(hits) && hits >= 0)
  );
}

/** The counts of several runs or shards together; the same bytes in whatever order. */
export function merge(...parts: readonly Coverage[]): Coverage {
  const sum = new Coverage();
  for (const part of parts) sum.add(part);
  return sum;
}
