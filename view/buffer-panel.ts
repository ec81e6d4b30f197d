import { label, MONO, MONO_WIDTH, roomiest, SANS, SMALL, type Rect } from "./canvas.js";
import { CellImage, drawGrid } from "./cell-image.js";
import type { Origin } from "./origin.js";
import type { Brush, Found, Panel, Region } from "./panel.js";
import type { Shot } from "./shot.js";
import { cellText } from "./value-text.js";

/** A row or a column of a buffer that a counter points at. */
export interface Marker {
  readonly axis: "row" | "column";
  /** The path of the counter, and of the wire that says that it is used in this clock. */
  readonly at: string;
  readonly when: string;
  readonly colour: (brush: Brush) => string;
}

/** A buffer as a grid of cells, an element of one probe in each. */
export interface BufferShape {
  readonly path: string;
  readonly title: () => string;
  readonly rows: number;
  readonly columns: number;
  readonly strides: { readonly row: number; readonly column: number };
  /** The name of the buffer in a sentence, and which element of a matrix a cell holds. */
  readonly name: string;
  readonly origin: (row: number, column: number) => Origin;
  readonly markers: readonly Marker[];
  /** Columns that the array reads. */
  readonly reads?: () => readonly number[];
}

/** Cells from this size on show their values. */
const TEXT_WIDTH = 4 * MONO_WIDTH + 1;
const TEXT_HEIGHT = 11;

/** The values of a grid of cells, where there is room for them. */
function drawTexts(
  { context, palette, asBits }: Brush,
  rect: Rect,
  [rows, columns]: readonly [number, number],
  bits: (row: number, column: number) => number,
): void {
  const [width, height] = [rect.width / columns, rect.height / rows];
  if (width < TEXT_WIDTH || height < TEXT_HEIGHT) return;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const text = cellText(bits(r, c), asBits, width / MONO_WIDTH);
      label(context, text, rect.x + (c + 0.5) * width, rect.y + (r + 0.5) * height, palette.ink, MONO, "center");
    }
  }
}

/** The X pad, the X buffer or the Z buffer, in step with the rows of the array. */
export class BufferPanel implements Panel {
  readonly regions: readonly Region[];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly shape: BufferShape;
  private readonly image: CellImage;

  constructor(shot: Shot, rect: Rect, shape: BufferShape) {
    const { path, rows, columns, strides } = shape;
    this.shot = shot;
    this.rect = rect;
    this.shape = shape;
    this.image = new CellImage(rows, columns);
    const find = (row: number, column: number): Found => ({
      path,
      index: row * strides.row + column * strides.column,
      what: `${shape.name}, row ${row}, column ${column}`,
      ...(shot.origins.known && { origin: shape.origin(row, column) }),
    });
    this.regions = [{ rect, rows, columns, find }];
  }

  draw(brush: Brush): void {
    const { shot, rect, shape, image } = this;
    const { context, palette } = brush;
    const { rows, columns, strides } = shape;
    const at = shot.index(shape.path);
    const bits = (row: number, column: number): number => shot.values[at + row * strides.row + column * strides.column];
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) image.put(r, c, bits(r, c), palette);
    image.finish();
    image.draw(context, rect);
    drawGrid(context, rect, rows, columns, palette.line);
    drawTexts(brush, rect, [rows, columns], bits);
    const titles = [shape.title(), shape.name];
    label(context, roomiest(context, titles, rect.width + 12), rect.x, rect.y - 9, palette.ink, SANS);
    for (const marker of shape.markers) this.drawMarker(brush, marker);
    context.strokeStyle = palette.ink;
    for (const column of shape.reads?.() ?? []) this.outlineColumn(context, column);
  }

  private drawMarker(brush: Brush, { axis, at, when, colour }: Marker): void {
    const { shot, rect, shape } = this;
    if (shot.value(when) === 0) return;
    const { context } = brush;
    const place = shot.value(at);
    const height = rect.height / shape.rows;
    context.strokeStyle = colour(brush);
    context.lineWidth = 2;
    if (axis === "row" && place < shape.rows) context.strokeRect(rect.x, rect.y + place * height, rect.width, height);
    if (axis === "column" && place < shape.columns) this.outlineColumn(context, place);
    context.lineWidth = 1;
  }

  private outlineColumn(context: CanvasRenderingContext2D, column: number): void {
    const { rect, shape } = this;
    const width = rect.width / shape.columns;
    if (width < 5) context.strokeRect(rect.x + column * width, rect.y + rect.height + 3, width, 1);
    else context.strokeRect(rect.x + column * width + 0.5, rect.y + 0.5, width - 1, rect.height - 1);
  }
}

/** The W buffer over the array: above each column the D elements of its row, in the order in which they are read. */
export class WBufferPanel implements Panel {
  readonly regions: readonly Region[];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly image: CellImage;

  constructor(shot: Shot, rect: Rect) {
    const { H, P } = shot.design;
    const E = P + 1;
    this.shot = shot;
    this.rect = rect;
    this.image = new CellImage(H, H * E);
    this.regions = Array.from({ length: H }, (_, h) => ({
      ...{ rect: this.rowRect(h), rows: H, columns: E },
      find: (row: number, column: number): Found => ({
        path: "redmule.w_buffer.data",
        index: h * H * E + row * E + column,
        what: `W buffer, row ${h}, column ${row * E + column}`,
        ...(shot.origins.known && { origin: shot.origins.w(h, row * E + column) }),
      }),
    }));
  }

  /** Where the row of a column stands. */
  private rowRect(h: number): Rect {
    const { rect } = this;
    const width = rect.width / this.shot.design.H;
    return { x: rect.x + h * width + 2, y: rect.y, width: width - (width > 40 ? 8 : 3), height: rect.height };
  }

  draw(brush: Brush): void {
    const { shot, rect, image } = this;
    const { H, P } = shot.design;
    const E = P + 1;
    const at = shot.index("redmule.w_buffer.data");
    for (let h = 0; h < H; h++) {
      for (let i = 0; i < H * E; i++) {
        image.put(Math.floor(i / E), h * E + (i % E), shot.values[at + h * H * E + i], brush.palette);
      }
    }
    image.finish();
    const titles = [
      "W buffer: a row above the column of elements that reads it",
      "W buffer: a row a column",
      "W buffer",
    ];
    label(brush.context, roomiest(brush.context, titles, rect.width), rect.x + 2, rect.y - 8, brush.palette.ink, SANS);
    for (let h = 0; h < H; h++) this.drawRow(brush, h);
  }

  private drawRow(brush: Brush, h: number): void {
    const { shot, image } = this;
    const { context, palette, asBits } = brush;
    const { H, P } = shot.design;
    const E = P + 1;
    const to = this.rowRect(h);
    image.draw(context, to, { row: 0, column: h * E, rows: H, columns: E });
    drawGrid(context, to, H, E, palette.line);
    const at = shot.index("redmule.w_buffer.data") + h * H * E;
    drawTexts(brush, to, [H, E], (row, column) => shot.values[at + row * E + column]);
    const loads = shot.value("redmule.w_buffer.load") === 1 && shot.value("redmule.w_buffer.row") === h;
    if (loads) {
      context.strokeStyle = palette.channels[1];
      context.lineWidth = 2;
      context.strokeRect(to.x - 1, to.y - 1, to.width + 2, to.height + 2);
      context.lineWidth = 1;
    }
    const read = shot.values[shot.index("operands.w_index") + h] - h * H * E;
    const [width, height] = [to.width / E, to.height / H];
    context.strokeStyle = palette.ink;
    context.strokeRect(
      to.x + (read % E) * width + 0.5,
      to.y + Math.floor(read / E) * height + 0.5,
      width - 1,
      height - 1,
    );
    if (to.width < 44) return;
    const working = shot.values[shot.index("redmule.w_buffer.steps") + h];
    const text = `w ${cellText(shot.values[shot.index("operands.w") + h], asBits, 5)}`;
    const shown = roomiest(context, [working ? text : `${text}, padding`, text], to.width, SMALL);
    label(context, shown, to.x, to.y + to.height + 10, palette.channels[1], SMALL);
  }
}
