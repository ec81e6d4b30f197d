import { CE_CLOCK_NAMES } from "../../hw/redmule/account.js";
import { groupsOf, shortTitle, type Axis, type AxisValue } from "./axes.js";
import { DEEP_BLUE, OKABE_ITO, PALE, PLUM, QUIET } from "./colours.js";
import { across, share, type Encoding, type Panel } from "./spec.js";
import { percent, total, type Finding, type GoodRecord, type Study } from "./study.js";

type Category = keyof GoodRecord["account"];

const NAMES: Readonly<Record<Category, string>> = { ...CE_CLOCK_NAMES, idle: "no job" };
const CATEGORIES = Object.keys(NAMES) as Category[];

const COLOURS: Readonly<Record<Category, string>> = {
  useful: PALE,
  paddingM: OKABE_ITO.sky,
  paddingN: OKABE_ITO.blue,
  paddingK: DEEP_BLUE,
  tiler: PLUM,
  firstLoads: OKABE_ITO.purple,
  wStall: OKABE_ITO.vermillion,
  xStall: OKABE_ITO.orange,
  yStall: OKABE_ITO.yellow,
  drain: OKABE_ITO.green,
  idle: QUIET,
};

const MOST_PANELS = 6;
/** Bars of a panel at most; numbers beyond are put together. */
const MOST_BARS = 32;
const WIDTH = 320;
const ROW = 15;
/** Panels whose bars differ by less than this share of the CE-clocks are left out. */
const EQUAL = 0.005;
/** Room beyond the longest bar for its value, as a factor. */
const ROOM = 1.2;

/** What the CE-clocks were lost to, over each parameter that varies; the useful ones are what is left of 100 %. */
export function stalls({ good, bad, axes }: Study): readonly Finding[] {
  if (good.length === 0) return [];
  const [name, title] = ["ce-clocks", "What CE-clocks were lost to"];
  if (partsOf(good).every(({ order }) => order === 0)) {
    return [{ name, title, caption: "To nothing: every CE-clock computes an element of Z.", spec: null }];
  }
  const panels = axes.filter((axis) => axis.name !== "errata").map((axis) => ({ axis, bars: barsOf(good, axis) }));
  const told = panels.filter(({ bars }) => spreadOf(bars) >= EQUAL);
  const shown = told.slice(0, MOST_PANELS);
  const most = Math.max(...shown.flatMap(({ bars }) => bars.map(({ records }) => lossOf(records))));
  const same = panels.filter((panel) => !told.includes(panel)).map(({ axis }) => shortTitle(axis));
  const equal = same.length === 0 ? "" : ` The same for all values of ${same.join(", ")}.`;
  const dropped =
    told.length > MOST_PANELS ? ` ${MOST_PANELS} of the ${told.length} parameters on which they depend.` : "";
  return [
    {
      ...{ name, title },
      caption: `${captionOf(good)}${shown.length === 0 ? "" : " A bar: all jobs with this value together; its end: all that is lost. The panels have one scale."}${equal}${dropped}${bad.length > 0 && shown.length > 0 ? " Jobs without a right result are left out." : ""}`,
      spec: {
        columns: shown.length > 1 ? 2 : 1,
        concat: shown.length === 0 ? [single(good)] : shown.map(({ axis, bars }) => panelOf(bars, axis, most)),
      },
    },
  ];
}

/** Share of the CE-clocks that compute nothing. */
function lossOf(records: readonly GoodRecord[]): number {
  return partsOf(records)
    .filter(({ order }) => order > 0)
    .reduce((sum, part) => sum + part.share, 0);
}

/** By how much the bars differ at most, category by category. */
function spreadOf(bars: readonly Bar[]): number {
  const shares = bars.map(({ records }) => new Map(partsOf(records).map((part) => [part.order, part.share])));
  return Math.max(
    ...CATEGORIES.map((_, order) => {
      const values = shares.map((of) => of.get(order) ?? 0);
      return Math.max(...values) - Math.min(...values);
    }),
  );
}

/** One bar for each value of an axis. */
function panelOf(bars: readonly Bar[], axis: Axis, most: number): Panel {
  const losses = bars.flatMap(({ name, records }) =>
    partsOf(records)
      .filter(({ order }) => order > 0)
      .map((part) => ({ ...part, name })),
  );
  const ends = bars.map(({ name, records }) => ({ name, share: lossOf(records), text: percent(lossOf(records)) }));
  const y = {
    ...{ field: "name", type: "nominal", sort: bars.map(({ name }) => name) },
    ...{ scale: { paddingInner: 0.15 }, axis: { title: null } },
  } as const;
  const x = across("share", "CE-clocks lost (share)", {
    scale: { domain: [0, most * ROOM], nice: false },
    axis: { format: "~%", tickCount: 5 },
  });
  return {
    title: { text: axis.title, anchor: "start", frame: "bounds", fontWeight: "normal" },
    ...{ width: WIDTH, height: { step: ROW } },
    layer: [
      {
        data: { values: losses },
        mark: { type: "bar" },
        encoding: { y: y as Encoding["y"] & object, x, ...partEncoding(losses) },
      },
      {
        data: { values: ends },
        mark: { type: "text", align: "left", dx: 4 },
        encoding: { y: y as Encoding["y"] & object, x, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}

/** A bar for each category of the only point. */
function single(records: readonly GoodRecord[]): Panel {
  const parts = partsOf(records).map((part) => ({ ...part, text: percent(part.share) }));
  const y = { field: "part", type: "nominal", sort: null, axis: { title: "category" } } as const;
  const x = share("share", "CE-clocks (share)");
  return {
    ...{ width: 480, height: { step: 24 } },
    layer: [
      {
        data: { values: parts },
        mark: { type: "bar", height: 16 },
        encoding: { x, y, color: { ...partEncoding(parts).color, legend: null } },
      },
      {
        data: { values: parts },
        mark: { type: "text", align: "left", dx: 4 },
        encoding: { x, y, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}

interface Bar {
  readonly name: string;
  readonly records: readonly GoodRecord[];
}

/** The records by the values of an axis; many numbers in even intervals, of many names the first. */
function barsOf(records: readonly GoodRecord[], axis: Axis): readonly Bar[] {
  const { values, numeric } = axis;
  const groups = groupsOf(records, [axis]);
  const of = (value: AxisValue) => groups.find((group) => axis.of(group.records[0]) === value)?.records ?? [];
  const kept = values.filter((value) => of(value).length > 0);
  if (!numeric || kept.length <= MOST_BARS) {
    return kept.slice(0, MOST_BARS).map((value) => ({ name: String(value), records: of(value) }));
  }
  const size = Math.ceil(kept.length / MOST_BARS);
  return Array.from({ length: Math.ceil(kept.length / size) }, (_, i) => {
    const some = kept.slice(i * size, (i + 1) * size);
    return { name: `${some[0]}–${some.at(-1)}`, records: some.flatMap(of) };
  });
}

interface Part {
  readonly part: string;
  readonly order: number;
  readonly share: number;
}

/** The categories that have CE-clocks, and their shares. */
function partsOf(records: readonly GoodRecord[]): readonly Part[] {
  const all = total(records, ({ cycles, L, H }) => cycles * L * H);
  return CATEGORIES.map((name, order) => ({
    ...{ part: NAMES[name], order, share: total(records, ({ account }) => account[name]) / all },
  })).filter((part) => part.share > 0);
}

function partEncoding(parts: readonly Part[]): Pick<Encoding, "color" | "order"> {
  const present = CATEGORIES.filter((name) => parts.some(({ part }) => part === NAMES[name]));
  return {
    order: { field: "order", type: "quantitative" },
    color: {
      ...{ field: "part", type: "nominal", title: "lost to" },
      scale: { domain: present.map((name) => NAMES[name]), range: present.map((name) => COLOURS[name]) },
    },
  };
}

function captionOf(records: readonly GoodRecord[]): string {
  const [most, ...rest] = partsOf(records)
    .filter(({ order }) => order > 0)
    .sort((a, b) => b.share - a.share);
  const useful = percent(1 - lossOf(records));
  const second = rest.length === 0 ? "" : `, then ${rest[0].part} with ${percent(rest[0].share)}`;
  return `${useful} of all CE-clocks compute an element of Z; the largest loss is ${most.part} with ${percent(most.share)}${second}.`;
}
