import { groupsOf, type Axis } from "./axes.js";
import { OKABE_ITO } from "./colours.js";
import { coloured, orderOf, seriesOf } from "./series.js";
import { across, share, type Channel, type Encoding, type Panel } from "./spec.js";
import { percent, total, type GoodRecord, type Picture, type Study } from "./study.js";

const WIDTH = 300;
/** Pixels of a bar. */
const BAR = 13;
const MOST_BARS = 40;
/** Parameters that other pictures compare. */
const ELSEWHERE: readonly string[] = ["array", "errata"];

/** Utilisation and speed for each name of an operation, a format, a network or whatever else has names. */
export function comparisons({ good, axes }: Study): readonly Picture[] {
  const named = axes.filter(({ numeric }) => !numeric);
  return named
    .filter(({ name }) => !ELSEWHERE.includes(name))
    .flatMap((axis) => {
      const [series] = seriesOf(
        named.filter((other) => other !== axis),
        1,
      );
      const shown = series === undefined ? [axis] : [axis, series];
      const bars = groupsOf(good, shown).map(({ records }) => barOf(records, shown));
      const kept = bars.slice(0, MOST_BARS);
      return kept.length === 0 ? [] : [pictureOf(kept, bars.length, axis, series)];
    });
}

type Bar = Readonly<Record<string, string | number>> & { readonly utilisation: number; readonly gflops: number };

function barOf(records: readonly GoodRecord[], axes: readonly Axis[]): Bar {
  const macs = total(records, ({ m, n, k }) => m * n * k);
  return {
    ...Object.fromEntries(axes.map((axis) => [axis.name, axis.of(records[0])])),
    utilisation: macs / total(records, ({ cycles, L, H }) => cycles * L * H),
    gflops: (2 * macs) / total(records, ({ cycles, mhz }) => (1e3 * cycles) / mhz),
  };
}

function pictureOf(bars: Bar[], all: number, axis: Axis, series: Axis | undefined): Picture {
  const best = bars.reduce((a, b) => (b.utilisation > a.utilisation ? b : a));
  const worst = bars.reduce((a, b) => (b.utilisation < a.utilisation ? b : a));
  const tell = (bar: Bar) =>
    `${[axis, series]
      .map((one) => one && bar[one.name])
      .filter((name) => name !== undefined)
      .join(", ")} with ${percent(bar.utilisation)}`;
  const cut = all > bars.length ? ` The first ${bars.length} of ${all} bars.` : "";
  return {
    name: `by-${axis.name}`,
    title: `Utilisation and speed by ${axis.title}`,
    caption: `Highest utilisation: ${tell(best)}; lowest: ${tell(worst)}. A bar: all its jobs together, operations over time, at the clock of each.${cut}`,
    spec: {
      columns: 2,
      concat: [
        panelOf(bars, axis, series, share("utilisation", "utilisation")),
        panelOf(bars, axis, series, across("gflops", "speed (GFLOPS)")),
      ],
    },
  };
}

function panelOf(bars: Bar[], axis: Axis, series: Axis | undefined, x: Channel): Panel {
  const offset: Encoding =
    series === undefined ? {} : { yOffset: { field: series.name, type: "nominal", sort: orderOf(series) } };
  return {
    ...{ width: WIDTH, height: { step: BAR } },
    layer: [
      {
        data: { values: bars },
        mark: { type: "bar", color: OKABE_ITO.blue },
        encoding: {
          y: { field: axis.name, type: "nominal", sort: orderOf(axis), axis: { title: axis.title } },
          x,
          ...offset,
          ...coloured(series),
        },
      },
    ],
  };
}
