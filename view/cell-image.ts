import type { Rect } from "./canvas.js";
import { SHADES, type Palette } from "./palette.js";

/** FP16 values as a picture of coloured cells, one pixel a cell, drawn at any size at the cost of one image. */
export class CellImage {
  readonly columns: number;
  readonly rows: number;
  private readonly canvas: OffscreenCanvas;
  private readonly context: OffscreenCanvasRenderingContext2D;
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.canvas = new OffscreenCanvas(columns, rows);
    this.context = this.canvas.getContext("2d")!;
    this.image = this.context.createImageData(columns, rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Sets the value of a cell. */
  put(row: number, column: number, bits: number, { shades }: Palette): void {
    this.pixels[row * this.columns + column] = shades[SHADES[bits]];
  }

  /** Makes all cells transparent. */
  wipe(): void {
    this.pixels.fill(0);
  }

  /** To be called after the last `put`. */
  finish(): void {
    this.context.putImageData(this.image, 0, 0);
  }

  /** Draws all cells, or those from row and column on, into a rectangle. */
  draw(
    context: CanvasRenderingContext2D,
    to: Rect,
    part?: { row: number; column: number; rows: number; columns: number },
  ): void {
    const { row, column, rows, columns } = part ?? { row: 0, column: 0, rows: this.rows, columns: this.columns };
    // Cells smaller than a pixel are mixed, larger ones keep their edges.
    context.imageSmoothingEnabled = to.width < columns || to.height < rows;
    context.drawImage(this.canvas, column, row, columns, rows, to.x, to.y, to.width, to.height);
  }
}

/** Lines between cells, where there is room for them, and a frame. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  to: Rect,
  rows: number,
  columns: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(to.x + 0.5, to.y + 0.5, to.width - 1, to.height - 1);
  const [cellWidth, cellHeight] = [to.width / columns, to.height / rows];
  if (Math.min(cellWidth, cellHeight) < 6) return;
  context.beginPath();
  for (let c = 1; c < columns; c++) {
    const x = Math.round(to.x + c * cellWidth) + 0.5;
    context.moveTo(x, to.y);
    context.lineTo(x, to.y + to.height);
  }
  for (let r = 1; r < rows; r++) {
    const y = Math.round(to.y + r * cellHeight) + 0.5;
    context.moveTo(to.x, y);
    context.lineTo(to.x + to.width, y);
  }
  context.stroke();
}
