import { axesOf, groupsOf, type Axis, type AxisValue } from "./axes.js";
import { OKABE_ITO, SERIES } from "./colours.js";
import { coloured, orderOf } from "./series.js";
import { across, decades, type Channel, type Layer } from "./spec.js";
import { total, type GoodRecord, type Picture, type Study } from "./study.js";

/** Parameters on which clocks depend as a curve, and what a picture of it is called. */
const CURVES: readonly (readonly [name: string, title: string])[] = [
  ["load", "Contention: slow-down over the load of the other masters"],
  ["stall", "Slow-down over the clocks that the memory refuses"],
  ["maxStall", "Slow-down over the guard of the arbiter"],
  ["dmaBandwidth", "Slow-down over the bandwidth of the DMA"],
  ["l2Latency", "Slow-down over the latency of L2"],
  ["banks", "Slow-down over the number of TCDM banks"],
  ["tcdmKib", "Slow-down over the size of the TCDM"],
  ["port", "Slow-down over the width of the port"],
  ["responseFifo", "Slow-down over the depth of the response FIFOs"],
  ["streamFifo", "Slow-down over the depth of the stream FIFOs"],
  ["requestFifo", "Slow-down over the depth of the request FIFOs"],
  ["addressFifo", "Slow-down over the depth of the address FIFOs"],
  ["zStreamFifo", "Slow-down over the depth of the Z stream FIFO"],
  ["storeFifo", "Slow-down over the depth of the store FIFO"],
];

/** Sides of a panel in pixels, alone and beside others. */
const LARGE = 460;
const HEIGHT = 320;
const SMALL = 340;
const LOW = 240;
const MOST_PANELS = 6;
/** Kinds of dashes and symbols that can be told apart. */
const MOST_DASHES = 4;
const MOST_TICKS = 12;
/** A larger slow-down is drawn by its logarithm. */
const STEEP = 8;
const SLOW = "slow-down (clocks / best clocks)";

/** How many times longer the same jobs take over a parameter of the memory or of the FIFOs than at its best value. */
export function slowDowns({ good, axes }: Study): readonly Picture[] {
  return CURVES.flatMap(([name, title]) => {
    const axis = axes.find((candidate) => candidate.name === name && candidate.numeric);
    const jobs = axis === undefined ? [] : comparable(good, axis, axes);
    return axis === undefined || jobs.length === 0 ? [] : [pictureOf(jobs, axis, title)];
  });
}

/** A record, and the clocks of its job at the best value of the axis, all else equal. */
interface Compared {
  readonly record: GoodRecord;
  readonly best: number;
}

function comparable(records: readonly GoodRecord[], axis: Axis, axes: readonly Axis[]): readonly Compared[] {
  const others = axes.filter((other) => other !== axis);
  return groupsOf(records, others).flatMap((group) => {
    const values = groupsOf(group.records, [axis]);
    // Runs that differ in the seed alone count by their mean.
    const best = Math.min(...values.map((same) => total(same.records, ({ cycles }) => cycles) / same.records.length));
    return values.length < 2 ? [] : group.records.map((record) => ({ record, best }));
  });
}

function pictureOf(jobs: readonly Compared[], axis: Axis, title: string): Picture {
  const best = new Map(jobs.map((job) => [job.record, job.best]));
  const layout = layoutOf(axis, [...best.keys()]);
  const lines = [layout.colour, layout.dash].filter((one) => one !== undefined);
  const panels = groupsOf([...best.keys()], layout.panels).map((group) => ({
    label: group.label,
    points: groupsOf(group.records, [axis, ...lines]).map(({ label, records }) => ({
      ...Object.fromEntries([axis, ...lines].map((one) => [one.name, one.of(records[0])])),
      slow: total(records, ({ cycles }) => cycles) / total(records, (record) => best.get(record)!),
      label: [group.label, label].filter((part) => part !== "").join(", "),
    })),
  }));
  const most = Math.max(...panels.flatMap(({ points }) => points.map(({ slow }) => slow)));
  return {
    name: `slow-down-${axis.name}`,
    title,
    caption: captionOf(
      panels.flatMap(({ points }) => points),
      layout.together,
    ),
    spec: {
      columns: 2,
      concat: panels.map(({ label, points }) => ({
        ...(label === "" ? {} : { title: label }),
        ...{ width: panels.length === 1 ? LARGE : SMALL, height: panels.length === 1 ? HEIGHT : LOW },
        layer: linesOf(points, axis, layout, most),
      })),
    },
  };
}

/** How the parameters other than that along the side are told apart. */
interface Layout {
  readonly panels: readonly Axis[];
  readonly colour: Axis | undefined;
  readonly dash: Axis | undefined;
  /** Jobs that differ in these count together. */
  readonly together: readonly Axis[];
}

/** Names get panels and numbers colours and dashes, those of the surroundings first; names alone get colours and dashes. */
function layoutOf(axis: Axis, records: readonly GoodRecord[]): Layout {
  const others = axesOf(records).filter(({ name }) => name !== axis.name);
  const numbers = others.filter(({ numeric }) => numeric);
  const ordered = [...numbers.filter(({ kind }) => kind === "surroundings"), ...numbers];
  const names = others.filter(({ numeric }) => !numeric);
  const panels = names.reduce((count, { values }) => count * values.length, 1) > MOST_PANELS ? [] : names;
  const lines = numbers.length === 0 || panels.length < names.length ? [...names, ...ordered] : ordered;
  const colour = lines.find(({ values }) => values.length <= SERIES.length);
  const dash = lines.find((other) => other !== colour && other.values.length <= MOST_DASHES);
  const shown = numbers.length === 0 ? [] : panels;
  const told = [axis, ...shown, colour, dash].filter((one) => one !== undefined);
  const points = groupsOf(records, told);
  const together = others.filter((other) => points.some((point) => groupsOf(point.records, [other]).length > 1));
  return { panels: shown, colour, dash, together };
}

interface Point extends Readonly<Record<string, AxisValue>> {
  readonly slow: number;
  readonly label: string;
}

function linesOf(points: Point[], axis: Axis, { colour, dash }: Layout, most: number): Layer[] {
  const positions = {
    x: across(axis.name, axis.title, {
      scale: { zero: axis.values[0] === 0 },
      axis: axis.values.length <= MOST_TICKS ? { values: orderOf(axis) } : {},
    }),
    y: most > STEEP ? decades("slow", SLOW, [1, most * 1.1]) : across("slow", SLOW, { scale: linear(most) }),
    ...coloured(colour),
  };
  const names =
    dash && ({ field: dash.name, type: "nominal", title: dash.title, scale: { domain: orderOf(dash) } } as const);
  return [
    {
      data: { values: points },
      mark: { type: "line", strokeWidth: 2, color: OKABE_ITO.blue },
      encoding: { ...positions, ...(names && { strokeDash: names }) },
    },
    {
      data: { values: points },
      mark: { type: "point", filled: true, size: 45, opacity: 1, color: OKABE_ITO.blue },
      encoding: { ...positions, ...(names && { shape: names }) },
    },
  ];
}

function linear(most: number): NonNullable<Channel["scale"]> {
  return { domain: [1, Math.max(1.02, most)], nice: true, zero: false };
}

function captionOf(points: readonly Point[], together: readonly Axis[]): string {
  const worst = points.reduce((a, b) => (b.slow > a.slow ? b : a));
  const names = together.map(({ title }) => title).join(", ");
  const over = names === "" ? "" : ` Jobs that differ in ${names} count together.`;
  return `Clocks of the same jobs over those at the best value, all else equal: ${worst.slow.toFixed(2)} times as many in the worst case, ${worst.label}.${over}`;
}
