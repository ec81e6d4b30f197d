import type { SweepRecord } from "../sweep/record.js";
import { arrayOf, shapeOf, type Axis, type AxisValue } from "./axes.js";
import { OKABE_ITO, QUIET } from "./colours.js";
import { coloured, seriesOf } from "./series.js";
import { decades } from "./spec.js";
import { percent, type Finding, type GoodRecord, type Study } from "./study.js";

const WIDTH = 640;
const HEIGHT = 380;
/** More points than this are drawn small, so that one sees where they are dense. */
const CROWD = 800;
/** Points closer than this share of their value are drawn once. */
const DIGITS = 3;

/** MAC/clock of every job below the roofs of port and array. */
export function rooflines({ good, axes }: Study): readonly Finding[] {
  const moved = good.filter(({ reads, writes }) => reads + writes > 0);
  if (moved.length === 0) return [];
  const series = seriesOf(axes, axes.length).find((axis) => isApart(moved, axis));
  const roofs = [...new Set(moved.map(({ L, H }) => L * H))];
  const most = Math.max(...roofs);
  const intensities = moved.map(intensityOf);
  const [name, title] = ["roofline", "How near jobs come to the roofs of port and array"];
  if (moved.length > 1 && roofs.length === 1 && Math.max(...intensities) < NARROW * Math.min(...intensities)) {
    return [{ name, title, caption: sameIntensity(moved, roofs[0]), spec: null }];
  }
  const from = floorOf(Math.min(...intensities, most / 4) / 1.5);
  const to = Math.max(...intensities, most) * 1.5;
  const low = floorOf(Math.min(...moved.map(({ macPerClock }) => macPerClock), most / 4) / 1.5);
  const x = decades("intensity", "intensity (MACs per beat of the port)", [from, to]);
  const y = decades("rate", "speed (MAC/clock)", [low, most * 1.6]);
  const points = pointsOf(moved, series);
  return [
    {
      ...{ name, title },
      caption: captionOf(moved, series),
      spec: {
        concat: [
          {
            width: WIDTH,
            height: HEIGHT,
            layer: [
              {
                data: { values: roofs.flatMap((roof) => roofOf(roof, from, to)) },
                mark: { type: "line", color: QUIET, strokeWidth: 1.5, clip: true },
                encoding: { x, y, detail: { field: "roof", type: "nominal" } },
              },
              {
                data: { values: roofs.map((rate) => ({ rate, intensity: to, text: `${rate} MAC/clock` })) },
                mark: { type: "text", align: "right", baseline: "bottom", dx: -4, dy: -3, color: QUIET },
                encoding: { x, y, text: { field: "text", type: "nominal" } },
              },
              {
                data: { values: points },
                mark: { type: "point", filled: true, ...sizeOf(points.length), color: OKABE_ITO.blue },
                encoding: { x, y, ...coloured(series) },
              },
            ],
          },
        ],
      },
    },
  ];
}

/** Jobs whose MACs per beat differ by less than this factor stand on one line, which says nothing. */
const NARROW = 1.05;

function sameIntensity(records: readonly GoodRecord[], roof: number): string {
  const rates = records.map(({ macPerClock }) => macPerClock);
  const [slow, fast] = [Math.min(...rates), Math.max(...rates)].map((rate) => rate.toFixed(1));
  const intensity = intensityOf(records[0]);
  const limit = intensity < roof ? "the port is their limit" : "not the port but the array is their limit";
  return `All jobs have about ${intensity.toFixed(0)} MACs per beat of the port, and the array does ${roof} a clock: ${limit}. They do ${slow} to ${fast} MAC/clock.`;
}

/** Places that two values of a series share at most, as a share of all: more would hide each other. */
const MOST_SHARED = 0.2;

/** Whether the colours of a series would be seen: its points do not cover each other. */
function isApart(records: readonly GoodRecord[], axis: Axis): boolean {
  const places = new Map<string, Set<AxisValue>>();
  for (const record of records) {
    const place = `${intensityOf(record).toPrecision(DIGITS)} ${record.macPerClock.toPrecision(DIGITS)}`;
    places.set(place, (places.get(place) ?? new Set()).add(axis.of(record)));
  }
  const shared = [...places.values()].filter(({ size }) => size > 1).length;
  return shared <= MOST_SHARED * places.size;
}

/** MACs of a job per beat that RedMulE's port moves. */
function intensityOf({ m, n, k, reads, writes }: SweepRecord): number {
  return (m * n * k) / (reads + writes);
}

function sizeOf(points: number): { size: number; opacity: number } {
  return points > CROWD ? { size: 9, opacity: 0.55 } : { size: 34, opacity: 0.9 };
}

function floorOf(value: number): number {
  return Number(value.toPrecision(2));
}

/** One beat a clock up to the ridge, L x H MAC/clock from there on. */
function roofOf(roof: number, from: number, to: number): object[] {
  const foot = Math.min(from, roof);
  return [
    { intensity: foot, rate: foot, roof },
    { intensity: roof, rate: roof, roof },
    { intensity: to, rate: roof, roof },
  ];
}

function pointsOf(records: readonly GoodRecord[], series: Axis | undefined): object[] {
  const points = new Map<string, object>();
  for (const record of records) {
    const intensity = Number(intensityOf(record).toPrecision(DIGITS));
    const rate = Number(record.macPerClock.toPrecision(DIGITS));
    const of = series?.of(record) ?? "";
    points.set(`${intensity} ${rate} ${of}`, { intensity, rate, ...(series && { [series.name]: of }) });
  }
  return [...points.values()];
}

function captionOf(records: readonly GoodRecord[], series: Axis | undefined): string {
  const below = records.filter((record) => intensityOf(record) < record.L * record.H).length;
  const share = (record: GoodRecord) => record.macPerClock / Math.min(intensityOf(record), record.L * record.H);
  const best = records.reduce((a, b) => (share(b) > share(a) ? b : a));
  const colour = series === undefined ? "" : ` Colour: ${series.title}.`;
  return `The slope is one beat of the port a clock, the flat roofs are L x H MAC/clock. Jobs left of their ridge, where the port is the limit: ${below} of ${records.length}. ${shapeOf(best)} on ${arrayOf(best)} comes nearest to its roof, ${percent(share(best))}. Points that coincide are drawn once.${colour}`;
}
