import type { Im2row, RedmuleChoice } from "../choice.js";
import { OPERATIONS, TENSOR_FORMATS } from "../../../hw/redmule/operation.js";
import type { Dimension, GemmStep } from "../../step.js";
import { placed, type ArraySize, type PlanContext } from "../context.js";
import { transfersOf, type Range } from "../runs.js";
import { at, type Buffer, type Call, type Job, type Stage, type Tile, type Transfer } from "../tile.js";
import { cut, type Axis } from "./axis.js";
import {
  MARGIN,
  MatrixOperand,
  span,
  transposedOperand,
  transposedView,
  turnCall,
  turnClocks,
  type Operand,
} from "./operand.js";
import { im2rowsOf, operandOf } from "./operand-of.js";
import { spreadCall } from "./spread.js";
import { agree, coarser, tilesOfZ } from "./gemm-cores.js";

/** A product for RedMulE, whose operands all lie in rows: what lies otherwise is turned by the cores, before and after. */
export interface RedmuleProduct {
  readonly step: GemmStep;
  readonly exchanged: boolean;
  readonly im2row: Im2row;
  readonly x: Operand;
  readonly w: Operand;
  readonly z: MatrixOperand;
  readonly m: Axis;
  readonly n: Axis;
  readonly k: Axis;
  readonly count: number;
  readonly elementBytes: number;
}

/** A product in one of the two orientations; undefined where its axes cannot be cut alike, or RedMulE has not the format. */
export function redmuleProduct(
  step: GemmStep,
  { exchanged, im2row }: Pick<RedmuleChoice, "exchanged" | "im2row">,
  context: PlanContext,
): RedmuleProduct | undefined {
  if (step.format === "fp32" || step.order !== undefined || !im2rowsOf(step).includes(im2row)) return undefined;
  const [xView, wView, zView] = exchanged
    ? [transposedOperand(step.w), transposedOperand(step.x), transposedView(step.z)]
    : [step.x, step.w, step.z];
  const x = operandOf("x", xView, step, context, "turned", im2row);
  const w = operandOf("w", wView, step, context, "turned", im2row);
  const z = new MatrixOperand("z", zView, step.count, context, "turned");
  if (!agree(x.columns, w.rows) || !agree(x.rows, z.rows)) return undefined;
  return {
    ...{ step, exchanged, im2row, x, w, z },
    m: coarser(x.rows, z.rows),
    n: coarser(x.columns, w.rows),
    k: w.columns,
    count: step.count.reduce((all, size) => all * size, 1),
    elementBytes: placed(context, step.z.tensor).bytes,
  };
}

/** Whether N may be cut: FP8 would be rounded on the way. */
export const mayCut = ({ step }: RedmuleProduct): boolean => step.format === "fp16";

function arithmetic(step: GemmStep, adds: boolean): number {
  const { code } = TENSOR_FORMATS[step.format as "fp16" | "fp8" | "fp8alt"];
  return (OPERATIONS.indexOf(adds ? "GEMM" : "MATMUL") << 10) | (code << 7);
}

/** A tile of Z before its first job: where it stands, what brings and what prepares its start. */
interface Begun {
  readonly buffer: Buffer;
  readonly adds: boolean;
  readonly loads: readonly Transfer[];
  readonly prepare: readonly Call[];
}

/** The bias in every row of Z, by the DMA; in every column, by the cores, where rows are those of the exchanged product. */
function bias({ step, exchanged, elementBytes }: RedmuleProduct, tile: readonly Range[], context: PlanContext): Begun {
  const { start } = step;
  if (start.kind !== "row") throw new RangeError(`${step.name} has no bias.`);
  const [[product], rows, columns] = tile;
  let offset = placed(context, start.tensor).offset / elementBytes + start.offset;
  let rest = product;
  for (let d = step.count.length - 1; d >= 0; d--) {
    offset += (rest % step.count[d]) * start.countStrides[d];
    rest = Math.floor(rest / step.count[d]);
  }
  const same: Dimension[] = [{ size: step.m, stride: 0 }];
  const row: Dimension[] = [{ size: step.k, stride: 1 }];
  const buffer: Buffer = { name: "z", bytes: span(rows) * span(columns) * elementBytes };
  const grid = { rows: same, columns: row, offset, bytes: elementBytes };
  if (!exchanged) return { buffer, adds: true, loads: transfersOf(grid, rows, columns, buffer), prepare: [] };
  const values: Buffer = { name: "bias", bytes: span(rows) * elementBytes + MARGIN };
  const sizes = { rows: span(rows), columns: span(columns), bytes: elementBytes };
  const prepare = [spreadCall(values, buffer, sizes)];
  return { buffer, adds: true, loads: transfersOf(grid, [0, 1], rows, values), prepare };
}

function begin(product: RedmuleProduct, tile: readonly [Range, Range, Range], context: PlanContext): Begun {
  const { step, z, elementBytes } = product;
  const [, rows, columns] = tile;
  if (step.start.kind === "row") return bias(product, tile, context);
  if (step.start.kind === "accumulate") {
    const { place, loads, prepare } = z.tile(...tile);
    return { buffer: place.buffer, adds: true, loads, prepare };
  }
  const buffer: Buffer = { name: "z", bytes: span(rows) * span(columns) * elementBytes };
  return { buffer, adds: false, loads: [], prepare: [] };
}

/** What becomes of a tile of Z behind its last job: a call that turns it, where memory wants it so, and the way to L2. */
function finish({ z, elementBytes }: RedmuleProduct, tile: readonly [Range, Range, Range], buffer: Buffer) {
  const [, rows, columns] = tile;
  if (z.turn === 0) return { calls: [] as Call[], stores: z.transfers(...tile, buffer) };
  const turned: Buffer = { name: "z turned", bytes: buffer.bytes + MARGIN };
  const block = z.blockOf(rows);
  const sizes = { rows: block, columns: span(columns), count: span(rows) / block, bytes: elementBytes };
  return { calls: [turnCall(buffer, turned, sizes)], stores: z.transfers(...tile, turned) };
}

/** Clocks around a job; in it the rows and columns of the array go at a time, its steps of N in as many clocks as it has columns. */
export const JOB_CLOCKS = 60;

/** Clocks that the array takes for a tile. */
export function arrayClocks(m: number, n: number, k: number, { rows, steps, columns }: ArraySize): number {
  return Math.ceil(m / rows) * Math.ceil(k / columns) * Math.ceil(n / steps) * columns + JOB_CLOCKS;
}

const isPrepared = (operand: Operand): boolean => operand.bytes(1, 1, 1).prepared > 0;

/** The tiles of a product by RedMulE: loaded, prepared by the cores where that is needed, multiplied, turned where needed, stored. */
export function redmuleTiles(
  product: RedmuleProduct,
  choice: RedmuleChoice,
  index: number,
  context: PlanContext,
): Tile[] {
  const { x, w, n, step } = product;
  const { cores } = context;
  const tiles: Tile[] = [];
  const cuts = cut(n, choice.steps);
  // Where several jobs write a tile of Z they keep their order: all of them pass the same stages.
  const spreads = product.exchanged && step.start.kind === "row";
  const turns = isPrepared(x) || isPrepared(w) || product.z.turn > 0;
  const prepares = turns || spreads;
  for (const tile of tilesOfZ(product, choice)) {
    const [products, rows, columns] = tile;
    const begun = begin(product, tile, context);
    const ended = finish(product, tile, begun.buffer);
    cuts.forEach((steps, i) => {
      const xTile = x.tile(products, rows, steps);
      const wTile = w.tile(products, steps, columns);
      const prepare = [...xTile.prepare, ...wTile.prepare, ...(i === 0 ? begun.prepare : [])];
      const [sm, sn, sk] = [span(rows), span(steps), span(columns)];
      const job: Job = {
        ...{ x: xTile.place, w: wTile.place, z: at(begun.buffer), m: sm, n: sn, k: sk },
        arith: arithmetic(step, i > 0 || begun.adds),
      };
      const last = i === cuts.length - 1;
      const array = arrayClocks(sm, sn, sk, context.array);
      // What another tile has prepared.
      const after = [
        ...(isPrepared(x) && xTile.prepare.length === 0 ? [xTile.place.buffer] : []),
        ...(isPrepared(w) && wTile.prepare.length === 0 ? [wTile.place.buffer] : []),
      ];
      const busy = prepare.length === 0 ? 0 : x.prepareClocks(1, sm, sn) + w.prepareClocks(1, sn, sk);
      const stages: Stage[] = [
        ...(prepare.length > 0 || (prepares && cuts.length > 1) ? [{ calls: prepare, jobs: [], clocks: busy }] : []),
        { calls: [], jobs: [job], clocks: array },
        ...(last && ended.calls.length > 0
          ? [{ calls: ended.calls, jobs: [], clocks: turnClocks(sm * sk, cores) }]
          : []),
      ];
      tiles.push({
        step: index,
        loads: [...xTile.loads, ...wTile.loads, ...(i === 0 ? begun.loads : [])],
        stages,
        stores: last ? ended.stores : [],
        clocks: array * stages.length,
        after,
      });
    });
  }
  return tiles;
}
