import type { TopLevelSpec } from "vega-lite";

/** A vega-lite picture: panels beside each other. */
export type PictureSpec = Extract<TopLevelSpec, { concat: unknown }>;
/** A picture without its heading. */
export type Panel = Extract<PictureSpec["concat"][number], { layer: unknown }>;
export type Layer = Panel["layer"][number];
type Unit = Extract<Layer, { mark: unknown }>;
export type Encoding = NonNullable<Unit["encoding"]>;
/** Position along one side of a panel. */
export type Channel = Extract<NonNullable<Encoding["x"]>, { field?: unknown; scale?: unknown; bin?: unknown }>;

/** A number along one side. */
export function across(field: string, title: string, { axis, ...rest }: Channel = {}): Channel {
  return { field, type: "quantitative", ...rest, axis: { title, ...axis } };
}

/** Marks of large numbers: 0, 20k, 1M. */
export const THOUSANDS = { format: "~s", labelExpr: "datum.value === 0 ? '0' : datum.label" } as const;

/** A share from 0 to 1 along one side, written in per cent. */
export function share(field: string, title: string): Channel {
  return across(field, title, { scale: { domain: [0, 1] }, axis: { format: ".0%" } });
}

/** Ranges that span less than this factor are linear: they would have too few marks. */
const WIDE = 5;

/** Whether `decades` draws a range by its logarithm. */
export function isWide([from, to]: readonly [number, number]): boolean {
  return to >= WIDE * from;
}

/** A positive number along one side: over a wide range by its logarithm, which the title says, marked at 1, 2 and 5 of each decade. */
export function decades(field: string, title: string, range: readonly [number, number]): Channel {
  const [from, to] = range;
  if (!isWide(range)) {
    return across(field, title, {
      scale: { domain: [from, to], nice: true, zero: false },
      axis: { tickCount: 6, ...(from >= 1000 && THOUSANDS) },
    });
  }
  const values: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(from)); decade <= to; decade *= 10) {
    values.push(...[1, 2, 5].map((digit) => Number((digit * decade).toPrecision(1))));
  }
  const inside = values.filter((value) => value >= from && value <= to);
  return across(field, `${title}, log scale`, {
    scale: { type: "log", domain: [from, to], nice: false },
    axis: { values: inside, format: from < 1 ? "~g" : "~s" },
  });
}
