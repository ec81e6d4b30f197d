import { redmuleOf } from "../../hw/config.js";
import { flipFlopsOf } from "../area/design.js";
import { configOf } from "../sweep/point.js";
import { groupsOf, type Axis, type Group } from "./axes.js";
import { OKABE_ITO, PALE } from "./colours.js";
import { decades, type Panel } from "./spec.js";
import { grouped, total, type GoodRecord, type Picture, type Study } from "./study.js";

const WIDTH = 620;
const HEIGHT = 380;
/** Fewer designs are no choice. */
const LEAST = 3;
/** Rows of the list of names, in number and in pixels. */
const MOST_NAMES = 20;
const ROW = 17;
const NO_COST: readonly string[] = ["profile", "errata", "ce"];

/** A design with what it costs and what it gives on the jobs that all designs have done. */
export interface Candidate {
  readonly name: string;
  /** In the unit of its `Cost`. */
  readonly cost: number;
  readonly macPerClock: number;
}

/** What a design costs. */
interface Cost {
  readonly name: string;
  readonly title: string;
  readonly axis: string;
  readonly unit: string;
  /** Null where the records do not say. */
  readonly of: (records: readonly GoodRecord[]) => number | null;
}

const COSTS: readonly Cost[] = [
  {
    ...{ name: "pareto", title: "Speed over area: the Pareto front of the designs", unit: "flip-flops" },
    axis: "area (flip-flops of RedMulE)",
    of: ([record]) => flipFlopsOf(redmuleOf(configOf(record))).all,
  },
  {
    ...{ name: "pareto-energy", title: "Speed over energy: the Pareto front of the designs", unit: "pJ/MAC" },
    axis: "energy of the cluster (pJ/MAC)",
    of: (records) => {
      if (records.some(({ energy }) => energy === null)) return null;
      const microjoules = total(records, ({ energy }) => energy!.microjoules);
      return Number(((1e6 * microjoules) / total(records, ({ m, n, k }) => m * n * k)).toPrecision(4));
    },
  },
];

/** MAC/clock over what the designs cost, with the designs of which no other one is as cheap and as fast. */
export function paretoFronts(study: Study): readonly Picture[] {
  return COSTS.flatMap((cost) => frontPicture(study, cost));
}

function frontPicture({ good, axes }: Study, cost: Cost): readonly Picture[] {
  const designs = axes.filter(({ name, kind }) => kind === "design" && !NO_COST.includes(name));
  const candidates = candidatesOf(
    groupsOf(good, designs),
    axes.filter((axis) => !designs.includes(axis)),
    cost,
  );
  if (candidates.length < LEAST || new Set(candidates.map(({ cost }) => cost)).size === 1) return [];
  const front = frontOf(candidates);
  return [
    {
      ...{ name: cost.name, title: cost.title },
      caption: captionOf(candidates, front, designs, cost),
      spec: { columns: 2, concat: [panelOf(candidates, front, cost), listOf(front)] },
    },
  ];
}

/** The candidates of which no other one costs at most as much and gives at least as much, cheapest first. */
export function frontOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const ordered = [...candidates].sort((a, b) => a.cost - b.cost || b.macPerClock - a.macPerClock);
  let best = 0;
  return ordered.filter(({ macPerClock }) => {
    const isBetter = macPerClock > best;
    best = Math.max(best, macPerClock);
    return isBetter;
  });
}

/** The designs that did the same jobs as most others; the rest hung or were not asked. */
function candidatesOf(
  designs: readonly Group<GoodRecord>[],
  jobs: readonly Axis[],
  { of }: Cost,
): readonly Candidate[] {
  const done = designs.map(({ records }) =>
    groupsOf(records, jobs)
      .map(({ label }) => label)
      .sort()
      .join("; "),
  );
  const sharing = (all: string): number => done.filter((other) => other === all).length;
  const usual = done.reduce((best, all) => (sharing(all) > sharing(best) ? all : best), done[0]);
  return designs
    .filter((_, i) => done[i] === usual)
    .flatMap(({ label, records }) => {
      const cost = of(records);
      const macPerClock = total(records, ({ m, n, k }) => m * n * k) / total(records, ({ cycles }) => cycles);
      return cost === null ? [] : [{ name: label, cost, macPerClock }];
    });
}

function panelOf(candidates: readonly Candidate[], front: readonly Candidate[], { axis }: Cost): Panel {
  const x = decades("cost", axis, rangeOf(candidates.map(({ cost }) => cost)));
  const y = decades("macPerClock", "speed (MAC/clock)", rangeOf(candidates.map(({ macPerClock }) => macPerClock)));
  const others = candidates.filter((candidate) => !front.includes(candidate));
  const values = front.map((candidate, i) => ({ ...candidate, number: i + 1 }));
  return {
    ...{ width: WIDTH, height: HEIGHT },
    layer: [
      {
        data: { values },
        mark: { type: "line", interpolate: "step-after", color: OKABE_ITO.vermillion, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { values: others },
        mark: { type: "point", filled: true, size: 40, opacity: 1, color: PALE },
        encoding: { x, y },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, size: 60, opacity: 1, color: OKABE_ITO.vermillion },
        encoding: { x, y },
      },
      // Below and above in turn, as neighbours may be close.
      {
        data: { values: values.filter(({ number }) => number % 2 === 1) },
        mark: { type: "text", align: "right", baseline: "bottom", dx: -4, dy: -3 },
        encoding: { x, y, text: { field: "number", type: "nominal" } },
      },
      {
        data: { values: values.filter(({ number }) => number % 2 === 0) },
        mark: { type: "text", align: "left", baseline: "top", dx: 4, dy: 4 },
        encoding: { x, y, text: { field: "number", type: "nominal" } },
      },
    ],
  };
}

/** The names of the designs on the front by their numbers, which stand at the points. */
function listOf(front: readonly Candidate[]): Panel {
  const rows = front.slice(0, MOST_NAMES).map(({ name }, i) => ({ row: i, text: `${i + 1}. ${name}` }));
  const rest = front.length > rows.length ? [{ row: rows.length, text: `and ${front.length - rows.length} more` }] : [];
  const values = [...rows, ...rest];
  return {
    ...{
      title: "on the front",
      width: 8 * Math.max(...values.map(({ text }) => text.length)),
      height: ROW * values.length,
    },
    layer: [
      {
        data: { values },
        mark: { type: "text", align: "left", x: 0 },
        encoding: {
          y: { field: "row", type: "ordinal", axis: null },
          text: { field: "text", type: "nominal" },
        },
      },
    ],
  };
}

function rangeOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most / least) ** 0.08 * 1.02;
  return [least / room, most * room];
}

function captionOf(
  candidates: readonly Candidate[],
  front: readonly Candidate[],
  axes: readonly Axis[],
  { unit }: Cost,
): string {
  const [first, last] = [front[0], front.at(-1)!];
  const tell = ({ name, cost, macPerClock }: Candidate) =>
    `${name} (${cost > 1e3 ? grouped(cost) : cost.toPrecision(3)} ${unit}, ${macPerClock.toFixed(1)} MAC/clock)`;
  return `${front.length} of ${candidates.length} designs are on the front: no other one costs as little and is as fast. It runs from ${tell(first)} to ${tell(last)}. A point: all jobs of a design together. What varies: ${axes.map(({ title }) => title).join(", ")}.`;
}
