import { defaultPort } from "../../hw/redmule/parameters.js";
import { banksFor } from "../../hw/config.js";
import type { SweepRecord } from "../sweep/record.js";

export type AxisValue = number | string;

/** A parameter that takes several values in a sweep. */
export interface Axis {
  /** Name of the parameter in a spec; `array` for L, H and P together, `shape` for M, N and K, or from a key of `about`. */
  readonly name: string;
  /** Title of an axis in a picture, with the unit. */
  readonly title: string;
  /** What the parameter decides: the job, RedMulE itself, or what is around it. */
  readonly kind: AxisKind;
  readonly numeric: boolean;
  /** Its values: numbers ascending, names in the order of the sweep. */
  readonly values: readonly AxisValue[];
  readonly of: (record: SweepRecord) => AxisValue;
}

export type AxisKind = "job" | "design" | "surroundings";

type Entry = readonly [title: string, kind: AxisKind, of?: (record: SweepRecord) => AxisValue];

/** Parameters in the order in which pictures prefer them. Seeds are repetitions of a point and no axis. */
const PARAMETERS: Readonly<Record<string, Entry>> = {
  array: ["array, L x H x P", "design", arrayOf],
  fmt: ["format", "job"],
  op: ["operation", "job"],
  m: ["M (rows)", "job"],
  n: ["N (steps)", "job"],
  k: ["K (columns)", "job"],
  port: ["port (bits)", "design"],
  responseFifo: ["response FIFO (entries)", "design"],
  streamFifo: ["stream FIFO (rows)", "design"],
  requestFifo: ["request FIFO (entries)", "design"],
  addressFifo: ["address FIFO (entries)", "design"],
  zStreamFifo: ["Z stream FIFO (rows)", "design"],
  storeFifo: ["store FIFO (beats)", "design"],
  memory: ["memory", "surroundings"],
  load: ["load (requests per free clock)", "surroundings"],
  stall: ["refused clocks (share)", "surroundings"],
  priority: ["priority", "surroundings"],
  guard: ["guard of the arbiter", "surroundings", guardOf],
  arbiter: ["arbiter", "surroundings", ({ arbiter }) => ARBITERS[arbiter]],
  banks: ["TCDM banks", "surroundings"],
  tcdmKib: ["TCDM (KiB)", "surroundings"],
  dmaBandwidth: ["DMA, each way (bytes/clock)", "surroundings"],
  l2Latency: ["latency of L2 (clocks)", "surroundings"],
  mhz: ["clock (MHz)", "surroundings"],
  volt: ["supply (V)", "surroundings"],
  profile: ["profile", "design"],
  errata: ["errata", "design", ({ errata }) => errata.join(" ") || "none"],
  ce: ["model of the compute elements", "design"],
  data: ["data", "job"],
};

/** What the winner of a bank does under the two arbiters, which have the names of revisions. */
const ARBITERS: Readonly<Record<SweepRecord["arbiter"], string>> = {
  f7fbfcd: "the winner pauses",
  d6a4872: "the winner keeps a share",
};

/** The guard against starvation, whichever arbiter has it, in words: switched off is no number beside others. */
function guardOf({ arbiter, maxStall, numerator, denominator }: SweepRecord): string {
  if (arbiter === "f7fbfcd") return maxStall === 0 ? "off" : `pause after ${maxStall}`;
  return numerator === 0 ? "off" : `keeps ${numerator} of ${denominator}`;
}

const SIZES: readonly string[] = ["m", "n", "k"];

/** L, H and P as options write them. */
export function arrayOf({ L, H, P }: Pick<SweepRecord, "L" | "H" | "P">): string {
  return `${L}x${H}x${P}`;
}

/** The parameters that vary in the records: what is said of the points first, then the parameters themselves. */
export function axesOf(records: readonly SweepRecord[]): readonly Axis[] {
  const names = [...new Set(records.flatMap(({ about }) => Object.keys(about)))];
  const told = names.map((name) =>
    axisOf(records, keyOf(name), [name, "job", (record) => record.about[name] ?? "none"]),
  );
  const about = told.filter((axis) => !axis.numeric || !isToldBy(told, axis, records));
  const own = Object.entries(PARAMETERS).map(([name, entry]) => axisOf(records, name, entry));
  const varying = [...about, ...own].filter(({ name, values }) => values.length > 1 && !follows(name, records));
  const guard = varying.filter(({ name }) => name === "guard");
  const untold = varying.filter((axis) => axis.name !== "arbiter" || !isToldBy(guard, axis, records));
  return withoutEqual(untold, records);
}

/** A name that someone has given, so that it can name a file and a field, and no parameter. */
function keyOf(name: string): string {
  const key = name.replaceAll(/\W+/g, "-");
  return Object.hasOwn(PARAMETERS, key) ? `about-${key}` : key;
}

/** Whether the names among some axes tell the value of another, too. */
function isToldBy(told: readonly Axis[], axis: Axis, records: readonly SweepRecord[]): boolean {
  const names = told.filter(({ numeric }) => !numeric);
  return groupsOf(records, names).every((group) => new Set(group.records.map(axis.of)).size === 1);
}

/** Sizes that tell each other become one axis: equal ones by their number, others as a shape. */
function withoutEqual(axes: readonly Axis[], records: readonly SweepRecord[]): readonly Axis[] {
  const sizes = axes.filter(({ name }) => SIZES.includes(name));
  const same = sizes.filter((axis) => isSame(sizes[0], axis, records));
  if (same.length < 2) return axes;
  const isCube = records.every((record) => same.every(({ of }) => of(record) === sizes[0].of(record)));
  if (!isCube && same.length < SIZES.length) return axes;
  const title = `${same.map(({ name }) => name.toUpperCase()).join(" = ")} (elements)`;
  const one = isCube ? { ...sizes[0], title } : axisOf(records, "shape", ["shape, M x N x K", "job", shapeOf]);
  return axes
    .filter((axis) => axis === sizes[0] || !same.includes(axis))
    .map((axis) => (axis === sizes[0] ? one : axis));
}

function isSame(a: Axis, b: Axis, records: readonly SweepRecord[]): boolean {
  const pairs = groupsOf(records, [a, b]).length;
  return pairs === a.values.length && pairs === b.values.length;
}

/** M x N x K of a job. */
export function shapeOf({ m, n, k }: SweepRecord): string {
  return `${m} x ${n} x ${k}`;
}

function axisOf(records: readonly SweepRecord[], name: string, [title, kind, get]: Entry): Axis {
  const of = get ?? ((record) => record[name as keyof SweepRecord] as AxisValue);
  const values = [...new Set(records.map(of))];
  const numeric = values.every((value) => typeof value === "number");
  return { name, title, kind, numeric, of, values: numeric ? (values as number[]).sort((a, b) => a - b) : values };
}

/** Whether a parameter has only the default that follows from others. */
function follows(name: string, records: readonly SweepRecord[]): boolean {
  if (name === "port") return records.every(({ port, H, P }) => port === defaultPort(H, P));
  return name === "banks" && records.every(({ banks, port }) => banks === banksFor(port));
}

/** The records by the values of some axes, in the order of the records. */
export function groupsOf<R extends SweepRecord>(records: readonly R[], axes: readonly Axis[]): readonly Group<R>[] {
  const groups = new Map<string, { label: string; records: R[] }>();
  for (const record of records) {
    const label = axes.map((axis) => labelOf(axis, record)).join(", ");
    const group = groups.get(label);
    if (group === undefined) groups.set(label, { label, records: [record] });
    else group.records.push(record);
  }
  return [...groups.values()];
}

/** Records that agree in some axes. */
export interface Group<R extends SweepRecord> {
  readonly label: string;
  readonly records: readonly R[];
}

/** Value of an axis as words, with the name of the axis where the value alone would say nothing. */
export function labelOf({ name, kind, of }: Axis, record: SweepRecord): string {
  const value = of(record);
  if (typeof value === "number") return `${name.length === 1 ? name.toUpperCase() : name} = ${value}`;
  return kind === "surroundings" ? `${name} ${value}` : value;
}

/** What the records of a panel have in common, as its heading. */
export function headingOf(axes: readonly Axis[], record: SweepRecord): string {
  return axes.map((axis) => `${shortTitle(axis)}${axis.numeric ? " =" : ":"} ${axis.of(record)}`).join(", ");
}

/** Title of an axis without its unit. */
export function shortTitle({ title }: Axis): string {
  return title.replace(/(,| \().*/, "");
}

/** At most `most` of some values, spread evenly, the first and the last among them. */
export function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]);
}
