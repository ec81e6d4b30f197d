import type { Dimension, MatrixView, OperandView } from "../../step.js";
import { placed, type PlanContext } from "../context.js";
import { collapsed, sizeOf, transfersOf, type Grid, type Range } from "../runs.js";
import type { Buffer, Call, Place, Transfer } from "../tile.js";
import { plainAxis, type Axis } from "./axis.js";

/** A part of an operand in the TCDM. */
export interface OperandTile {
  readonly place: Place;
  /** Bytes from a row in memory to the next, and from a product to the next. */
  readonly stride: number;
  readonly next: number;
  /** What brings it, in this order; empty when it is there already. */
  readonly loads: readonly Transfer[];
  readonly prepare: readonly Call[];
}

/** An operand of a product that is cut into tiles. */
export interface Operand {
  /** Rows lie in memory as columns: element (r, c) stands r elements behind row c. */
  readonly transposed: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  /** Operands with the same key take the same time. */
  readonly kindKey: string;
  /** A tile of some products, rows and columns; the one before it again when it is the same. */
  tile(products: Range, rows: Range, columns: Range): OperandTile;
  /** Bytes of the buffers that a tile takes: those that are loaded, and those that are prepared. */
  bytes(products: number, rows: number, columns: number): { readonly loaded: number; readonly prepared: number };
  /** Bytes that the DMA brings for a tile. */
  traffic(products: number, rows: number, columns: number): number;
  /** Clocks of preparing a tile on all cores. */
  prepareClocks(products: number, rows: number, columns: number): number;
}

/** Bytes behind a row of FP16 that kernels may read. */
const MARGIN = 4;

const span = ([begin, end]: Range): number => end - begin;
const same = (a: readonly Range[], b: readonly Range[]): boolean =>
  a.every(([begin, end], i) => begin === b[i][0] && end === b[i][1]);

/** A matrix in L2 that is brought as it is, dense. */
export class MatrixOperand implements Operand {
  readonly transposed: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly kindKey: string;
  private readonly grid: Grid;
  private readonly size: Range;
  private readonly name: string;
  private last: { readonly key: readonly Range[]; readonly tile: OperandTile } | undefined;

  /** @param count sizes of the products of the step */
  constructor(name: string, view: MatrixView, count: readonly number[], context: PlanContext, mayTranspose: boolean) {
    const { offset, bytes } = placed(context, view.tensor);
    const [rows, columns] = [collapsed(view.rows), collapsed(view.columns)];
    const dense = (dimensions: readonly Dimension[]): boolean => (dimensions.at(-1)?.stride ?? 0) === 1;
    this.transposed = mayTranspose && !dense(columns) && dense(rows);
    this.name = name;
    this.kindKey = this.transposed ? "transposed" : "rows";
    this.size = [sizeOf(view.rows), sizeOf(view.columns)];
    this.rows = plainAxis(this.size[0]);
    this.columns = plainAxis(this.size[1]);
    const products = count.map((size, i) => ({ size, stride: view.countStrides[i] }));
    const [outer, inner] = this.transposed ? [columns, rows] : [rows, columns];
    this.grid = { rows: [...products, ...outer], columns: inner, offset: offset / bytes + view.offset, bytes };
  }

  tile(products: Range, rows: Range, columns: Range): OperandTile {
    const key = [products, rows, columns];
    if (this.last !== undefined && same(this.last.key, key)) return { ...this.last.tile, loads: [] };
    const buffer: Buffer = { name: this.name, bytes: this.bytes(span(products), span(rows), span(columns)).loaded };
    const [outer, inner] = this.transposed ? [columns, rows] : [rows, columns];
    const stride = span(inner) * this.grid.bytes;
    const next = span(outer) * stride;
    const loads = this.transfers(products, rows, columns, buffer);
    const tile = { place: { buffer, offset: 0 }, stride, next, loads, prepare: [] };
    this.last = { key, tile };
    return tile;
  }

  /** Commands between L2 and a buffer that holds a tile densely. */
  transfers(products: Range, rows: Range, columns: Range, buffer: Buffer): Transfer[] {
    const [outer, inner] = this.transposed ? [columns, rows] : [rows, columns];
    const all = this.transposed ? this.size[1] : this.size[0];
    const found: Transfer[] = [];
    if (span(outer) === all) {
      return transfersOf(this.grid, [products[0] * all, products[1] * all], inner, buffer);
    }
    const bytes = span(outer) * span(inner) * this.grid.bytes;
    for (let p = products[0]; p < products[1]; p++) {
      const part: Range = [p * all + outer[0], p * all + outer[1]];
      found.push(...transfersOf(this.grid, part, inner, buffer, (p - products[0]) * bytes));
    }
    return found;
  }

  bytes(products: number, rows: number, columns: number): { loaded: number; prepared: number } {
    return { loaded: products * rows * columns * this.grid.bytes + MARGIN, prepared: 0 };
  }

  traffic(products: number, rows: number, columns: number): number {
    return products * rows * columns * this.grid.bytes;
  }

  prepareClocks(): number {
    return 0;
  }
}

/** The matrix view with rows and columns exchanged. */
export function transposedView(view: MatrixView): MatrixView {
  return { ...view, rows: view.columns, columns: view.rows };
}

/** An operand of any kind with rows and columns exchanged. */
export function transposedOperand(view: OperandView): OperandView {
  return view.kind === "matrix" ? transposedView(view) : { ...view, transposed: !view.transposed };
}
