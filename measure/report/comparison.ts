import { groupsOf, shortTitle, type Axis } from "./axes.js";
import { INK, OKABE_ITO, SERIES } from "./colours.js";
import { coloured, orderOf, seriesOf } from "./series.js";
import { signed } from "./signed.js";
import { across, share, type Channel, type Encoding, type Panel } from "./spec.js";
import { grouped, percent, total, type Finding, type GoodRecord, type Study } from "./study.js";

const WIDTH = 300;
/** Pixels of a bar. */
const BAR = 14;
const MOST_BARS = 40;
/** Of less filled grids of two parameters every pair that is there has a row. */
const FILLED = 0.7;
/** Parameters that other pictures compare. */
const ELSEWHERE: readonly string[] = ["errata"];
/** Bars that are nearer to each other than this share say nothing: a sentence does. */
const EQUAL = 0.005;
/** Below this share bars look alike, and only their differences can be seen. */
const ALIKE = 0.25;

/** Utilisation and speed for each name of an operation, a format, a network or whatever else has names; two parameters at a time, once. */
export function comparisons({ good, bad, axes }: Study): readonly Finding[] {
  const names = axes.filter(({ numeric }) => !numeric);
  // Two names for the same jobs are one.
  const named = names.filter((axis, i) => !names.slice(0, i).some((before) => areOne(axis, before, good)));
  const pairs = new Set<string>();
  return named
    .filter((axis) => !ELSEWHERE.includes(axis.name) && !isScaled(axis, good))
    .flatMap((axis) => {
      const [other] = seriesOf(
        named.filter((candidate) => candidate !== axis),
        1,
      );
      // Rows have room for more names than colours have.
      const isTurned =
        other !== undefined && other.values.length > axis.values.length && !ELSEWHERE.includes(other.name);
      const [rows, series] = isTurned ? [other, axis] : [axis, other];
      const pair = [axis.name, other?.name].sort().join(" ");
      if (pairs.has(pair)) return [];
      pairs.add(pair);
      const barsBy = (...shown: readonly Axis[]) => groupsOf(good, shown).map(({ records }) => barOf(records, shown));
      const bars = series === undefined ? barsBy(rows) : barsBy(rows, series);
      if (bars.length === 0) return [];
      const [finding, without] = [findingOf(bars, rows, series), missingOf(bad.length)];
      const idle = series === undefined || finding.spec === null ? undefined : idleOf(bars, rows, series);
      if (idle === undefined) return [{ ...finding, caption: `${finding.caption}${without}` }];
      const told = idle === rows ? series! : rows;
      if (pairs.has(told.name)) return [];
      pairs.add(told.name);
      const alone = findingOf(barsBy(told), told, undefined);
      const rest = ` ${upper(shortTitle(idle))} makes no difference to it.${without}`;
      return [{ ...alone, caption: `${alone.caption}${rest}` }];
    });
}

/** That of two parameters on which the speed does not depend, the other one being equal. */
function idleOf(bars: readonly Bar[], axis: Axis, series: Axis): Axis | undefined {
  const isIdle = (one: Axis, other: Axis): boolean => {
    const others = changesOf(bars, one, other).filter((bar) => bar[one.name] !== one.values[0]);
    return others.length > 0 && others.every(({ change }) => Math.abs(change) < EQUAL);
  };
  if (isIdle(axis, series)) return axis;
  return isIdle(series, axis) ? series : undefined;
}

function missingOf(bad: number): string {
  if (bad === 0) return "";
  const jobs = bad === 1 ? "One job" : `${grouped(bad)} jobs`;
  return ` ${jobs} without a right result ${bad === 1 ? "is" : "are"} left out: what they belong to looks better than it is.`;
}

function areOne(a: Axis, b: Axis, records: readonly GoodRecord[]): boolean {
  return a.values.length === b.values.length && groupsOf(records, [a, b]).length === a.values.length;
}

/** Arrays of many sizes have curves and maps. */
function isScaled({ name }: Axis, records: readonly GoodRecord[]): boolean {
  return name === "array" && new Set(records.map(({ L, H }) => L * H)).size > 2;
}

interface Bar extends Readonly<Record<string, string | number>> {
  readonly name: string;
  readonly utilisation: number;
  readonly gflops: number;
}

function barOf(records: readonly GoodRecord[], axes: readonly Axis[]): Bar {
  const macs = total(records, ({ m, n, k }) => m * n * k);
  return {
    ...Object.fromEntries(axes.map((axis) => [axis.name, axis.of(records[0])])),
    name: axes.map((axis) => axis.of(records[0])).join(", "),
    utilisation: macs / total(records, ({ cycles, L, H }) => cycles * L * H),
    gflops: (2 * macs) / total(records, ({ cycles, mhz }) => (1e3 * cycles) / mhz),
  };
}

const spreadOf = (values: readonly number[]): number => 1 - Math.min(...values) / Math.max(...values);

function findingOf(all: readonly Bar[], axis: Axis, series: Axis | undefined): Finding {
  const bars = all.slice(0, MOST_BARS);
  const best = all.reduce((a, b) => (b.utilisation > a.utilisation ? b : a));
  const worst = all.reduce((a, b) => (b.utilisation < a.utilisation ? b : a));
  const name = `by-${axis.name}`;
  const of = [axis, series].filter((one) => one !== undefined).map(shortTitle);
  const title = `Utilisation and speed by ${of.join(" and ")}`;
  if (spreadOf(all.map(({ gflops }) => gflops)) < EQUAL && spreadOf(all.map((bar) => bar.utilisation)) < EQUAL) {
    const range = [worst, best].map(({ utilisation }) => percent(utilisation));
    const which = range[0] === range[1] ? range[0] : `${range[0]} to ${range[1]}`;
    return {
      ...{ name, title: `${upper(of.join(" and "))} ${of.length === 1 ? "makes" : "make"} no difference`, spec: null },
      caption: `${all.length === 2 ? "Both" : `All ${all.length}`} ${of.length === 1 ? `values of ${of[0]}` : `pairs of ${of.join(" and ")}`} are as fast: utilisation is ${which}, ${best.gflops.toFixed(1)} GFLOPS.`,
    };
  }
  const changes = changesOf(bars, axis, series);
  const areAlike =
    changes.length > (series?.values.length ?? 1) && changes.every(({ change }) => Math.abs(change) < ALIKE);
  const cut = all.length > bars.length ? ` The first ${bars.length} of ${grouped(all.length)} bars.` : "";
  const first = String(axis.values[0]);
  const most = changes.reduce((a, b) => (Math.abs(b.change) > Math.abs(a.change) ? b : a), changes[0]);
  const about = areAlike ? ` Largest difference from ${first}: ${signed(most.change)}, ${most.name}.` : "";
  return {
    ...{ name, title },
    caption: `Highest utilisation: ${best.name} with ${percent(best.utilisation)}; lowest: ${worst.name} with ${percent(worst.utilisation)}.${about} A bar: all its jobs together, operations over time, at the clock of each.${cut}`,
    spec: {
      columns: 2,
      concat: [
        panelOf(bars, axis, series, valuesSide(bars)),
        areAlike
          ? panelOf(
              changes,
              axis,
              series,
              changesSide(changes, `${first}${series === undefined ? "" : `, same ${shortTitle(series)}`}`),
              true,
            )
          : panelOf(bars, axis, series, speedSide(bars), true),
      ],
    },
  };
}

interface Change extends Readonly<Record<string, string | number>> {
  readonly name: string;
  readonly change: number;
}

/** How much faster than at the first value of the axis, the series being the same. */
function changesOf(bars: readonly Bar[], axis: Axis, series: Axis | undefined): readonly Change[] {
  return bars.flatMap((bar) => {
    const base = bars.find(
      (other) =>
        other[axis.name] === axis.values[0] && (series === undefined || other[series.name] === bar[series.name]),
    );
    return base === undefined ? [] : [{ ...bar, change: bar.gflops / base.gflops - 1 }];
  });
}

/** What a panel shows: the side, and the field with its words. */
interface Side {
  readonly field: string;
  readonly x: Channel;
  readonly text: (bar: Readonly<Record<string, string | number>>) => string;
}

/** Room beyond the longest bar for its value, as a factor. */
const ROOM = 1.16;

function valuesSide(bars: readonly Bar[]): Side {
  const x = share("utilisation", "utilisation");
  const most = Math.max(...bars.map(({ utilisation }) => utilisation));
  const scale = { domain: [0, Math.max(1, most * ROOM)] };
  const values = [0, 0.2, 0.4, 0.6, 0.8, 1];
  return {
    ...{ field: "utilisation", x: { ...x, scale, axis: { ...x.axis, values } } },
    text: ({ utilisation }) => percent(utilisation as number),
  };
}

function speedSide(bars: readonly Bar[]): Side {
  const most = Math.max(...bars.map(({ gflops }) => gflops));
  return {
    ...{ field: "gflops", x: across("gflops", "speed (GFLOPS)", { scale: { domain: [0, most * ROOM], nice: false } }) },
    text: ({ gflops }) => (gflops as number).toPrecision(3),
  };
}

function changesSide(changes: readonly Change[], reference: string): Side {
  const values = changes.map(({ change }) => change);
  const room = 0.18 * (Math.max(0, ...values) - Math.min(0, ...values)) || 0.01;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const domain = [least < 0 ? least - room : 0, most > 0 ? most + room : 0];
  const x = across("change", `speed, difference from ${reference}`, {
    scale: { domain, nice: false },
    axis: { format: "+.1~%", tickCount: 4 },
  });
  return { field: "change", x, text: ({ change }) => (change === 0 ? "0" : signed(change as number)) };
}

function panelOf(
  bars: readonly Readonly<Record<string, string | number>>[],
  axis: Axis,
  series: Axis | undefined,
  { field, x, text }: Side,
  isSecond = false,
): Panel {
  const isSparse = series !== undefined && bars.length < FILLED * axis.values.length * series.values.length;
  const offset: Encoding =
    series === undefined || isSparse ? {} : { yOffset: { field: series.name, type: "nominal", sort: orderOf(series) } };
  const order = isSparse
    ? ({ field: "name", type: "nominal", sort: namesOf(bars, series!) } as const)
    : ({ field: axis.name, type: "nominal", sort: orderOf(axis) } as const);
  const y = { ...order, axis: { title: null, ...(isSecond && { labels: false, ticks: false }) } };
  const written = bars.map((bar) => ({ ...bar, text: text(bar) }));
  const left = written.filter((bar) => ((bar as Record<string, string | number>)[field] as number) < 0);
  const words = (values: typeof written, align: "left" | "right", dx: number): Panel["layer"][number] => ({
    data: { values },
    mark: { type: "text", align, dx, color: INK },
    encoding: { y, x, ...offset, text: { field: "text", type: "nominal" } },
  });
  const colour = series === undefined ? {} : seriesColours(series);
  return {
    ...(isSecond
      ? {}
      : { title: { text: axis.title, anchor: "start", frame: "bounds", fontWeight: "normal" } as const }),
    ...{ width: WIDTH, height: { step: BAR } },
    layer: [
      {
        data: { values: [...bars] },
        mark: { type: "bar", color: OKABE_ITO.blue },
        encoding: { y, x, ...offset, ...colour },
      },
      words(
        written.filter((bar) => !left.includes(bar)),
        "left",
        4,
      ),
      ...(left.length === 0 ? [] : [words(left, "right", -4)]),
    ],
  };
}

/** Names of bars, those of one series together. */
function namesOf(bars: readonly Readonly<Record<string, string | number>>[], series: Axis): string[] {
  return series.values.flatMap((value) =>
    bars.filter((bar) => bar[series.name] === value).map(({ name }) => String(name)),
  );
}

function seriesColours(series: Axis): Encoding {
  return series.values.length > SERIES.length ? {} : coloured(series);
}

/** A sentence's first letter is a capital. */
function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
