import type { Rect } from "./canvas.js";
import type { Palette } from "./palette.js";
import type { Shot } from "./shot.js";

/** What every part of the machine is drawn with. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** Values as bits instead of numbers. */
  readonly asBits: boolean;
}

/** Cells on the canvas that show elements of a probe. */
export interface Region {
  readonly rect: Rect;
  readonly rows: number;
  readonly columns: number;
  /** The probe and its element in a cell. */
  element(row: number, column: number): { readonly path: string; readonly index: number };
}

/** A part of the machine, made for one design and one size. */
export interface Panel {
  readonly regions: readonly Region[];
  draw(brush: Brush): void;
}

/** A part without cells. */
export abstract class PlainPanel implements Panel {
  readonly regions: readonly Region[] = [];
  protected readonly shot: Shot;
  protected readonly rect: Rect;

  constructor(shot: Shot, rect: Rect) {
    this.shot = shot;
    this.rect = rect;
  }

  abstract draw(brush: Brush): void;
}

/** The cells of one probe, element `row * rowStride + column * columnStride + offset` in each. */
export function cellsOf(
  path: string,
  rect: Rect,
  rows: number,
  columns: number,
  strides: { readonly row: number; readonly column: number; readonly offset?: number },
): Region {
  const { row: rowStride, column: columnStride, offset = 0 } = strides;
  const element = (row: number, column: number) => ({ path, index: offset + row * rowStride + column * columnStride });
  return { rect, rows, columns, element };
}
