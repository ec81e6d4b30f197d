import type { Dimension, View } from "../step.js";
import { placed, type PlanContext } from "./context.js";
import { offsetOf, sizeOf, transfersOf, type Range } from "./runs.js";
import type { Buffer, Transfer } from "./tile.js";

/**
 * Views of equal sizes as sheets of rows and runs: the last two of their dimensions, cut into tiles; one sheet for each position
 * of the others.
 */
export interface Sheet {
  /** Index of the position of the outer dimensions. */
  readonly outer: number;
  readonly rows: Range;
  readonly run: Range;
}

/** A part of a view in the TCDM: where, and the bytes from row to row and from element to element; 0 where it is broadcast. */
export interface SheetPart {
  readonly buffer: Buffer;
  readonly row: number;
  readonly step: number;
  readonly transfers: readonly Transfer[];
}

const length = ([begin, end]: Range): number => end - begin;

/** Elements of a tile that is worth a slot, and rows that a core should have at least where there are so many. */
export interface SheetSize {
  readonly elements: number;
}

/** Cuts the sheets of a view into tiles of about `elements`. Whole rows where a row is not longer. */
export function sheetsOf(dimensions: readonly Dimension[], elements: number): Sheet[] {
  const [rowDimension, runDimension] = lastTwo(dimensions);
  const outer = sizeOf(dimensions.slice(0, -2));
  const sheets: Sheet[] = [];
  const rows = rowDimension.size;
  const run = runDimension.size;
  const runs = chunks(run, elements);
  const rowStep = runs.length > 1 ? 1 : Math.max(1, Math.floor(elements / run));
  const rowRanges = even(rows, Math.ceil(rows / rowStep));
  for (let o = 0; o < outer; o++) {
    for (const r of rowRanges) for (const c of runs) sheets.push({ outer: o, rows: r, run: c });
  }
  return sheets;
}

/** Ranges of nearly equal even lengths. */
export function even(size: number, parts: number): Range[] {
  const step = Math.max(1, 2 * Math.ceil(size / parts / 2));
  const ranges: Range[] = [];
  for (let begin = 0; begin < size; begin += step) ranges.push([begin, Math.min(size, begin + step)]);
  return ranges;
}

/** Ranges of a fixed length; the last one is shorter. */
export function chunks(size: number, length: number): Range[] {
  const ranges: Range[] = [];
  for (let begin = 0; begin < size; begin += length) ranges.push([begin, Math.min(size, begin + length)]);
  return ranges;
}

function lastTwo(dimensions: readonly Dimension[]): readonly [Dimension, Dimension] {
  const one = { size: 1, stride: 0 };
  return [dimensions.at(-2) ?? one, dimensions.at(-1) ?? one];
}

/** The part of a view that belongs to a sheet. */
export function partOf(name: string, view: View, sheet: Sheet, context: PlanContext): SheetPart {
  const { offset, bytes } = placed(context, view.tensor);
  const [rowDimension, runDimension] = lastTwo(view.dimensions);
  const outer = offsetOf(view.dimensions.slice(0, -2), sheet.outer);
  const broadcast = ({ stride, size }: Dimension): boolean => stride === 0 || size === 1;
  const rows: Range = broadcast(rowDimension) ? [0, 1] : sheet.rows;
  const run: Range = broadcast(runDimension) ? [0, 1] : sheet.run;
  const buffer: Buffer = { name, bytes: length(rows) * length(run) * bytes + 4 };
  const grid = {
    rows: [rowDimension],
    columns: [runDimension],
    offset: offset / bytes + view.offset + outer,
    bytes,
  };
  return {
    buffer,
    row: broadcast(rowDimension) ? 0 : length(run) * bytes,
    step: broadcast(runDimension) ? 0 : bytes,
    transfers: transfersOf(grid, rows, run, buffer),
  };
}
