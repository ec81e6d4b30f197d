import { groupsOf } from "./axes.js";
import { OKABE_ITO, QUIET } from "./colours.js";
import { decades, share, type Panel } from "./spec.js";
import { percent, total, type GoodRecord, type Picture, type Study } from "./study.js";

const EDGE = 330;
/** Fewer sizes are compared as bars. */
const LEAST = 3;

/** An array, and how it did at all its jobs together. */
interface Figures {
  readonly L: number;
  readonly H: number;
  readonly name: string;
  readonly ces: number;
  readonly macPerClock: number;
  readonly utilisation: number;
}

/** MAC/clock and utilisation over the size of the array. */
export function scaling({ good, axes }: Study): readonly Picture[] {
  const axis = axes.find(({ name }) => name === "array");
  // Of two sweeps bars stand beside each other.
  if (axis === undefined || axes.some(({ name }) => name === "sweep")) return [];
  const arrays = groupsOf(good, [axis]).map(({ label, records }) => figuresOf(label, records));
  if (numberOf(arrays, "ces") < LEAST) return [];
  const cells = new Set(arrays.map(({ L, H }) => `${L} ${H}`)).size;
  const isGrid = numberOf(arrays, "L") > 1 && numberOf(arrays, "H") > 1 && cells === arrays.length;
  return [
    {
      name: "scaling",
      title: "Speed and utilisation over the size of the array",
      caption: captionOf(arrays),
      spec: { columns: 2, concat: [speedOver(arrays), isGrid ? mapOf(arrays) : utilisationOver(arrays)] },
    },
  ];
}

function figuresOf(name: string, records: readonly GoodRecord[]): Figures {
  const { L, H } = records[0];
  const macPerClock = total(records, ({ m, n, k }) => m * n * k) / total(records, ({ cycles }) => cycles);
  return { L, H, name, ces: L * H, macPerClock, utilisation: macPerClock / (L * H) };
}

function numberOf(arrays: readonly Figures[], of: "L" | "H" | "ces"): number {
  return new Set(arrays.map((array) => array[of])).size;
}

/** On the line every compute element works in every clock. */
function speedOver(arrays: Figures[]): Panel {
  const { ces, range } = sideOfCes(arrays);
  const lowest = Math.min(range[0], ...arrays.map(({ macPerClock }) => macPerClock / 1.4));
  const y = decades("macPerClock", "speed (MAC/clock)", [lowest, range[1]]);
  return {
    ...{ width: EDGE, height: EDGE },
    layer: [
      {
        data: { values: range.map((ces) => ({ ces, macPerClock: ces })) },
        mark: { type: "line", color: QUIET, strokeDash: [4, 3], clip: true },
        encoding: { x: ces, y },
      },
      { data: { values: arrays }, mark: POINT, encoding: { x: ces, y } },
    ],
  };
}

const POINT = { type: "point", filled: true, size: 50, opacity: 0.8, color: OKABE_ITO.blue } as const;

function utilisationOver(arrays: Figures[]): Panel {
  const encoding = { x: sideOfCes(arrays).ces, y: share("utilisation", "utilisation") };
  return {
    ...{ width: EDGE, height: EDGE },
    layer: [
      { data: { values: arrays }, mark: { type: "line", color: OKABE_ITO.blue, strokeWidth: 1 }, encoding },
      { data: { values: arrays }, mark: POINT, encoding },
    ],
  };
}

function sideOfCes(arrays: readonly Figures[]) {
  const sizes = arrays.map(({ ces }) => ces);
  const range = [Math.min(...sizes) / 1.4, Math.max(...sizes) * 1.4] as const;
  return { range, ces: decades("ces", "array (compute elements, L x H)", range) };
}

/** Utilisation by rows and compute elements in a row. */
function mapOf(arrays: Figures[]): Panel {
  const low = Math.floor(10 * Math.min(...arrays.map(({ utilisation }) => utilisation))) / 10;
  const sides = {
    x: { field: "H", type: "ordinal", axis: { title: "H (compute elements in a row)", labelAngle: 0 } },
    y: { field: "L", type: "ordinal", sort: "descending", axis: { title: "L (rows)" } },
  } as const;
  return {
    ...{ width: EDGE, height: EDGE },
    layer: [
      {
        data: { values: arrays },
        mark: { type: "rect", strokeWidth: 0 },
        encoding: {
          ...sides,
          color: {
            ...{ field: "utilisation", type: "quantitative" },
            scale: { domain: [low, 1], scheme: { name: "viridis", extent: [0.15, 1] } },
            legend: { title: "utilisation", format: ".0%", gradientLength: 200 },
          },
        },
      },
      {
        data: { values: arrays },
        mark: { type: "text" },
        encoding: {
          ...sides,
          text: { field: "utilisation", type: "quantitative", format: ".0%" },
          // The writing stands on the colours of the map, which are the same on a dark page.
          color: {
            condition: { test: `datum.utilisation < ${(low + 1.2) / 2.2}`, value: "#fefefe" },
            value: "#0b0b0b",
          },
        },
      },
    ],
  };
}

function captionOf(arrays: readonly Figures[]): string {
  const [least, most] = [...arrays]
    .sort((a, b) => a.ces - b.ces || b.utilisation - a.utilisation)
    .filter((_, i, all) => i === 0 || i === all.length - 1);
  const tell = ({ name, macPerClock, utilisation }: Figures) =>
    `${name} does ${macPerClock.toFixed(1)} MAC/clock, ${percent(utilisation)} of its compute elements`;
  return `${tell(least)}; ${tell(most)}. On the dashed line every compute element works in every clock. A point: all jobs on the array together.`;
}
