import type { Rect } from "./canvas.js";
import type { Origin } from "./origin.js";
import type { Palette } from "./palette.js";
import type { Shot } from "./shot.js";

/** What every part of the machine is drawn with. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** Values as bits instead of numbers. */
  readonly asBits: boolean;
}

/** A cell under the mouse: an element of a probe, its place in words, and which element of a matrix it holds. */
export interface Found {
  readonly path: string;
  readonly index: number;
  readonly what: string;
  /** Undefined for what holds no element, such as a count. */
  readonly origin?: Origin | undefined;
}

/** Cells on the canvas that show elements of a probe. */
export interface Region {
  readonly rect: Rect;
  readonly rows: number;
  readonly columns: number;
  find(row: number, column: number): Found;
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

/** One cell that shows a scalar probe, or an element of an array. */
export function cellOf(rect: Rect, path: string, what: string, index = 0): Region {
  return { rect, rows: 1, columns: 1, find: () => ({ path, index, what }) };
}
