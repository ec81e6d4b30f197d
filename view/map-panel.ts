import { label, roomiest, SANS, Sheet, SMALL, type Rect } from "./canvas.js";
import { CellImage } from "./cell-image.js";
import { layoutMap, type MapLayout } from "./map-layout.js";
import { elementText } from "./origin-text.js";
import type { Palette } from "./palette.js";
import { Result } from "./result.js";
import type { Shot } from "./shot.js";

/** An element on the map under the mouse. */
export interface Mapped {
  readonly matrix: "X" | "W" | "Z";
  readonly row: number;
  readonly column: number;
}

/** Pictures of the matrices of a job; that of Z holds what has been stored up to a clock. */
interface Images {
  readonly palette: Palette;
  readonly x: CellImage;
  readonly w: CellImage;
  readonly z: CellImage;
  /** Stores that stand in the picture of Z. */
  stored: number;
  clock: number;
}

/** The map: X, W and Z of the job, the tile at work, and Z filling. */
export class MapPanel {
  readonly sheet: Sheet;
  result = new Result(0);
  private shot: Shot | null = null;
  private images: Images | null = null;
  private at: MapLayout | null = null;
  private hatch: { readonly colour: string; readonly pattern: CanvasPattern } | null = null;

  constructor(resized: () => void) {
    this.sheet = new Sheet("map", () => {
      this.arrange();
      resized();
    });
  }

  show(shot: Shot): void {
    this.shot = shot;
    this.images = null;
    this.result = new Result(shot.design.m * shot.design.k);
    this.arrange();
  }

  private arrange(): void {
    const { sheet, shot } = this;
    this.at = shot === null || sheet.hidden ? null : layoutMap(sheet.width, sheet.height, shot.design);
  }

  draw(palette: Palette): void {
    const { sheet, shot, at } = this;
    if (shot === null || at === null) return;
    const { m, n, k } = shot.design;
    const { context } = sheet;
    sheet.clear(palette.ground);
    const images = this.imagesFor(shot, palette);
    this.fill(images, shot);
    this.title(palette, at.x, `X  ${m} x ${n}`, 0);
    this.title(palette, at.w, `W  ${n} x ${k}`, 1);
    this.title(palette, at.z, `Z  ${m} x ${k}`, 3);
    context.fillStyle = this.hatched(palette);
    context.fillRect(at.z.x, at.z.y, at.z.width, at.z.height);
    for (const [image, rect] of [
      [images.x, at.x],
      [images.w, at.w],
      [images.z, at.z],
    ] as const) {
      image.draw(context, rect);
      context.strokeStyle = palette.line;
      context.strokeRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1);
    }
    this.words(palette, images.stored);
    this.tile(palette, shot);
  }

  private title(palette: Palette, { x, y, width }: Rect, text: string, channel: number): void {
    const { context } = this.sheet;
    const font = `bold ${SANS}`;
    const shown = roomiest(context, [text, text.slice(0, 1)], width + 2, font);
    label(context, shown, x, y - 8, palette.channels[channel], font);
  }

  private imagesFor({ design }: Shot, palette: Palette): Images {
    if (this.images?.palette === palette) return this.images;
    const { m, n, k, tensors } = design;
    const [x, w, z] = [new CellImage(m, n), new CellImage(n, k), new CellImage(m, k)];
    for (let i = 0; i < m * n; i++) x.put(Math.floor(i / n), i % n, tensors.x[i], palette);
    for (let i = 0; i < n * k; i++) w.put(Math.floor(i / k), i % k, tensors.w[i], palette);
    x.finish();
    w.finish();
    this.images = { palette, x, w, z, stored: 0, clock: 0 };
    return this.images;
  }

  /** Brings the picture of Z to the clock that is shown. */
  private fill(images: Images, { clock, design }: Shot): void {
    const { k } = design;
    if (clock < images.clock) {
      images.z.wipe();
      images.stored = 0;
    }
    images.clock = clock;
    images.stored = this.result.forStored(images.stored, clock, (i) => {
      images.z.put(Math.floor(i / k), i % k, this.result.values[i], images.palette);
    });
    images.z.finish();
  }

  /** What the corner between the matrices says: the operation, and how much of Z is stored. */
  private words(palette: Palette, stored: number): void {
    const { shot, at, sheet } = this;
    if (shot === null || at === null) return;
    const { op, m, k } = shot.design;
    const { corner } = at;
    const { context } = sheet;
    const lines: readonly (readonly [texts: readonly string[], font: string])[] = [
      [[MEANING[op] ?? op, op], `bold ${SANS}`],
      [
        [`${stored} of ${m * k} elements of Z are stored`, `${stored} of ${m * k} stored`, `${stored} of ${m * k}`],
        SMALL,
      ],
      [["framed: the tile at work", "framed: at work"], SMALL],
      [["hatched: not stored yet", "hatched: missing"], SMALL],
    ];
    lines.forEach(([texts, font], i) => {
      if (10 + 15 * i > corner.height) return;
      const text = roomiest(context, texts, corner.width - 4, font);
      label(context, text, corner.x, corner.y + 8 + 15 * i, i === 0 ? palette.ink : palette.faint, font);
    });
  }

  /** Frames around the tile at work: its rows of X and the chunk in the pad, its columns of W and the last row, its part of Z. */
  private tile(palette: Palette, shot: Shot): void {
    const { origins, design } = shot;
    const { at } = this;
    const { work } = origins;
    if (work === null || at === null || !origins.known || shot.value("redmule.controller.state") === 0) return;
    const { L, H, P, m, n, k } = design;
    const D = H * (P + 1);
    const [rowTile, columnTile] = origins.place(work.tile);
    const rows = [rowTile * L, Math.min(m, (rowTile + 1) * L), m] as const;
    const columns = [columnTile * D, Math.min(k, (columnTile + 1) * D), k] as const;
    const chunk = Math.floor(work.n / D) * D;
    this.frame(at.x, rows, [0, n, n], palette.channels[0], 1);
    this.frame(at.x, rows, [chunk, Math.min(n, chunk + D), n], palette.channels[0], 2);
    this.frame(at.w, [0, n, n], columns, palette.channels[1], 1);
    this.frame(at.w, [Math.min(work.n, n - 1), Math.min(work.n, n - 1) + 1, n], columns, palette.channels[1], 2);
    this.frame(at.z, rows, columns, palette.channels[3], 2);
  }

  /** @param rows first row, end, and how many there are; `columns` likewise */
  private frame(
    rect: Rect,
    rows: readonly [number, number, number],
    columns: readonly [number, number, number],
    colour: string,
    wide: number,
  ): void {
    const { context } = this.sheet;
    const x = rect.x + (rect.width * columns[0]) / columns[2];
    const y = rect.y + (rect.height * rows[0]) / rows[2];
    const width = (rect.width * (columns[1] - columns[0])) / columns[2];
    const height = (rect.height * (rows[1] - rows[0])) / rows[2];
    context.strokeStyle = colour;
    context.lineWidth = wide;
    context.strokeRect(x, y, width, height);
    context.lineWidth = 1;
  }

  private hatched(palette: Palette): CanvasPattern {
    if (this.hatch?.colour === palette.line) return this.hatch.pattern;
    const tile = new OffscreenCanvas(6, 6);
    const context = tile.getContext("2d")!;
    context.strokeStyle = palette.line;
    context.beginPath();
    for (const x of [-6, 0, 6]) {
      context.moveTo(x, 6);
      context.lineTo(x + 6, 0);
    }
    context.stroke();
    this.hatch = { colour: palette.line, pattern: this.sheet.context.createPattern(tile, "repeat")! };
    return this.hatch.pattern;
  }

  find(x: number, y: number): Mapped | null {
    const { at, shot } = this;
    if (at === null || shot === null) return null;
    const { m, n, k } = shot.design;
    for (const [matrix, rect, rows, columns] of [
      ["X", at.x, m, n],
      ["W", at.w, n, k],
      ["Z", at.z, m, k],
    ] as const) {
      const row = Math.floor(((y - rect.y) / rect.height) * rows);
      const column = Math.floor(((x - rect.x) / rect.width) * columns);
      if (row >= 0 && row < rows && column >= 0 && column < columns) return { matrix, row, column };
    }
    return null;
  }

  /** What an element of the map is: its name, its value, and of Z the clock of its store. */
  describe(found: Mapped, number: (bits: number) => string): string {
    const { design, clock } = this.shot!;
    const { n, k, tensors } = design;
    const { matrix, row, column } = found;
    const name = elementText(found);
    if (matrix !== "Z")
      return `${name} = ${number(matrix === "X" ? tensors.x[row * n + column] : tensors.w[row * k + column])}`;
    const i = row * k + column;
    const stored = this.result.storedBy(i, clock);
    if (stored !== null) return `${name} = ${number(this.result.values[i])}\nstored in clock ${stored}`;
    return tensors.y === null
      ? `${name}\nnot stored yet`
      : `${name}\nnot stored yet; Y[${row}][${column}] = ${number(tensors.y[i])}`;
  }
}

/** The operations in a line. */
const MEANING: Readonly<Record<string, string>> = {
  MATMUL: "Z = X · W",
  GEMM: "Z = X · W + Y",
  ADDMAX: "Z = max(X + W, Y)",
  ADDMIN: "Z = min(X + W, Y)",
  MULMAX: "Z = max(X · W, Y)",
  MULMIN: "Z = min(X · W, Y)",
  MAXMIN: "Z = min(max(X, W), Y)",
  MINMAX: "Z = max(min(X, W), Y)",
};
