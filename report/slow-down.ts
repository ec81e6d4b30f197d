import { groupsOf, type Axis, type AxisValue } from "./axes.js";
import { OKABE_ITO } from "./colours.js";
import { coloured, orderOf, seriesOf } from "./series.js";
import { across, decades, type Channel, type Panel } from "./spec.js";
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

const WIDTH = 460;
const HEIGHT = 320;
/** Lines with dashes and symbols of their own at most. */
const MOST_SHAPES = 4;
const MOST_TICKS = 12;
/** A larger slow-down is drawn by its logarithm. */
const STEEP = 8;
const SLOW = "slow-down (clocks / best clocks)";

/** How many times longer the same jobs take over a parameter of the memory or of the FIFOs than at its best value. */
export function slowDowns({ good, axes }: Study): readonly Picture[] {
  return CURVES.flatMap(([name, title]) => {
    const axis = axes.find((candidate) => candidate.name === name && candidate.numeric);
    const jobs = axis === undefined ? [] : comparable(good, axis, axes);
    return axis === undefined || jobs.length === 0 ? [] : [pictureOf(jobs, axis, axes, title)];
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

function pictureOf(jobs: readonly Compared[], axis: Axis, axes: readonly Axis[], title: string): Picture {
  const others = axes.filter((other) => other !== axis);
  const [first] = seriesOf(others, 1);
  const [second] = seriesOf(
    others.filter((other) => other !== first),
    1,
    MOST_SHAPES,
  );
  const best = new Map(jobs.map((job) => [job.record, job.best]));
  const shown = [axis, first, second].filter((one) => one !== undefined);
  const points = groupsOf([...best.keys()], shown).map(({ records }) => ({
    ...Object.fromEntries(shown.map((one) => [one.name, one.of(records[0])])),
    slow: total(records, ({ cycles }) => cycles) / total(records, (record) => best.get(record)!),
  }));
  const averaged = others.filter((other) => other !== first && other !== second);
  return {
    name: `slow-down-${axis.name}`,
    title,
    caption: captionOf(points, shown, averaged),
    spec: { concat: [panelOf(points, axis, first, second)] },
  };
}

type Point = Readonly<Record<string, AxisValue>> & { readonly slow: number };

function panelOf(points: Point[], axis: Axis, first: Axis | undefined, second: Axis | undefined): Panel {
  const most = Math.max(...points.map(({ slow }) => slow));
  const positions = {
    x: across(axis.name, axis.title, {
      scale: { zero: axis.values[0] === 0 },
      axis: axis.values.length <= MOST_TICKS ? { values: orderOf(axis) } : {},
    }),
    y: most > STEEP ? decades("slow", SLOW, [1, most * 1.1]) : across("slow", SLOW, { scale: linear(most) }),
    ...coloured(first),
  };
  const names = second === undefined ? null : ({ field: second.name, type: "nominal", title: second.title } as const);
  return {
    ...{ width: WIDTH, height: HEIGHT },
    layer: [
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
    ],
  };
}

function linear(most: number): NonNullable<Channel["scale"]> {
  return { domain: [1, Math.max(1.02, most)], nice: true, zero: false };
}

function captionOf(points: readonly Point[], shown: readonly Axis[], averaged: readonly Axis[]): string {
  const worst = points.reduce((a, b) => (b.slow > a.slow ? b : a));
  const where = shown.map(({ name }) => `${name} = ${worst[name]}`).join(", ");
  const names = averaged.map(({ title }) => title).join(", ");
  const over = names === "" ? "" : ` Jobs that differ in ${names} count together.`;
  return `Clocks of the same jobs over those at the best value, all else equal: ${worst.slow.toFixed(2)} times as many in the worst case, ${where}.${over}`;
}
