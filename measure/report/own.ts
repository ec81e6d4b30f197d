import { closest } from "fastest-levenshtein";
import { UsageError } from "../../hw/errors.js";
import { fieldsOf, titleOf, type Cell } from "../sweep/csv.js";
import type { SweepRecord } from "../sweep/record.js";
import { headingOf, shortTitle, type Axis, type AxisValue } from "./axes.js";
import { OKABE_ITO, SERIES } from "./colours.js";
import { lineLabels, type LineEnd } from "./line-labels.js";
import { coloured, orderOf } from "./series.js";
import { across, decades, isWide, type Channel, type Layer, type Panel } from "./spec.js";
import { grouped, type GoodRecord, type Picture, type Study } from "./study.js";

/** Fields for the sides of a picture, its colours and its panels. */
export interface OwnFields {
  readonly x: string;
  readonly y: string;
  readonly colour?: string | undefined;
  readonly facet?: string | undefined;
}

const ALONE = { width: 520, height: 340 };
const BESIDE = { width: 270, height: 200 };
const COLUMNS = 2;
const MOST_PANELS = 12;
/** More marks than this are no longer joined by lines or named. */
const MOST_TICKS = 12;
const ROOM = 1.06;

/**
 * A picture of any two fields of the records: those of the table of `sweep --csv`, and `array`, `shape`, `guard` and whatever else pictures
 * know. Of records that agree in all that is shown the mean counts.
 * @throws UsageError for a field that no record has, or that has too many values
 */
export function ownPicture({ good, axes }: Study, { x, y, colour, facet }: OwnFields): readonly Picture[] {
  if (good.length === 0)
    throw new UsageError("No job of the sweep has a right result, so that there is nothing to draw.");
  const find = (option: string, name: string): Axis => axisOf(option, name, good, axes);
  const [along, up] = [find("--x", x), find("--y", y)];
  const series = colour === undefined ? undefined : find("--colour", colour);
  const split = facet === undefined ? undefined : find("--facet", facet);
  if (!up.numeric) throw new UsageError(`--y ${y} holds no numbers: give a figure such as cycles or utilisation.`);
  if (series !== undefined && !series.numeric && series.values.length > SERIES.length) {
    throw new UsageError(
      `--colour ${colour} has ${series.values.length} values, but ${SERIES.length} colours can be told apart: take it as --facet or --x.`,
    );
  }
  if (split !== undefined && split.values.length > MOST_PANELS) {
    throw new UsageError(
      `--facet ${facet} has ${split.values.length} values, but a picture takes ${MOST_PANELS} panels: take it as --x or --colour.`,
    );
  }
  const marks = marksOf(good, [along, up, ...[series, split].filter((axis) => axis !== undefined)]);
  const panels = split === undefined ? [undefined] : split.values;
  const figure: Figure = { along, up, series, isAlone: panels.length === 1, marks };
  const of = [series, split].filter((axis) => axis !== undefined).map(shortTitle);
  const by = of.length === 0 ? "" : `, by ${of.join(" and ")}`;
  return [
    {
      name: [y, "over", x, ...[colour, facet].filter((name) => name !== undefined)]
        .join("-")
        .replaceAll(/[^\w-]+/g, "-"),
      title: `${shortTitle(up)} over ${shortTitle(along)}${by}`,
      caption: `${grouped(good.length)} jobs with a right result, ${grouped(marks.length)} marks; of jobs that agree in all that is shown the mean counts.`,
      spec: {
        columns: COLUMNS,
        concat: panels.map((value) =>
          panelOf(
            figure,
            marks.filter((mark) => split === undefined || mark[split.name] === value),
            split === undefined || value === undefined ? "" : headingOf([{ ...split, of: () => value }], good[0]),
          ),
        ),
      },
    },
  ];
}

type Mark = Readonly<Record<string, AxisValue>>;

interface Figure {
  readonly along: Axis;
  readonly up: Axis;
  readonly series: Axis | undefined;
  readonly isAlone: boolean;
  readonly marks: readonly Mark[];
}

/** A field by its name in the table, or a parameter as pictures know it. */
function axisOf(option: string, name: string, records: readonly GoodRecord[], axes: readonly Axis[]): Axis {
  const known = axes.find((axis) => axis.name === name);
  if (known !== undefined) return { ...known, name: fieldName(name) };
  const columns = new Set(records.flatMap((record) => [...fieldsOf(record).keys()]));
  const column = [name, `about.${name}`].find((path) => columns.has(path));
  if (column === undefined) {
    const names = [...new Set([...axes.map((axis) => axis.name), ...columns])];
    throw new UsageError(
      `${option} "${name}" is no field of the records: did you mean ${closest(name, names)}? redmule sweep --csv names all in its header.`,
    );
  }
  const fields = new Map<SweepRecord, Cell>(records.map((record) => [record, fieldsOf(record).get(column) ?? null]));
  const of = (record: SweepRecord): AxisValue => {
    const cell = fields.get(record) ?? null;
    return typeof cell === "number" ? cell : String(cell ?? "none");
  };
  const values = [...new Set(records.map(of))];
  const numeric = values.every((value) => typeof value === "number");
  return {
    ...{ name: fieldName(name), title: titleOf(column), kind: "job", numeric, of },
    values: numeric ? (values as number[]).sort((a, b) => a - b) : values,
  };
}

/** A name that vega does not read as a path into an object. */
function fieldName(name: string): string {
  return name.replaceAll(/\W+/g, "-");
}

/** A mark for each combination of what is shown but the figure, of which the mean is taken. */
function marksOf(records: readonly GoodRecord[], [along, up, ...told]: readonly Axis[]): Mark[] {
  const groups = new Map<string, { mark: Mark; sum: number; count: number }>();
  const isMeasured = along.numeric && along.values.length > records.length / 2;
  for (const record of records) {
    const mark = Object.fromEntries([along, ...told].map((axis) => [axis.name, axis.of(record)]));
    // Two figures of a job are no parameter and its effect: every job is a mark.
    const key = JSON.stringify(isMeasured ? [record.index, mark] : mark);
    const group = groups.get(key) ?? { mark, sum: 0, count: 0 };
    group.sum += up.of(record) as number;
    group.count++;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ mark, sum, count }) => ({ ...mark, [up.name]: sum / count }));
}

function panelOf({ along, up, series, isAlone, marks: all }: Figure, marks: Mark[], heading: string): Panel {
  const { width, height } = isAlone ? ALONE : BESIDE;
  const [y, domain] = sideOf(up, all);
  const x = along.numeric ? sideOf(along, all)[0] : namesOf(along);
  const isCurve = along.numeric && along.values.length <= all.length && isOneEach(marks, along, series);
  const isLabelled = isCurve && series !== undefined && series.values.length <= SERIES.length;
  const encoding = { x, y, ...coloured(series, isLabelled) };
  const ends = (series?.values ?? []).flatMap((value): LineEnd[] => {
    const own = marks.filter((mark) => mark[series!.name] === value);
    const last = own.reduce<Mark | undefined>(
      (a, b) => (a === undefined || b[along.name] >= a[along.name] ? b : a),
      undefined,
    );
    return last === undefined ? [] : [{ series: value, y: last[up.name] as number, text: String(value) }];
  });
  const lines: Layer[] = isCurve
    ? [{ data: { values: marks }, mark: { type: "line", strokeWidth: 1.5, color: OKABE_ITO.blue }, encoding }]
    : [];
  return {
    ...(heading === "" ? {} : { title: heading }),
    ...{ width, height },
    layer: [
      ...lines,
      {
        data: { values: marks },
        mark: { type: "point", filled: true, size: marks.length > 300 ? 12 : 40, opacity: 0.9, color: OKABE_ITO.blue },
        encoding,
      },
      ...(isLabelled ? lineLabels(ends, { domain, isLog: isWide(domain), height }, series, y) : []),
    ],
  };
}

/** Whether a series has one mark at each place, so that a line through them says something. */
function isOneEach(marks: readonly Mark[], along: Axis, series: Axis | undefined): boolean {
  const places = marks.map((mark) => JSON.stringify([mark[along.name], series && mark[series.name]]));
  return new Set(places).size === places.length;
}

/** A side with numbers: from zero on, or by their logarithm where they are positive and far apart. */
function sideOf(axis: Axis, marks: readonly Mark[]): readonly [Channel, readonly [number, number]] {
  const values = marks.map((mark) => mark[axis.name] as number);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const wide = [least / ROOM, most * ROOM] as const;
  if (least > 0 && isWide(wide)) return [decades(axis.name, axis.title, wide), wide];
  const room = (most - least) * (ROOM - 1) || 1;
  const domain = [least >= 0 && least < most / 2 ? 0 : least - room, most + room] as const;
  const ticks = axis.values.length <= MOST_TICKS && new Set(values).size === axis.values.length;
  const side = {
    scale: { domain: [...domain], nice: false, zero: false },
    axis: ticks ? { values: orderOf(axis) } : {},
  };
  return [across(axis.name, axis.title, side), domain];
}

function namesOf({ name, title, values }: Axis): Channel {
  const angle = values.length > 12 ? -90 : values.length > 5 ? -35 : 0;
  return {
    field: name,
    type: "ordinal",
    scale: { type: "point", padding: 0.5, domain: [...values] as string[] },
    axis: { title, labelAngle: angle, labelOverlap: false },
  } as Channel;
}
