import type { CoreChoice, Im2row, Lay } from "../choice.js";
import type { Dimension, GemmStep } from "../../step.js";
import { placed, type PlanContext } from "../context.js";
import { collapsed, transfersOf, type Range } from "../runs.js";
import { at, type Buffer, type Call, type Tile, type Transfer, type Word } from "../tile.js";
import { cut, type Axis } from "./axis.js";
import { productClocks, SPLITS, type Block, type GemmForm } from "./cost.js";
import { MatrixOperand, span, transposedOperand, transposedView, type Operand } from "./operand.js";
import { im2rowsOf, operandOf } from "./operand-of.js";
import { spreadCall } from "./spread.js";

/** A product as the tiler sees it: operands, result, and what Z starts at. */
export interface Product {
  readonly step: GemmStep;
  readonly exchanged: boolean;
  readonly lay: Lay;
  readonly im2row: Im2row;
  readonly x: Operand;
  readonly w: Operand;
  readonly z: MatrixOperand;
  readonly form: GemmForm;
  readonly m: Axis;
  readonly n: Axis;
  readonly k: Axis;
  readonly count: number;
  readonly elementBytes: number;
}

/** The axis that is cut in larger units. */
export const coarser = (a: Axis, b: Axis): Axis => (a.unit >= b.unit ? a : b);

/** Both axes can be cut alike: units of one are whole units of the other. */
export const agree = (a: Axis, b: Axis): boolean => Math.max(a.unit, b.unit) % Math.min(a.unit, b.unit) === 0;

/**
 * A product in one of the two orientations; undefined where the kernels have no form for the operands.
 * @param lay what becomes of a W that lies the other way round: the kernel reads it so, or the cores turn it first
 * @param im2row who lays out patches
 */
export function productOf(
  step: GemmStep,
  { exchanged, lay, im2row }: Pick<CoreChoice, "exchanged" | "lay" | "im2row">,
  context: PlanContext,
): Product | undefined {
  if (!im2rowsOf(step).includes(im2row)) return undefined;
  const [xView, wView, zView] = exchanged
    ? [transposedOperand(step.w), transposedOperand(step.x), transposedView(step.z)]
    : [step.x, step.w, step.z];
  const w = operandOf("w", wView, step, context, lay, im2row);
  const x = operandOf("x", xView, step, context, w.transposed ? "turned" : "transposed", im2row);
  const z = new MatrixOperand("z", zView, step.count, context, "rows");
  if ((x.transposed && w.transposed) || !agree(x.columns, w.rows)) return undefined;
  const inLanes = step.order === "two-lane";
  if (inLanes && !w.transposed) return undefined;
  return {
    ...{ step, exchanged, x, w, z, lay, im2row },
    form: inLanes ? "dot" : x.transposed ? "xt" : w.transposed ? "wt" : "rows",
    m: x.rows,
    n: coarser(x.columns, w.rows),
    k: w.columns,
    count: step.count.reduce((all, size) => all * size, 1),
    elementBytes: placed(context, step.z.tensor).bytes,
  };
}

/** Whether Z lies in memory as rows; otherwise its elements would leave one by one. */
export function storesRows({ z }: GemmStep): boolean {
  const columns = collapsed(z.columns);
  return columns.length === 0 || columns.at(-1)!.stride === 1;
}

/** Symbol and descriptor of a product's kernel. */
export function kernelName({ form, step }: Product, { rows, columns }: Block): string {
  return `layer_gemm_${form === "rows" ? "" : `${form}_`}${step.format}_${rows}x${columns}`;
}

/** What brings the start of a tile of Z, and what the cores make of it. */
interface Brought {
  readonly loads: readonly Transfer[];
  readonly prepare: readonly Call[];
}

const nothing: Brought = { loads: [], prepare: [] };

/** What a tile of Z starts at. */
class Start {
  private readonly product: Product;
  private readonly context: PlanContext;
  private last: { readonly key: string; readonly buffer: Buffer } | undefined;

  constructor(product: Product, context: PlanContext) {
    this.product = product;
    this.context = context;
  }

  /** Y of the first cut of N, its stride, what brings it and what the cores do for it, and the bytes between products. */
  of(products: Range, rows: Range, columns: Range, z: Buffer, stride: number, next: number) {
    const { step, z: operand, elementBytes } = this.product;
    const { start } = step;
    const inPlace = { y: at(z) as Word, stride, next };
    if (start.kind === "zero") return { ...inPlace, y: 0, ...nothing };
    if (start.kind === "accumulate") {
      return { ...inPlace, ...nothing, loads: operand.transfers(products, rows, columns, z) };
    }
    if (this.product.exchanged) return { ...inPlace, ...this.spread(products, rows, columns, z) };
    const bytes = span(columns) * elementBytes;
    const key = [...products, ...columns].join();
    const known = this.last?.key === key ? this.last.buffer : undefined;
    const buffer = known ?? { name: "bias", bytes: span(products) * bytes + 4 };
    this.last = { key, buffer };
    const row = { y: at(buffer) as Word, stride: 0, next: bytes };
    if (known !== undefined) return { ...row, ...nothing };
    return { ...row, ...nothing, loads: transfersOf(this.grid(), products, columns, buffer) };
  }

  /** The bias in every column of Z, as its rows are those of the exchanged product. */
  private spread(products: Range, rows: Range, columns: Range, z: Buffer): Brought {
    const { elementBytes: bytes } = this.product;
    const count = span(products) * span(rows);
    const values: Buffer = { name: "bias", bytes: count * bytes + 4 };
    return {
      loads: transfersOf(this.grid(), products, rows, values),
      prepare: [spreadCall(values, z, { rows: count, columns: span(columns), bytes })],
    };
  }

  private grid() {
    return { rows: this.products(), columns: [{ size: this.product.step.k, stride: 1 }], ...this.bias() };
  }

  private products(): Dimension[] {
    const { step } = this.product;
    const { start } = step;
    return step.count.map((size, i) => ({ size, stride: start.kind === "row" ? start.countStrides[i] : 0 }));
  }

  private bias(): { offset: number; bytes: number } {
    const { step, elementBytes: bytes } = this.product;
    const { start } = step;
    if (start.kind !== "row") throw new RangeError(`${step.name} has no bias.`);
    return { offset: placed(this.context, start.tensor).offset / bytes + start.offset, bytes };
  }
}

/** Every tile of Z with its range of products, rows and columns, in the order of the choice. */
export function* tilesOfZ(
  { m, k, count }: Pick<Product, "m" | "k" | "count">,
  { rows, columns, products, outer }: Pick<CoreChoice, "rows" | "columns" | "products" | "outer">,
): Generator<readonly [products: Range, rows: Range, columns: Range]> {
  for (let p = 0; p < count; p += products) {
    const part: Range = [p, Math.min(p + products, count)];
    if (outer === "rows") {
      for (const r of cut(m, rows)) for (const c of cut(k, columns)) yield [part, r, c];
    } else {
      for (const c of cut(k, columns)) for (const r of cut(m, rows)) yield [part, r, c];
    }
  }
}

/** The tiles of a product by the cores. Cuts of N go on from what Z holds: each has the bits of one chain. */
export function coreTiles(product: Product, choice: CoreChoice, index: number, context: PlanContext): Tile[] {
  const { x, w, z, n, step, elementBytes } = product;
  const start = new Start(product, context);
  const tiles: Tile[] = [];
  const cuts = cut(n, choice.steps);
  for (const [products, rows, columns] of tilesOfZ(product, choice)) {
    const count = span(products);
    const stride = span(columns) * elementBytes;
    const next = span(rows) * stride;
    const buffer: Buffer = { name: "z", bytes: count * next };
    cuts.forEach((steps, i) => {
      const xTile = x.tile(products, rows, steps);
      const wTile = w.tile(products, steps, columns);
      const y =
        i === 0
          ? start.of(products, rows, columns, buffer, stride, next)
          : { y: at(buffer) as Word, stride, next, ...nothing };
      const prepare = [...xTile.prepare, ...wTile.prepare, ...y.prepare];
      const sizes = { m: span(rows), n: span(steps), k: span(columns), count };
      const call: Call = {
        kernel: kernelName(product, choice.block),
        descriptor: "GEMM",
        fields: {
          ...{ X: xTile.place, W: wTile.place, Y: y.y, Z: at(buffer) },
          ...{ M: sizes.m, N: sizes.n, K: sizes.k, COUNT: count, SPLIT: SPLITS[choice.split] },
          ...{ X_STRIDE: xTile.stride, W_STRIDE: wTile.stride, Y_STRIDE: y.stride, Z_STRIDE: stride },
          ...{ X_NEXT: xTile.next, W_NEXT: wTile.next, Y_NEXT: y.next, Z_NEXT: next },
        },
        kind: "compute",
        barrier: prepare.length > 0,
      };
      tiles.push({
        step: index,
        loads: [...xTile.loads, ...wTile.loads, ...y.loads],
        stages: [{ calls: [...prepare, call], jobs: [] }],
        stores: i === cuts.length - 1 ? z.transfers(products, rows, columns, buffer) : [],
        clocks:
          productClocks(choice.block, product.form, step.format, choice.split, { ...sizes, cores: context.cores }) +
          x.prepareClocks(count, sizes.m, sizes.n),
      });
    });
  }
  return tiles;
}
