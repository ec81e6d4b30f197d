import { basename } from "node:path";
import type { Sweep, SweepRecord } from "../sweep/record.js";
import { groupsOf, headingOf, shortTitle, type Axis } from "./axes.js";
import { INK, OKABE_ITO } from "./colours.js";
import { across, type Channel, type Panel } from "./spec.js";
import { grouped, studyOf, total, type Finding, type GoodRecord, type Study } from "./study.js";
import { signed } from "./signed.js";

/** A sweep, and its directory as commands name it. */
export interface Swept {
  readonly sweep: Sweep;
  readonly directory: string;
}

const WIDTH = 420;
const ROW = 14;
/** Rows of points that are drawn by name; of more only the largest differences. */
const MOST = 40;
/** Less is no difference: 0.05 %. */
const LEAST = 5e-4;

/** The records of two sweeps as one study in which the sweep is a parameter, and where they differ. */
export function sideBySide(swept: readonly Swept[]): { readonly study: Study; readonly findings: readonly Finding[] } {
  const short = swept.map(({ directory }) => basename(directory));
  const names = new Set(short).size === swept.length ? short : swept.map(({ directory }) => directory);
  const records = swept.flatMap(({ sweep }, i) =>
    sweep.records.map((record) => ({ ...record, about: { sweep: names[i], ...record.about } })),
  );
  const { axes: all, ...rest } = studyOf({ records });
  // What has one value in each sweep is told by the sweep.
  const told = all.filter(
    (axis) =>
      axis.name !== "sweep" &&
      names.every((name) => new Set(ofSweep(records, name).map((each) => axis.of(each))).size === 1),
  );
  const axes = all.filter((axis) => !told.includes(axis));
  const study = {
    ...rest,
    axes: axes.map((axis) => (axis.name === "sweep" ? ({ ...axis, kind: "design" } as const) : axis)),
  };
  return { study, findings: differencesOf(study, names, settingsOf(told, records, names)) };
}

/** A point of both sweeps: clocks in the second over clocks in the first. */
interface Difference {
  readonly point: string;
  readonly change: number;
}

const ofSweep = <R extends SweepRecord>(records: readonly R[], name: string): readonly R[] =>
  records.filter(({ about }) => about.sweep === name);

/** In what the sweeps as wholes differ. */
function settingsOf(axes: readonly Axis[], records: readonly SweepRecord[], names: readonly string[]): string {
  const tell = (name: string): string => `${name} has ${headingOf(axes, ofSweep(records, name)[0])}`;
  return axes.length === 0 ? "" : ` ${names.map(tell).join("; ")}.`;
}

function differencesOf(
  { good, axes }: Study,
  [first, second]: readonly string[],
  settings: string,
): readonly Finding[] {
  const others = axes.filter(({ name }) => name !== "sweep");
  const clocks = (records: readonly GoodRecord[], name: string) => {
    const own = ofSweep(records, name);
    return own.length === 0 ? null : total(own, ({ cycles }) => cycles) / own.length;
  };
  const shared = groupsOf(good, others).flatMap(({ label, records }): Difference[] => {
    const [before, after] = [first, second].map((name) => clocks(records, name));
    if (before === null || after === null) return [];
    return [{ point: label === "" ? "the only point" : label, change: after / before - 1 }];
  });
  const [name, title] = ["differences", `Clocks of ${second} against ${first}, point by point`];
  if (shared.length === 0) {
    const caption = `No point is in both sweeps: ${others.map(shortTitle).join(", ") || "nothing"} would have to agree.${settings}`;
    return [{ name, title, caption, spec: null }];
  }
  const apart = shared.filter(({ change }) => Math.abs(change) >= LEAST);
  const points = `${grouped(shared.length)} ${shared.length === 1 ? "point is" : "points are"} in both`;
  if (apart.length === 0) {
    return [{ name, title, caption: `${points}, and every one takes the same clocks.${settings}`, spec: null }];
  }
  const ordered = [...apart].sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, MOST);
  const rows = ordered.sort((a, b) => a.change - b.change);
  const cut = apart.length > rows.length ? `, of which the ${MOST} largest differences are drawn` : "";
  const tell = ({ point, change }: Difference): string => `${signed(change)} for ${point}`;
  return [
    {
      ...{ name, title },
      caption: `${points}; ${apart.length} differ by 0.05 % or more${cut}. From ${tell(rows[0])} to ${tell(rows.at(-1)!)}; to the left ${second} is faster.${settings}`,
      spec: { columns: 1, concat: [panelOf(rows, first, second)] },
    },
  ];
}

function panelOf(rows: readonly Difference[], first: string, second: string): Panel {
  const y = { field: "point", type: "nominal", sort: null, axis: { title: null, labelLimit: 320 } } as const;
  const most = 1.25 * Math.max(...rows.map(({ change }) => Math.abs(change)));
  const side: Channel = { scale: { domain: [-most, most], nice: false }, axis: { format: "+.1~%", tickCount: 7 } };
  const x = across("change", `clocks of ${second} over those of ${first}, difference`, side);
  const label = (align: "left" | "right", dx: number, own: readonly Difference[]): Panel["layer"][number] => ({
    data: { values: own.map((row) => ({ ...row, text: signed(row.change) })) },
    mark: { type: "text", align, dx },
    encoding: { x, y, text: { field: "text", type: "nominal" } },
  });
  return {
    ...{ width: WIDTH, height: { step: ROW } },
    layer: [
      {
        data: { values: [...rows] },
        mark: { type: "bar", color: OKABE_ITO.blue },
        encoding: { y, x },
      },
      { data: { values: [{ change: 0 }] }, mark: { type: "rule", color: INK }, encoding: { x } },
      label(
        "right",
        -4,
        rows.filter(({ change }) => change < 0),
      ),
      label(
        "left",
        4,
        rows.filter(({ change }) => change >= 0),
      ),
    ],
  };
}
