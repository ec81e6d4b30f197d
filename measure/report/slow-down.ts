import { axesOf, groupsOf, headingOf, shortTitle, type Axis, type AxisValue } from "./axes.js";
import { INK, OKABE_ITO, SERIES } from "./colours.js";
import { lineLabels, type Side } from "./line-labels.js";
import { coloured, orderOf } from "./series.js";
import { across, decades, isWide, type Channel, type Layer, type Panel } from "./spec.js";
import { grouped, total, type Finding, type GoodRecord, type Study } from "./study.js";
import type { SweepRecord } from "../sweep/record.js";

/** Parameters on which clocks depend as a curve, and what a picture of it is called. */
const CURVES: readonly (readonly [name: string, title: string])[] = [
  ["load", "How much longer jobs take beside the load of other masters"],
  ["stall", "How much longer jobs take when the memory refuses clocks"],
  ["dmaBandwidth", "How much longer jobs take with a narrower DMA"],
  ["l2Latency", "How much longer jobs take with a slower L2"],
  ["banks", "How much longer jobs take with fewer TCDM banks"],
  ["tcdmKib", "How much longer jobs take with a smaller TCDM"],
  ["port", "How much longer jobs take behind a narrower port"],
  ["responseFifo", "How much longer jobs take with shallow response FIFOs"],
  ["streamFifo", "How much longer jobs take with shallow stream FIFOs"],
  ["requestFifo", "How much longer jobs take with shallow request FIFOs"],
  ["addressFifo", "How much longer jobs take with shallow address FIFOs"],
  ["zStreamFifo", "How much longer jobs take with a shallow Z stream FIFO"],
  ["storeFifo", "How much longer jobs take with a shallow store FIFO"],
];

/** Sides of a panel in pixels, alone and beside others. */
const LARGE = 460;
const HEIGHT = 320;
const SMALL = 330;
const SMALLER = 210;
const LOW = 240;
const MOST_PANELS = 6;
const MOST_TICKS = 12;
/** Least slow-down that is worth a picture. */
const LEAST = 1.005;
const SLOW = "clocks / best clocks";

/** How many times longer the same jobs take over a parameter of the memory or of the FIFOs than at its best value. */
export function slowDowns({ good, bad, axes }: Study): readonly Finding[] {
  const beyond = bad.filter(({ status }) => status !== "ok");
  return CURVES.flatMap(([name, title]) => {
    const axis = axes.find((candidate) => candidate.name === name && candidate.numeric);
    if (axis === undefined) return [];
    const jobs = comparable(good, axis, axes);
    return jobs.length === 0 ? [] : [pictureOf(jobs, beyond, axis, title)];
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

interface Point extends Readonly<Record<string, AxisValue>> {
  readonly slow: number;
  readonly label: string;
}

function pictureOf(jobs: readonly Compared[], beyond: readonly SweepRecord[], axis: Axis, title: string): Finding {
  const best = new Map(jobs.map((job) => [job.record, job.best]));
  const layout = layoutOf(axis, [...best.keys()]);
  const told = [axis, ...(layout.colour === undefined ? [] : [layout.colour])];
  const panels = groupsOf([...best.keys()], layout.panels).map((group) => ({
    key: group.label,
    heading: headingOf(layout.panels, group.records[0]),
    points: groupsOf(group.records, told).map(({ records }): Point => ({
      ...Object.fromEntries(told.map((one) => [one.name, one.of(records[0])])),
      slow: total(records, ({ cycles }) => cycles) / total(records, (record) => best.get(record)!),
      label: headingOf([...layout.panels, ...told], records[0]),
    })),
    over: groupsOf(beyond, layout.panels)
      .filter(({ label }) => label === group.label)
      .flatMap(({ records }) => records),
  }));
  const points = panels.flatMap((panel) => panel.points);
  const name = `slow-down-${axis.name}`;
  const worst = points.reduce((a, b) => (b.slow > a.slow ? b : a));
  if (worst.slow < LEAST && panels.every(({ over }) => over.length === 0)) {
    const caption = `They do not: over ${axis.values.length} values of ${shortTitle(axis)} the same jobs take at most ${(100 * (worst.slow - 1)).toFixed(1)} % more clocks than at the best one.`;
    return { name, title, caption, spec: null };
  }
  return {
    ...{ name, title, caption: captionOf(worst, layout, panels.flatMap(({ over }) => over).length) },
    spec: {
      columns: panels.length === 3 ? 3 : 2,
      concat: panels.map((panel) => panelOf(panel, axis, layout, worst.slow, panels.length)),
    },
  };
}

/** How the parameters other than that along the side are told apart. */
interface Layout {
  readonly panels: readonly Axis[];
  readonly colour: Axis | undefined;
  /** Jobs that differ in these count together. */
  readonly together: readonly Axis[];
}

/** What surrounds RedMulE is told by colour before all else, the rest by panels as far as there is room. */
function layoutOf(axis: Axis, records: readonly GoodRecord[]): Layout {
  const others = axesOf(records).filter(({ name }) => name !== axis.name);
  const few = others.filter(({ values }) => values.length <= SERIES.length);
  const rank = ({ kind, numeric, values }: Axis): number =>
    (kind === "surroundings" ? 0 : 100) + (numeric ? 0 : 50) - values.length;
  const colour = [...few].sort((a, b) => rank(a) - rank(b))[0];
  const panels: Axis[] = [];
  for (const other of [...others].sort((a, b) => Number(a.numeric) - Number(b.numeric))) {
    const count = [...panels, other].reduce((product, { values }) => product * values.length, 1);
    if (other !== colour && count <= MOST_PANELS && (!other.numeric || panels.length === 0)) panels.push(other);
  }
  const points = groupsOf(records, [axis, ...panels, ...(colour === undefined ? [] : [colour])]);
  const together = others.filter((other) => points.some((point) => groupsOf(point.records, [other]).length > 1));
  return { panels, colour, together };
}

interface Shown {
  readonly heading: string;
  readonly points: Point[];
  readonly over: readonly SweepRecord[];
}

function panelOf(
  { heading, points, over }: Shown,
  axis: Axis,
  { colour }: Layout,
  most: number,
  panels: number,
): Panel {
  const [width, height] = panels === 1 ? [LARGE, HEIGHT] : [panels === 3 ? SMALLER : SMALL, LOW];
  const domain = [1, Math.max(1.02, 1.1 * most - 0.1)] as const;
  const isLog = isWide(domain);
  const y = isLog
    ? decades("slow", SLOW, domain)
    : across("slow", SLOW, { scale: { domain: [...domain], nice: false, zero: false }, axis: { tickCount: 6 } });
  const positions = { x: sideOf(axis), y, ...coloured(colour, true) };
  const side: Side = { domain, isLog, height };
  const last = axis.values.at(-1)!;
  const ends =
    colour?.values.flatMap((value) => {
      const own = points.filter((point) => point[colour.name] === value);
      const end = own.find((point) => point[axis.name] === last) ?? own.at(-1);
      const isOver = over.some((record) => colour.of(record) === value && axis.of(record) === last);
      return end === undefined ? [] : [{ series: value, y: isOver ? domain[1] : end.slow, text: String(value) }];
    }) ?? [];
  return {
    ...(heading === "" ? {} : { title: heading }),
    ...{ width, height },
    layer: [
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 2, color: OKABE_ITO.blue },
        encoding: positions,
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: 40, opacity: 1, color: OKABE_ITO.blue },
        encoding: positions,
      },
      ...(over.length === 0 ? [] : beyondLayers(over, axis, colour, domain[1], positions)),
      ...(colour === undefined ? [] : [titleOf(colour), ...lineLabels(ends, side, colour, y)]),
    ],
  };
}

/** Says above the names of the lines what they name. */
function titleOf(colour: Axis): Layer {
  return {
    data: { values: [{ text: shortTitle(colour) }] },
    mark: { type: "text", align: "left", x: "width", dx: 6, y: -16, fontWeight: 600 },
    encoding: { text: { field: "text", type: "nominal" } },
  };
}

function sideOf(axis: Axis): Channel {
  return across(axis.name, axis.title, {
    scale: { zero: axis.values[0] === 0 },
    axis: axis.values.length <= MOST_TICKS ? { values: orderOf(axis) } : {},
  });
}

/** Arrows at the top for the jobs that were given up, and the limit in words. */
function beyondLayers(
  over: readonly SweepRecord[],
  axis: Axis,
  colour: Axis | undefined,
  top: number,
  positions: Layer["encoding"],
): Layer[] {
  const values = over.map((record) => ({
    [axis.name]: axis.of(record),
    ...(colour && { [colour.name]: colour.of(record) }),
    slow: top,
  }));
  const limits = [...new Set(over.map(overOf))].join("; ");
  return [
    {
      data: { values },
      mark: { type: "point", filled: true, shape: "triangle-up", size: 110, opacity: 1, yOffset: -3 },
      encoding: positions,
    } as Layer,
    {
      data: { values: [values[0]].map((value) => ({ ...value, text: limits })) },
      mark: { type: "text", align: "center", baseline: "bottom", dy: -10, color: INK },
      encoding: { x: positions!.x, y: positions!.y, text: { field: "text", type: "nominal" } },
    } as Layer,
  ];
}

function overOf({ status, maxClocks }: SweepRecord): string {
  return status === "limit" ? `> ${grouped(maxClocks)} clocks` : "never ends";
}

function captionOf(worst: Point, { together, panels }: Layout, beyond: number): string {
  const names = together.map(shortTitle).join(", ");
  const over = names === "" ? "" : ` Jobs that differ in ${names} count together.`;
  const split =
    panels.length === 0 ? "" : ` A panel for each ${panels.map(shortTitle).join(" and ")}, all on the same scales.`;
  const arrows =
    beyond === 0
      ? ""
      : ` An arrow: ${beyond === 1 ? "a job that was" : "jobs that were"} given up at the limit written there.`;
  return `The same jobs, all else equal: ${worst.slow.toFixed(2)} times as many clocks in the worst case (${worst.label}).${split}${over}${arrows}`;
}
