import { tileColumns } from "../../hw/redmule/parameters.js";
import type { SweepRecord } from "../sweep/record.js";
import { arrayOf, groupsOf, headingOf, shapeOf, spread, type Axis, type Group } from "./axes.js";
import { OKABE_ITO } from "./colours.js";
import { across, type Channel, type Layer, type Panel } from "./spec.js";
import { percent, type GoodRecord, type Picture, type Study } from "./study.js";

/** Pairs of sizes: the matrix that they are the sizes of, columns and rows. */
const PAIRS = [
  { matrix: "Z", x: "k", y: "m" },
  { matrix: "X", x: "n", y: "m" },
  { matrix: "W", x: "k", y: "n" },
] as const;

type Size = "m" | "n" | "k";

const MOST_PANELS = 6;
const COLUMNS = 3;
/** Cells of a panel, and cells beside each other, that have room for their values. */
const MOST_WRITTEN = 64;
const MOST_ACROSS = 6;
/** Edge of a panel in pixels: alone, and beside others. */
const LARGE = 480;
const SMALL = 230;
/** Pixels between two lines of the tile grid at least. */
const CLOSEST = 5;
/** Sizes written along a side. */
const MOST_LABELS = 8;
/** Less filled grids of two sizes are no maps. */
const FILLED = 0.6;

/** Utilisation over two sizes at a time, with the tiles of the array; one panel for each value of whatever else varies. */
export function heatMaps({ good, bad, axes }: Study): readonly Picture[] {
  return PAIRS.flatMap(({ matrix, x, y }) => {
    const others = axes.filter(({ name }) => name !== x && name !== y);
    const groups = groupsOf<SweepRecord>([...good, ...bad], others).filter((group) => isMap(group, x, y));
    const maps = withoutEqual(groups.map(({ records }) => ({ records, label: headingOf(others, records[0]) })));
    if (maps.length === 0) return [];
    const shown = spread(maps, MOST_PANELS);
    const low = Math.floor(10 * Math.min(0.9, ...shown.flatMap(({ records }) => records.map(shareOf)))) / 10;
    const edge = shown.length === 1 ? LARGE : SMALL;
    return {
      name: `utilisation-${y}-${x}`,
      title: `Utilisation over the shape of ${matrix}, ${y.toUpperCase()} x ${x.toUpperCase()}`,
      caption: captionOf(shown, maps.length, others, x, y),
      spec: {
        columns: COLUMNS,
        concat: shown.map((group) => panelOf(group, { x, y, edge, low })),
      },
    };
  });
}

/** Maps in which every size has the same utilisation are one, with the headings of all. */
function withoutEqual(groups: readonly Group<SweepRecord>[]): readonly Group<SweepRecord>[] {
  const maps = new Map<string, Group<SweepRecord>>();
  for (const { label, records } of groups) {
    const key = JSON.stringify(records.map((each) => [shapeOf(each), each.golden, percent(each.utilisation ?? 0)]));
    const same = maps.get(key);
    maps.set(key, same === undefined ? { label, records } : { ...same, label: `${same.label}; as well ${label}` });
  }
  return [...maps.values()];
}

function isMap({ records }: Group<SweepRecord>, x: Size, y: Size): boolean {
  const columns = new Set(records.map((record) => record[x])).size;
  const rows = new Set(records.map((record) => record[y])).size;
  const cells = new Set(records.map((record) => `${record[x]} ${record[y]}`)).size;
  return columns > 1 && rows > 1 && cells >= FILLED * columns * rows;
}

function shareOf(record: SweepRecord): number {
  return isRight(record) ? record.utilisation! : 1;
}

function isRight({ golden }: SweepRecord): boolean {
  return golden === "match";
}

interface Layout {
  readonly x: Size;
  readonly y: Size;
  readonly edge: number;
  /** Least utilisation on the scale. */
  readonly low: number;
}

function panelOf({ label, records }: Group<SweepRecord>, { x, y, edge, low }: Layout): Panel {
  const columns = placesOf(records, x);
  const rows = placesOf(records, y);
  const values = records.filter(isRight).map((record) => {
    const [left, bottom] = [columns.get(record[x])!, rows.get(record[y])!];
    return { left, right: left + 1, bottom, top: bottom + 1, utilisation: record.utilisation };
  });
  const wrong = records
    .filter((record) => !isRight(record))
    .map((record) => ({ x: columns.get(record[x])! + 0.5, y: rows.get(record[y])! + 0.5 }));
  return {
    width: edge,
    height: edge,
    ...(label === "" ? {} : { title: label }),
    layer: [
      {
        data: { values },
        mark: { type: "rect", strokeWidth: 0 },
        encoding: {
          x: sideOf("left", x, columns),
          x2: { field: "right" },
          y: sideOf("bottom", y, rows),
          y2: { field: "top" },
          color: {
            field: "utilisation",
            type: "quantitative",
            scale: { domain: [low, 1], scheme: { name: "viridis", extent: [0.15, 1] } },
            legend: { title: "utilisation", format: ".0%", gradientLength: 200 },
          },
        },
      },
      ...(values.length > MOST_WRITTEN || columns.size > MOST_ACROSS ? [] : [valuesOf(values, low, x, y)]),
      gridOf(records[0], "x", x, columns, edge),
      gridOf(records[0], "y", y, rows, edge),
      {
        data: { values: wrong },
        mark: {
          type: "point",
          shape: "cross",
          filled: true,
          angle: 45,
          size: 70,
          color: OKABE_ITO.vermillion,
          opacity: 1,
        },
        encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
      },
    ],
  };
}

interface Cell {
  readonly left: number;
  readonly bottom: number;
  readonly utilisation: number | null;
}

/** The values of few cells, written into them. */
function valuesOf(cells: readonly Cell[], low: number, x: Size, y: Size): Layer {
  const values = cells.map(({ left, bottom, utilisation }) => ({ [x]: left + 0.5, [y]: bottom + 0.5, utilisation }));
  return {
    data: { values },
    mark: { type: "text" },
    encoding: {
      x: { field: x, type: "quantitative" },
      y: { field: y, type: "quantitative" },
      text: { field: "utilisation", type: "quantitative", format: ".0%" },
      // The writing stands on the colours of the map, which are the same on a dark page.
      color: { condition: { test: `datum.utilisation < ${(low + 1.2) / 2.2}`, value: "#fefefe" }, value: "#0b0b0b" },
    },
  };
}

/** Place of each size that was simulated. Cells stand side by side, so that none stretches over sizes that were not. */
function placesOf(records: readonly SweepRecord[], size: Size): ReadonlyMap<number, number> {
  const values = [...new Set(records.map((record) => record[size]))].sort((a, b) => a - b);
  return new Map(values.map((value, place) => [value, place]));
}

function sideOf(field: string, size: Size, places: ReadonlyMap<number, number>): Channel {
  const title = { m: "M (rows)", n: "N (steps)", k: "K (columns)" }[size];
  const sizes = [...places.keys()];
  const every = Math.ceil(sizes.length / MOST_LABELS);
  return across(field, title, {
    scale: { domain: [0, sizes.length], nice: false, zero: false },
    axis: {
      grid: false,
      values: sizes.flatMap((_, place) => (place % every === every - 1 ? [place + 0.5] : [])),
      labelExpr: `${JSON.stringify(sizes)}[floor(datum.value)]`,
    },
  });
}

/** Lines before sizes that need a tile more than the size before them; fewer where they would stand too close. */
function gridOf(
  record: SweepRecord,
  side: "x" | "y",
  size: Size,
  places: ReadonlyMap<number, number>,
  edge: number,
): Layer {
  const sizes = [...places.keys()];
  const tile = tileOf(record, size);
  const tiles = (value: number): number => Math.ceil(value / tile);
  const lines = sizes.flatMap((value, place) => (place > 0 && tiles(value) > tiles(sizes[place - 1]) ? [place] : []));
  const every = Math.ceil((CLOSEST * lines.length) / edge);
  return {
    data: { values: lines.filter((_, i) => i % every === 0).map((line) => ({ line })) },
    mark: { type: "rule", color: "#000000", opacity: 0.4, strokeWidth: 0.7 },
    encoding: { [side]: { field: "line", type: "quantitative" } },
  };
}

function tileOf(record: SweepRecord, size: Size): number {
  return { m: record.L, n: record.H, k: tileColumns(record) }[size];
}

const TILE_NAMES = { m: "L", n: "H", k: "D" } as const;

function captionOf(
  shown: readonly Group<SweepRecord>[],
  all: number,
  others: readonly Axis[],
  x: Size,
  y: Size,
): string {
  const records = shown.flatMap((group) => group.records);
  const right = records.filter(isRight) as GoodRecord[];
  const ordered = right.sort((a, b) => a.utilisation - b.utilisation);
  const range =
    ordered.length === 0
      ? "No job has a right result."
      : `From ${percent(ordered[0].utilisation)} at ${shapeOf(ordered[0])} to ${percent(ordered.at(-1)!.utilisation)} at ${shapeOf(ordered.at(-1)!)} (M x N x K).`;
  const tiles =
    new Set(records.map(arrayOf)).size > 1 ? "of each array" : `${along(records[0], y)} and ${along(records[0], x)}`;
  const lines = `Lines: the tiles ${tiles}; a cell is a size that was simulated, and one just beyond a line pays for a tile that it hardly fills.`;
  const slices =
    all > shown.length ? ` ${shown.length} of ${all} values of ${others.map(({ title }) => title).join(", ")}.` : "";
  const crosses = records.every(isRight) ? "" : " A cross: a job without a right result.";
  return `${range} ${lines}${slices}${crosses}`;
}

function along(record: SweepRecord, size: Size): string {
  return `${TILE_NAMES[size]} = ${tileOf(record, size)} along ${size.toUpperCase()}`;
}
