import { cut, unitCandidates, type Axis } from "./axis.js";
import type { Operand } from "./operand.js";

/** What the sizes of tiles depend on. */
export interface Sized {
  readonly m: Axis;
  readonly n: Axis;
  readonly k: Axis;
  readonly count: number;
  readonly x: Operand;
  readonly w: Operand;
}

/** Positions of rows, steps and columns that tiles are multiples of. */
export type Grains = readonly [rows: number, steps: number, columns: number];

/** How an axis is cut: positions of the largest tile, of an average one, and their number. */
export interface Cuts {
  readonly units: number;
  readonly most: number;
  readonly average: number;
  readonly tiles: number;
}

function cutsOf(axis: Axis, units: number): Cuts {
  const ranges = cut(axis, units);
  const most = ranges.reduce((largest, [begin, end]) => Math.max(largest, end - begin), 0);
  return { units, most, average: axis.size / ranges.length, tiles: ranges.length };
}

/** Sizes of the tiles of a product, and what stays in the TCDM while the other operand goes on. */
export interface Shape {
  readonly rows: Cuts;
  readonly steps: Cuts;
  readonly columns: Cuts;
  readonly products: number;
  readonly outer: "rows" | "columns";
}

/** Different tiles of X and W that pass through the TCDM. */
export function passes({ count }: Sized, { rows, steps, columns, products, outer }: Shape) {
  const groups = Math.ceil(count / products);
  const whole = steps.tiles === 1;
  const xStays = whole && outer === "rows";
  const wStays = whole && outer === "columns";
  return {
    groups,
    tiles: groups * rows.tiles * steps.tiles * columns.tiles,
    x: groups * rows.tiles * steps.tiles * (xStays ? 1 : rows.tiles * steps.tiles === 1 ? 1 : columns.tiles),
    w: groups * columns.tiles * steps.tiles * (wStays ? 1 : columns.tiles * steps.tiles === 1 ? 1 : rows.tiles),
  };
}

/** Shapes worth a look that fit. */
export function* shapesOf(product: Sized, grains: Grains, fits: (shape: Shape) => boolean): Generator<Shape> {
  const { m, n, k, count } = product;
  const [allRows, allSteps, allColumns] = [m, n, k].map((axis, i) =>
    unitCandidates(axis, grains[i]).map((size) => cutsOf(axis, size)),
  );
  for (const rows of allRows) {
    for (const columns of allColumns) {
      for (const steps of allSteps) {
        const whole = rows.tiles * columns.tiles * steps.tiles === 1;
        for (const products of whole && product.x.wholeProducts && product.w.wholeProducts
          ? productCandidates(count)
          : [1]) {
          for (const outer of ["rows", "columns"] as const) {
            const shape = { rows, steps, columns, products, outer };
            if (fits(shape)) yield shape;
          }
        }
      }
    }
  }
}

function productCandidates(count: number): number[] {
  const found: number[] = [];
  for (let parts = 1; parts <= 2 * count; parts *= 2) found.push(Math.ceil(count / parts));
  return [...new Set(found)];
}
