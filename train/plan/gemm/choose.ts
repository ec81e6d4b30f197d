import type { GemmStep } from "../../step.js";
import type { PlanContext } from "../context.js";
import { blocksOf, productClocks, type Block, type Split } from "./cost.js";
import { passes, shapesOf, type Shape } from "./shapes.js";
import { productOf, storesRows, type CoreChoice, type Product } from "./gemm-cores.js";

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
export const SHARE = 0.94;

/** A choice with its estimated clocks. */
interface Estimated {
  readonly choice: CoreChoice;
  readonly clocks: number;
}

const memo = new Map<string, Estimated | undefined>();

function choiceOf({ exchanged, lay }: Product, shape: Shape, block: Block, split: Split): CoreChoice {
  const { rows, steps, columns, products, outer } = shape;
  const sizes = { rows: rows.units, steps: steps.units, columns: columns.units, products, outer };
  return { engine: "cores", exchanged, lay, ...sizes, block, split };
}

function bestOf(product: Product, { poolBytes, cores }: PlanContext): Estimated | undefined {
  const { m, n, k, count, form, x, w, step, exchanged } = product;
  const { format, start } = step;
  const key = JSON.stringify([
    m,
    n,
    k,
    count,
    form,
    x.kindKey,
    w.kindKey,
    format,
    start.kind,
    poolBytes,
    cores,
    exchanged,
    product.lay,
  ]);
  if (memo.has(key)) return memo.get(key);
  const blocks = blocksOf(form, format);
  let best: Estimated | undefined;
  for (const shape of shapesOf(product, [8, 8, 4], (shape) => bytesOf(product, shape) <= poolBytes * SHARE)) {
    for (const block of blocks) {
      const clocks = clocksOf(product, shape, block, "blocks", cores);
      if (clocks < (best?.clocks ?? Infinity)) best = { choice: choiceOf(product, shape, block, "blocks"), clocks };
    }
  }
  memo.set(key, best);
  return best;
}

/**
 * The choice with the fewest estimated clocks.
 * @throws RangeError when not even the smallest tile fits
 */
export function chooseForCores(step: GemmStep, context: PlanContext): { product: Product; choice: CoreChoice } {
  const exchanged = !storesRows(step);
  const found = (["turned", "transposed"] as const)
    .map((lay) => productOf(step, exchanged, lay, context))
    .map((product) => product && { product, best: bestOf(product, context) })
    .filter((candidate) => candidate?.best !== undefined)
    .sort((a, b) => a!.best!.clocks - b!.best!.clocks);
  if (found.length === 0) throw new RangeError(`No tile of ${step.name} fits ${context.poolBytes} bytes of TCDM.`);
  const { product, best } = found[0]!;
  return { product, choice: best!.choice };
}
