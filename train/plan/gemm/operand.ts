import type { Lay } from "../choice.js";
import type { Dimension, MatrixView, OperandView } from "../../step.js";
import { placed, type PlanContext } from "../context.js";
import { collapsed, sizeOf, transfersOf, type Grid, type Range } from "../runs.js";
import { at, type Buffer, type Call, type Place, type Transfer } from "../tile.js";
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
  /** A tile may hold several products. */
  readonly wholeProducts: boolean;
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
export const MARGIN = 4;

export const span = ([begin, end]: Range): number => end - begin;

/**
 * Remembers the last buffer: with the same key again it is there already, and nothing has to be made.
 * @returns a function of key and maker; `made` is undefined when the buffer is the last one
 */
export function cached<T>() {
  let last: { readonly key: string; readonly buffer: Buffer } | undefined;
  return (key: readonly number[], make: () => { buffer: Buffer; made: T }): { buffer: Buffer; made: T | undefined } => {
    const name = key.join();
    if (last?.key === name) return { buffer: last.buffer, made: undefined };
    const { buffer, made } = make();
    last = { key: name, buffer };
    return { buffer, made };
  };
}

/** Clocks of `layer_transpose_…` for an element, and of the call. */
const TURN_CLOCKS = 1.75;
const TURN_CALL_CLOCKS = 150;

/** Estimated clocks of turning elements by the cores. */
export function turnClocks(elements: number, cores: number): number {
  return TURN_CALL_CLOCKS + (elements * TURN_CLOCKS) / cores;
}

/** The call that turns `count` matrices of `rows` x `columns`. */
export function turnCall(
  source: Buffer,
  target: Buffer,
  { rows, columns, count, bytes }: { rows: number; columns: number; count: number; bytes: number },
): Call {
  return {
    kernel: `layer_transpose_${bytes === 4 ? "fp32" : bytes === 2 ? "fp16" : "fp8"}`,
    descriptor: "TRANSPOSE",
    fields: { SOURCE: at(source), TARGET: at(target), ROWS: rows, COLUMNS: columns, COUNT: count },
    kind: "transform",
    barrier: false,
  };
}

/** A matrix in L2 that is brought as it is, dense; turned by the cores if it lies the other way round and the kernel needs rows. */
export class MatrixOperand implements Operand {
  readonly transposed: boolean;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly kindKey: string;
  readonly wholeProducts = true;
  private readonly grid: Grid;
  private readonly size: Range;
  private readonly name: string;
  private readonly cores: number;
  /** Elements that follow each other in a column, when it is turned: between one and all rows. */
  readonly turn: number;
  private readonly brought = cached<readonly Transfer[]>();
  private readonly laid = cached<readonly Call[]>();

  /**
   * @param count sizes of the products of the step
   * @param lay what to do with a matrix that lies the other way round
   */
  constructor(name: string, view: MatrixView, count: readonly number[], context: PlanContext, lay: Lay) {
    const { offset, bytes } = placed(context, view.tensor);
    const [rows, columns] = [collapsed(view.rows), collapsed(view.columns)];
    const dense = (dimensions: readonly Dimension[]): boolean => (dimensions.at(-1)?.stride ?? 0) === 1;
    const other = !dense(columns) && dense(rows);
    this.transposed = lay === "transposed" && other;
    this.turn = lay === "turned" && other ? rows.at(-1)!.size : 0;
    this.name = name;
    this.cores = context.cores;
    this.size = [sizeOf(view.rows), sizeOf(view.columns)];
    const [m, n] = this.size;
    // What stands in one block can be cut anywhere.
    this.rows = this.turn > 0 && this.turn < m ? { size: m, unit: this.turn, period: m / this.turn } : plainAxis(m);
    this.columns = plainAxis(n);
    this.kindKey = this.turn > 0 ? `turned ${this.turn}` : this.transposed ? "transposed" : "rows";
    const products = count.map((size, i) => ({ size, stride: view.countStrides[i] }));
    const [outer, inner] = this.transposed
      ? [columns, rows]
      : this.turn > 0
        ? [[...rows.slice(0, -1), ...columns], [rows.at(-1)!]]
        : [rows, columns];
    this.grid = { rows: [...products, ...outer], columns: inner, offset: offset / bytes + view.offset, bytes };
  }

  tile(products: Range, rows: Range, columns: Range): OperandTile {
    const key = [...products, ...rows, ...columns];
    const bytes = span(products) * span(rows) * span(columns) * this.grid.bytes + MARGIN;
    const { buffer, made: loads } = this.brought(key, () => {
      const brought: Buffer = { name: this.name, bytes };
      return { buffer: brought, made: this.transfers(products, rows, columns, brought) };
    });
    const inner = this.transposed ? rows : columns;
    const stride = span(inner) * this.grid.bytes;
    const next = span(rows) * span(columns) * this.grid.bytes;
    if (this.turn === 0) return { place: at(buffer), stride, next, loads: loads ?? [], prepare: [] };
    const turned = this.laid(key, () => {
      const target: Buffer = { name: `${this.name} turned`, bytes };
      const block = this.blockOf(rows);
      const count = (span(products) * span(rows)) / block;
      const sizes = { rows: span(columns), columns: block, count, bytes: this.grid.bytes };
      return { buffer: target, made: [turnCall(buffer, target, sizes)] };
    });
    return { place: at(turned.buffer), stride, next, loads: loads ?? [], prepare: turned.made ?? [] };
  }

  /** Commands between L2 and a buffer that holds a tile densely. */
  transfers(products: Range, rows: Range, columns: Range, buffer: Buffer): Transfer[] {
    const [m, n] = this.size;
    const found: Transfer[] = [];
    const bytes = span(rows) * span(columns) * this.grid.bytes;
    for (let p = products[0]; p < products[1]; p++) {
      const from = (p - products[0]) * bytes;
      if (this.turn > 0) found.push(...this.turnedTransfers(p, rows, columns, buffer, from));
      else {
        const [outer, inner, all] = this.transposed ? [columns, rows, n] : [rows, columns, m];
        const part: Range = [p * all + outer[0], p * all + outer[1]];
        found.push(...transfersOf(this.grid, part, inner, buffer, from));
      }
    }
    return merged(found);
  }

  /** Elements that follow each other in the columns of a tile that is turned. */
  blockOf(rows: Range): number {
    return Math.min(this.turn, span(rows));
  }

  /** Block by block of rows that follow each other in memory, the columns of each one behind the other. */
  private turnedTransfers(p: number, rows: Range, columns: Range, buffer: Buffer, from: number): Transfer[] {
    const { turn, size } = this;
    const found: Transfer[] = [];
    const block = this.blockOf(rows);
    const bytes = span(columns) * block * this.grid.bytes;
    for (let row = rows[0], at = from; row < rows[1]; row += block, at += bytes) {
      const first = ((p * size[0] + row) / turn) | 0;
      const part: Range = [first * size[1] + columns[0], first * size[1] + columns[1]];
      found.push(...transfersOf(this.grid, part, [row % turn, (row % turn) + block], buffer, at));
    }
    return found;
  }

  bytes(products: number, rows: number, columns: number): { loaded: number; prepared: number } {
    const loaded = products * rows * columns * this.grid.bytes + MARGIN;
    return { loaded, prepared: this.turn > 0 ? loaded : 0 };
  }

  traffic(products: number, rows: number, columns: number): number {
    return products * rows * columns * this.grid.bytes;
  }

  prepareClocks(products: number, rows: number, columns: number): number {
    if (this.turn === 0) return 0;
    return turnClocks(products * rows * columns, this.cores);
  }
}

/** Transfers without rows that follow each other on both sides as one. */
function merged(transfers: readonly Transfer[]): Transfer[] {
  const found: Transfer[] = [];
  for (const transfer of transfers) {
    const last = found.at(-1);
    if (
      last !== undefined &&
      last.rows === undefined &&
      transfer.rows === undefined &&
      last.l2 + last.bytes === transfer.l2 &&
      last.place.offset + last.bytes === transfer.place.offset
    ) {
      found[found.length - 1] = { ...last, bytes: last.bytes + transfer.bytes };
    } else found.push(transfer);
  }
  return found;
}

/** The matrix view with rows and columns exchanged. */
export function transposedView(view: MatrixView): MatrixView {
  return { ...view, rows: view.columns, columns: view.rows };
}

/** An operand of any kind with rows and columns exchanged. */
export function transposedOperand(view: OperandView): OperandView {
  return view.kind === "matrix" ? transposedView(view) : { ...view, transposed: !view.transposed };
}
