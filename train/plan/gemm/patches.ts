import type { Lay } from "../choice.js";
import type { PatchView } from "../../step.js";
import { placed, type PlanContext } from "../context.js";
import { offsetOf, transfersOf, type Grid, type Range } from "../runs.js";
import { at, type Buffer, type Call, type Transfer } from "../tile.js";
import type { Axis } from "./axis.js";
import { cached, MARGIN, span, turnCall, turnClocks, type Operand, type OperandTile } from "./operand.js";

/** Clocks of `layer_im2row`: of a row of taps, and of a word that is copied. */
const ROW_CLOCKS = 16;
const WORD_CLOCKS = 2.3;
const CALL_CLOCKS = 150;

/** Pixels of the grid: some rows of one image, or some whole images. */
export interface Pixels {
  readonly image: number;
  readonly images: number;
  readonly row: number;
  readonly rows: number;
}

/** Part of an image's rows: the ones that some rows of the grid reach and that exist. */
interface Rows {
  readonly first: number;
  readonly count: number;
}

/** Rows and columns of the matrix: pixels are cut between rows of the grid, taps between rows of the kernel, or planes. */
export function patchAxes({ grid, batch, kernel, channels, channelsFirst, transposed }: PatchView): [Axis, Axis] {
  const pixels: Axis = { size: batch * grid[0] * grid[1], unit: grid[1], period: grid[0] };
  const [outer, inner] = channelsFirst ? [channels, kernel[0] * kernel[1]] : [kernel[0], kernel[1] * channels];
  const taps: Axis = { size: outer * inner, unit: inner, period: outer };
  return transposed ? [taps, pixels] : [pixels, taps];
}

/** The pixels of a range, which ends where rows of the grid or images do. */
export function pixelsOf({ grid }: PatchView, [begin, end]: Range): Pixels {
  const [image, row] = [Math.floor(begin / grid[1] / grid[0]), (begin / grid[1]) % grid[0]];
  const rows = (end - begin) / grid[1];
  return rows > grid[0] ? { image, images: rows / grid[0], row: 0, rows: grid[0] } : { image, images: 1, row, rows };
}

/**
 * The patches of images: rows of the images are brought, and the cores lay them out as rows of a matrix (`layer_im2row`), which a
 * kernel reads as it is or transposed.
 */
export class PatchOperand implements Operand {
  readonly transposed: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly kindKey: string;
  readonly wholeProducts = false;
  private readonly view: PatchView;
  private readonly base: number;
  private readonly elementBytes: number;
  private readonly count: readonly number[];
  private readonly cores: number;
  /** The matrix is laid out, and then turned by the cores. */
  private readonly turns: boolean;
  private readonly images = cached<readonly Transfer[]>();
  private readonly matrices = cached<readonly Call[]>();

  constructor(view: PatchView, count: readonly number[], context: PlanContext, lay: Lay) {
    const { transposed } = view;
    const { offset, bytes } = placed(context, view.tensor);
    this.view = view;
    this.base = offset / bytes + view.offset;
    this.elementBytes = bytes;
    this.count = count;
    this.cores = context.cores;
    this.transposed = transposed && lay !== "turned";
    this.turns = transposed && lay === "turned";
    [this.rows, this.columns] = patchAxes(view);
    this.kindKey = JSON.stringify({ ...view, tensor: "", offset: 0, countStrides: [], lay });
  }

  private sides(rows: Range, columns: Range): readonly [pixels: Range, taps: Range] {
    return this.view.transposed ? [columns, rows] : [rows, columns];
  }

  tile(products: Range, rows: Range, columns: Range): OperandTile {
    const [pixels, taps] = this.sides(rows, columns);
    const stride = span(taps) * this.elementBytes;
    const part = pixelsOf(this.view, pixels);
    const loaded = this.images([...products, ...pixels], () => this.load(products[0], part));
    const laidOut = this.matrices([...products, ...pixels, ...taps], () => {
      const buffer: Buffer = { name: "patches", bytes: span(pixels) * stride + MARGIN };
      const layOut = this.layOut(part, taps, loaded.buffer, buffer);
      if (!this.turns) return { buffer, made: [layOut] };
      const turned: Buffer = { name: "patches turned", bytes: buffer.bytes };
      const sizes = { rows: span(pixels), columns: span(taps), count: 1, bytes: this.elementBytes };
      return { buffer: turned, made: [layOut, { ...turnCall(buffer, turned, sizes), barrier: true }] };
    });
    return {
      place: at(laidOut.buffer),
      stride: this.turns ? span(pixels) * this.elementBytes : stride,
      next: span(pixels) * stride,
      ...{ loads: loaded.made ?? [], prepare: laidOut.made ?? [] },
    };
  }

  private reach({ row, rows }: Pick<Pixels, "row" | "rows">): Rows {
    const { stride, start, tapStep, kernel, image } = this.view;
    const taps = [0, (kernel[0] - 1) * tapStep[0]];
    const first = Math.max(0, row * stride[0] + start[0] + Math.min(...taps));
    const last = Math.min(image[0] - 1, (row + rows - 1) * stride[0] + start[0] + Math.max(...taps));
    return last < first ? { first: Math.min(first, image[0] - 1), count: 0 } : { first, count: last - first + 1 };
  }

  /** The rows of the images, dense: channels fastest, or planes. */
  private load(product: number, part: Pixels): { buffer: Buffer; made: readonly Transfer[] } {
    const { image, channels, channelsFirst, batchStride, rowStride, pixelStride, channelStride, countStrides } =
      this.view;
    const { first, count } = this.reach(part);
    const buffer: Buffer = {
      name: "image",
      bytes: Math.max(4, part.images * count * image[1] * channels * this.elementBytes),
    };
    if (count === 0) return { buffer, made: [] };
    const products = this.count.map((size, d) => ({ size, stride: countStrides[d] }));
    const offset = this.base + offsetOf(products, product) + part.image * batchStride + first * rowStride;
    const images = { size: part.images, stride: batchStride };
    const rows = { size: count, stride: rowStride };
    const plane = { size: channels, stride: channelStride };
    const line = { size: image[1], stride: pixelStride };
    const grid: Grid = channelsFirst
      ? { rows: [images, plane, rows], columns: [line], offset, bytes: this.elementBytes }
      : { rows: [images, rows, line], columns: [plane], offset, bytes: this.elementBytes };
    const outer = grid.rows.reduce((all, { size }) => all * size, 1);
    return { buffer, made: transfersOf(grid, [0, outer], [0, grid.columns[0].size], buffer) };
  }

  private layOut(part: Pixels, taps: Range, source: Buffer, target: Buffer): Call {
    const { grid, kernel, channels, channelsFirst, image, start, stride, tapStep } = this.view;
    const { first, count } = this.reach(part);
    const bytes = this.elementBytes;
    const pixel = channelsFirst ? bytes : channels * bytes;
    const row = image[1] * pixel;
    const plane = count * row;
    const unit = channelsFirst ? kernel[0] * kernel[1] : kernel[1] * channels;
    const [firstUnit, units] = [taps[0] / unit, span(taps) / unit];
    const tapRow = channelsFirst ? 0 : firstUnit;
    return {
      kernel: "layer_im2row",
      descriptor: "IM2ROW",
      fields: {
        ...{ SOURCE: at(source, channelsFirst ? firstUnit * plane : 0), TARGET: at(target) },
        ...{ IMAGES: part.images, ROWS: part.rows, COLUMNS: grid[1] },
        ...{ TAP_ROWS: channelsFirst ? kernel[0] : units, TAP_COLUMNS: kernel[1], RUN: pixel },
        ...{ PLANES: channelsFirst ? units : 1, HEIGHT: count, WIDTH: image[1] },
        START_ROW: part.row * stride[0] + start[0] + tapRow * tapStep[0] - first,
        START_COLUMN: start[1],
        ...{ STRIDE_ROW: stride[0], STRIDE_COLUMN: stride[1], STEP_ROW: tapStep[0], STEP_COLUMN: tapStep[1] },
        ...{ SOURCE_PIXEL: pixel, SOURCE_ROW: row, SOURCE_PLANE: plane },
        SOURCE_IMAGE: plane * (channelsFirst ? channels : 1),
      },
      kind: "im2row",
      barrier: false,
    };
  }

  bytes(_products: number, rows: number, columns: number): { loaded: number; prepared: number } {
    const [pixels, taps] = this.view.transposed ? [columns, rows] : [rows, columns];
    const matrix = pixels * taps * this.elementBytes + MARGIN;
    return { loaded: this.imageBytes(pixels) + 8, prepared: this.turns ? 2 * matrix : matrix };
  }

  private imageBytes(pixels: number): number {
    const { grid, stride, tapStep, kernel, image, channels } = this.view;
    const gridRows = Math.max(1, pixels / grid[1]);
    const reached = (rows: number): number =>
      Math.min(image[0], (rows - 1) * stride[0] + (kernel[0] - 1) * Math.abs(tapStep[0]) + 1);
    const rows = gridRows <= grid[0] ? reached(gridRows) : Math.ceil(gridRows / grid[0]) * reached(grid[0]);
    return rows * image[1] * channels * this.elementBytes;
  }

  traffic(_products: number, rows: number, columns: number): number {
    return this.imageBytes(this.view.transposed ? columns : rows);
  }

  prepareClocks(_products: number, rows: number, columns: number): number {
    const { kernel, channels, channelsFirst, tapStep, transposed } = this.view;
    const [pixels, taps] = transposed ? [columns, rows] : [rows, columns];
    const turn = this.turns ? turnClocks(pixels * taps, this.cores) : 0;
    const run = kernel[1] * (channelsFirst ? 1 : channels);
    const runs = (taps / run) * (tapStep[1] === 1 ? 1.2 : kernel[1]);
    return (
      turn +
      CALL_CLOCKS +
      (pixels / this.cores) * (20 + runs * ROW_CLOCKS + ((taps * this.elementBytes) / 4) * WORD_CLOCKS)
    );
  }
}
