import type { Sweep, SweepRecord } from "../sweep/record.js";
import { axesOf, type Axis } from "./axes.js";
import type { PictureSpec } from "./spec.js";

/** A record of a job that ended with the right result: its clocks are known. */
export type GoodRecord = SweepRecord & {
  readonly cycles: number;
  readonly utilisation: number;
  readonly macPerClock: number;
  readonly gflops: number;
  readonly account: NonNullable<SweepRecord["account"]>;
};

/** A sweep as pictures see it. */
export interface Study {
  readonly good: readonly GoodRecord[];
  /** Jobs that hung, were given up or differ from golden. Pictures mark them or leave them out. */
  readonly bad: readonly SweepRecord[];
  readonly axes: readonly Axis[];
}

/** What a picture shows: `title` and `caption` stand beside it, `spec` draws it. */
export interface Picture {
  /** Name of its file, without an ending. */
  readonly name: string;
  readonly title: string;
  /** A sentence or two on what one sees. */
  readonly caption: string;
  readonly spec: PictureSpec;
}

/** Splits the records of a sweep by whether their result is right, and finds out what varies. */
export function studyOf({ records }: Pick<Sweep, "records">): Study {
  const good = records.filter(isGood);
  return { good, bad: records.filter((record) => !isGood(record)), axes: axesOf(records) };
}

function isGood(record: SweepRecord): record is GoodRecord {
  return record.golden === "match" && record.cycles !== null;
}

/** What needs no picture, as nothing differs: the caption says all. */
export interface Sentence extends Omit<Picture, "spec"> {
  readonly spec: null;
}

export type Finding = Picture | Sentence;

/** Sum of a figure over records. */
export function total<T>(records: readonly T[], figure: (record: T) => number): number {
  return records.reduce((sum, record) => sum + figure(record), 0);
}

/** A share as a percentage with one digit. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A whole number in groups of three digits. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US").replaceAll(",", " ");
}
