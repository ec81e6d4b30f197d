import type { Axis } from "./axes.js";
import { SERIES } from "./colours.js";
import type { Encoding } from "./spec.js";

/** Axes by which a picture tells lines, bars or points apart: few values, names before numbers, in the order of the parameters. */
export function seriesOf(axes: readonly Axis[], most: number, values = SERIES.length): readonly Axis[] {
  const few = axes.filter((axis) => axis.values.length <= values);
  return [...few.filter(({ numeric }) => !numeric), ...few.filter(({ numeric }) => numeric)].slice(0, most);
}

/** So few numbers are kinds, like names: two greens could not be told apart. */
const FEW = 4;

/** The part of viridis of which neither end is lost on a light page or on a dark one. */
const RAMP = [0.25, 0.85];

/** Colours for the values of an axis: apart for names and few numbers, in order for many numbers; nothing without an axis. */
export function coloured(axis: Axis | undefined, isLabelled = false): Encoding {
  if (axis === undefined) return {};
  const { name, title, numeric, values } = axis;
  return {
    color: {
      ...{ field: name, type: "ordinal", title, sort: orderOf(axis), ...(isLabelled && { legend: null }) },
      scale: {
        domain: orderOf(axis),
        ...(numeric && values.length > FEW
          ? { scheme: { name: "viridis", extent: [...RAMP] } }
          : { range: [...SERIES] }),
      },
    },
  };
}

/** The values of an axis as vega-lite takes an order or marks. */
export function orderOf({ values }: Axis): string[] | number[] {
  return [...values] as string[] | number[];
}
