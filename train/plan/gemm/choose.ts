import type { CoreChoice } from "../choice.js";
import type { GemmStep } from "../../step.js";
import type { PlanContext } from "../context.js";
import { blocksOf, productClocks, type Block, type Split } from "./cost.js";
import { passes, shapesOf, type Shape } from "./shapes.js";
import { productOf, storesRows, type Product } from "./gemm-cores.js";
import { im2rowsOf } from "./operand-of.js";

/** Bytes of a beat of the DMA, and clocks of a transfer and of a slot beyond what runs in it. */
export const BEAT = 8;
export const AROUND_TRANSFER = 40;
export const AROUND_SLOT = 160;
/** Beats move a little slower than one a clock while cores work at the banks. */
const BEAT_CLOCKS = 1.15;

export const beats = (bytes: number): number => (bytes / BEAT) * BEAT_CLOCKS;

/** Bytes of TCDM that the tiles of a product take: two of what differs from tile to tile, one of what is laid out on the spot. */
function bytesOf(product: Product, shape: Shape): number {
  const { x, w, elementBytes } = product;
  const { rows, steps, columns, products } = shape;
  const count = passes(product, shape);
  const twice = (bytes: number, different: number): number => (different > 1 ? 2 * bytes : bytes);
  const xBytes = x.bytes(products, rows.most, steps.most);
  const wBytes = w.bytes(products, steps.most, columns.most);
  return (
    twice(xBytes.loaded, count.x) +
    xBytes.prepared +
    twice(wBytes.loaded, count.w) +
    wBytes.prepared +
    twice(products * rows.most * columns.most * elementBytes, count.tiles / steps.tiles) +
    twice(columns.most * elementBytes + 8, columns.tiles) +
    64
  );
}

/**
 * Estimated clocks of a product: of what the cores compute and what the DMA moves the longer, and on top the first load, the last
 * store, and what slots and transfers cost by themselves.
 */
function clocksOf(product: Product, shape: Shape, block: Block, split: Split, cores: number): number {
  const { x, w, step, form, elementBytes, count } = product;
  const { rows, steps, columns, products } = shape;
  const pass = passes(product, shape);
  const sizes = { m: rows.average, n: steps.average, k: columns.average, count: count / pass.groups, cores };
  const compute = productClocks(block, form, step.format, split, sizes);
  const zBytes = count * product.m.size * product.k.size * elementBytes;
  const inBytes =
    pass.x * x.traffic(products, rows.average, steps.average) +
    pass.w * w.traffic(products, steps.average, columns.average) +
    (step.start.kind === "accumulate" ? zBytes : 0);
  const prepare =
    pass.x * x.prepareClocks(products, rows.average, steps.average) +
    pass.w * w.prepareClocks(products, steps.average, columns.average);
  const busy = pass.tiles * compute + prepare;
  const moves = beats(inBytes) + (pass.x + pass.w) * AROUND_TRANSFER;
  const ends = inBytes / pass.tiles + (zBytes * steps.tiles) / pass.tiles;
  return Math.max(busy, moves, beats(zBytes)) + (pass.tiles + 2) * AROUND_SLOT + ends / BEAT;
}

/** Share of the pool that the buffers of a product may take: the rest is room for those of its neighbours. */
const SHARE = 0.94;

/** A choice with its estimated clocks. */
export interface Estimated {
  readonly choice: CoreChoice;
  readonly clocks: number;
}

const memo = new Map<string, Estimated | undefined>();

function choiceOf({ exchanged, lay, im2row }: Product, shape: Shape, block: Block, split: Split): CoreChoice {
  const { rows, steps, columns, products, outer } = shape;
  const sizes = { rows: rows.units, steps: steps.units, columns: columns.units, products, outer };
  return { engine: "cores", exchanged, lay, im2row, ...sizes, block, split };
}

/** Every choice for a product that fits, with its estimated clocks. */
export function* coreEstimates(product: Product, { poolBytes, cores }: PlanContext): Generator<Estimated> {
  const blocks = blocksOf(product.form, product.step.format);
  // Lanes are summed at the end of a chain: their N is not cut.
  const isWhole = ({ steps }: Shape): boolean => product.form !== "dot" || steps.tiles === 1;
  const fits = (shape: Shape): boolean => isWhole(shape) && bytesOf(product, shape) <= poolBytes * SHARE;
  for (const shape of shapesOf(product, [8, 8, 4], fits)) {
    for (const block of blocks) {
      for (const split of ["blocks", "columns"] as const) {
        const clocks = clocksOf(product, shape, block, split, cores);
        yield { choice: choiceOf(product, shape, block, split), clocks };
      }
    }
  }
}

function bestOf(product: Product, context: PlanContext): Estimated | undefined {
  const { m, n, k, count, form, x, w, step, exchanged, lay } = product;
  const { poolBytes, cores } = context;
  const kinds = [form, x.kindKey, w.kindKey, step.format, step.start.kind];
  const key = JSON.stringify([m, n, k, count, ...kinds, poolBytes, cores, exchanged, lay]);
  if (memo.has(key)) return memo.get(key);
  let best: Estimated | undefined;
  for (const found of coreEstimates(product, context)) {
    if (found.clocks < (best?.clocks ?? Infinity)) best = found;
  }
  memo.set(key, best);
  return best;
}

/** The forms in which the cores can compute a product: a W that lies the other way round is read so, or turned first. */
export function coreProducts(step: GemmStep, context: PlanContext): Product[] {
  const exchanged = !storesRows(step);
  return im2rowsOf(step).flatMap((im2row) => {
    const found = (["turned", "transposed"] as const)
      .map((lay) => productOf(step, { exchanged, lay, im2row }, context))
      .filter((product) => product !== undefined);
    // Nothing is turned where everything lies in rows.
    const [one, other] = found.map(({ x, w, form }) => JSON.stringify([x.kindKey, w.kindKey, form]));
    return found.length === 2 && one === other ? [found[0]] : found;
  });
}

/**
 * The choice with the fewest estimated clocks.
 * @throws RangeError when not even the smallest tile fits
 */
export function chooseForCores(
  step: GemmStep,
  context: PlanContext,
): { product: Product; choice: CoreChoice; clocks: number } {
  let best: { product: Product; choice: CoreChoice; clocks: number } | undefined;
  for (const product of coreProducts(step, context)) {
    const found = bestOf(product, context);
    if (found !== undefined && found.clocks < (best?.clocks ?? Infinity)) best = { product, ...found };
  }
  if (best === undefined) throw new RangeError(`No tile of ${step.name} fits ${context.poolBytes} bytes of TCDM.`);
  return best;
}
