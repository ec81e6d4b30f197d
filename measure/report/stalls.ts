import { CE_CLOCK_NAMES } from "../../hw/redmule/account.js";
import { groupsOf, type Axis, type AxisValue } from "./axes.js";
import { DEEP_BLUE, OKABE_ITO, PALE, PLUM, QUIET } from "./colours.js";
import { share, type Encoding, type Panel } from "./spec.js";
import { percent, total, type GoodRecord, type Picture, type Study } from "./study.js";

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
const MOST_BARS = 48;
const HEIGHT = 260;
/** Pixels of a letter. */
const LETTER = 6.5;

/** Where the CE-clocks went, over each parameter that varies. */
export function stalls({ good, axes }: Study): readonly Picture[] {
  if (good.length === 0) return [];
  const panels = axes.filter(({ name }) => name !== "errata").slice(0, MOST_PANELS);
  const concat = panels.length === 0 ? [single(good)] : panels.map((axis) => panelOf(good, axis, panels.length));
  const dropped = axes.length > MOST_PANELS ? ` ${MOST_PANELS} of the ${axes.length} parameters that vary.` : "";
  return [
    {
      name: "ce-clocks",
      title: "Where the CE-clocks went",
      caption: `${captionOf(good)}${panels.length === 0 ? "" : " A bar: all jobs with this value together."}${dropped}`,
      spec: { columns: 2, concat },
    },
  ];
}

/** One bar for each value of an axis. */
function panelOf(records: readonly GoodRecord[], axis: Axis, panels: number): Panel {
  const bars = barsOf(records, axis);
  const values = bars.flatMap(({ name, records: of }) => partsOf(of).map((part) => ({ ...part, name })));
  const width = panels === 1 ? 600 : 360;
  // Names need room; of numbers some may be left out.
  const isTight = !axis.numeric && LETTER * total(bars, ({ name }) => name.length + 2) > width;
  return {
    ...{ width, height: HEIGHT },
    layer: [
      {
        data: { values },
        mark: { type: "bar" },
        encoding: {
          x: {
            ...{ field: "name", type: "ordinal", sort: null, scale: { paddingInner: 0.12 } },
            axis: { title: axis.title, labelAngle: isTight ? -40 : 0, labelOverlap: !isTight },
          },
          y: share("share", "CE-clocks (share)"),
          ...partEncoding(values),
        },
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
      ...{ field: "part", type: "nominal", title: "CE-clocks" },
      scale: { domain: present.map((name) => NAMES[name]), range: present.map((name) => COLOURS[name]) },
    },
  };
}

function captionOf(records: readonly GoodRecord[]): string {
  const [most, ...rest] = partsOf(records)
    .filter(({ order }) => order > 0)
    .sort((a, b) => b.share - a.share);
  const useful = percent(partsOf(records)[0].share);
  const second = rest.length === 0 ? "" : `, then ${rest[0].part} with ${percent(rest[0].share)}`;
  return `${useful} of all CE-clocks compute an element of Z; the largest loss is ${most.part} with ${percent(most.share)}${second}.`;
}
