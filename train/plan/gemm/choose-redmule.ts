import type { RedmuleChoice } from "../choice.js";
import type { GemmStep } from "../../step.js";
import type { PlanContext } from "../context.js";
import { AROUND_SLOT, AROUND_TRANSFER, BEAT, beats } from "./choose.js";
import { arrayClocks, mayCut, redmuleProduct, type RedmuleProduct } from "./gemm-redmule.js";
import { im2rowsOf } from "./operand-of.js";
import { spreadClocks } from "./spread.js";
import { passes, shapesOf, type Cuts, type Shape } from "./shapes.js";

/** The cores lose banks to RedMulE while they prepare. */
const PREPARE_SHARE = 1.35;

/** What of the first load and the last store nothing else hides: little, where neighbours find room beside the product. */
const ENDS = 0.05;
const ENDS_ALONE = 0.6;
const ROOM = 0.5;
/** Share of the pool that the tiles may take: more of them are on their way than work at a time, and what others keep parts the rest. */
const SHARE = 0.75;

/** A tile of Z that has not whole rows is stored row by row. */
const STORED_ROWS = 1.3;

/** Steps of N that tiles are multiples of. */
const STEPS = 16;

/**
 * Bytes of TCDM: a tile is loaded, prepared, multiplied and stored in four slots, so that up to four of them are there. Tight: the
 * operand that stays is there once, so that everybody waits for the next one of it, and of the other one there are two.
 */
function bytesOf(product: RedmuleProduct, shape: Shape, tight: boolean): number {
  const { x, w, z, step, elementBytes } = product;
  const { rows, steps, columns, outer } = shape;
  const count = passes(product, shape);
  const operand = (
    { loaded, prepared }: { loaded: number; prepared: number },
    different: number,
    stays: boolean,
  ): number => {
    if (different <= 1 || (tight && stays)) return loaded + prepared;
    return prepared > 0 || tight ? 2 * (loaded + prepared) : 3 * loaded;
  };
  const tile = rows.most * columns.most * elementBytes;
  const tiles = count.tiles / steps.tiles;
  const copies = step.start.kind === "zero" ? 2 : 4;
  return (
    operand(x.bytes(1, rows.most, steps.most), count.x, outer === "rows") +
    operand(w.bytes(1, steps.most, columns.most), count.w, outer === "columns") +
    (Math.min(tiles, copies) + (z.turn > 0 ? 2 : 0)) * tile +
    128
  );
}

/** Estimated clocks: the longest of RedMulE, the cores' preparation and the DMA, and what stands alone at both ends. */
function clocksOf(
  product: RedmuleProduct,
  shape: Shape,
  { poolBytes, cores, array: size }: PlanContext,
  tight: boolean,
): number {
  const { x, w, z, m, k, step, elementBytes, count } = product;
  const { rows, steps, columns, outer } = shape;
  const pass = passes(product, shape);
  const array = pass.tiles * arrayClocks(rows.average, steps.average, columns.average, size);
  const zBytes = count * m.size * k.size * elementBytes;
  const inBytes =
    pass.x * x.traffic(1, rows.average, steps.average) +
    pass.w * w.traffic(1, steps.average, columns.average) +
    (step.start.kind === "zero" ? 0 : zBytes);
  const tilesOfZ = pass.tiles / steps.tiles;
  const spreads = product.exchanged && step.start.kind === "row";
  const prepare =
    pass.x * x.prepareClocks(1, rows.average, steps.average) +
    pass.w * w.prepareClocks(1, steps.average, columns.average) +
    (spreads ? tilesOfZ * spreadClocks(rows.average, columns.average, cores) : 0);
  const post = z.turn > 0 ? tilesOfZ * (150 + (zBytes / elementBytes / tilesOfZ) * 0.25) : 0;
  const moves = beats(inBytes) + (pass.x + pass.w) * AROUND_TRANSFER;
  const stored = beats(zBytes) * ((z.turn > 0 ? rows : columns).tiles > 1 ? STORED_ROWS : 1);
  const turning = (prepare + post) * PREPARE_SHARE;
  const isAlone = bytesOf(product, shape, tight) > poolBytes * ROOM;
  const busiest = Math.max(array, turning, moves, stored);
  const ends = inBytes / pass.tiles / BEAT + prepare / pass.tiles + zBytes / tilesOfZ / BEAT + post / tilesOfZ;
  const waits = outer === "rows" ? alone(pass.x, x, rows, steps) : alone(pass.w, w, steps, columns);
  const around = (pass.tiles + (prepare > 0 ? 3 : 2)) * AROUND_SLOT;
  return busiest + (tight ? waits : 0) + (isAlone ? ENDS_ALONE : ENDS) * ends + around;
}

/** Clocks in which tiles of an operand are loaded and prepared while nothing is multiplied. */
function alone(passes: number, operand: RedmuleProduct["x"], rows: Cuts, columns: Cuts): number {
  const load = operand.traffic(1, rows.average, columns.average) / BEAT;
  return passes * (load + operand.prepareClocks(1, rows.average, columns.average));
}

/** A choice with its estimated clocks. */
export interface RedmuleEstimated {
  readonly choice: RedmuleChoice;
  readonly clocks: number;
}

const memo = new Map<string, RedmuleEstimated | undefined>();

/** Every choice for a product that fits, with its estimated clocks. */
export function* redmuleEstimates(product: RedmuleProduct, context: PlanContext): Generator<RedmuleEstimated> {
  const { poolBytes, array } = context;
  const hasRoom = (shape: Shape): boolean => bytesOf(product, shape, false) <= poolBytes * SHARE;
  // Where N cannot be cut its tiles are large: two of each operand may leave the array half empty.
  const fits = (shape: Shape): boolean =>
    shape.products === 1 &&
    (mayCut(product)
      ? hasRoom(shape)
      : shape.steps.tiles === 1 && (hasRoom(shape) || bytesOf(product, shape, true) <= poolBytes));
  for (const shape of shapesOf(product, [array.rows, STEPS, array.columns], fits)) {
    const { rows, steps, columns, products, outer } = shape;
    const sizes = { rows: rows.units, steps: steps.units, columns: columns.units, products, outer };
    const clocks = clocksOf(product, shape, context, !hasRoom(shape));
    const { exchanged, im2row } = product;
    yield { choice: { engine: "redmule", exchanged, im2row, ...sizes }, clocks };
  }
}

function bestOf(product: RedmuleProduct, context: PlanContext): RedmuleEstimated | undefined {
  const { m, n, k, count, x, w, z, step, exchanged } = product;
  const { poolBytes, cores, array } = context;
  const kinds = [x.kindKey, w.kindKey, z.kindKey, step.format, step.start.kind, exchanged];
  const key = JSON.stringify([m, n, k, count, ...kinds, poolBytes, cores, array]);
  if (memo.has(key)) return memo.get(key);
  let best: RedmuleEstimated | undefined;
  for (const found of redmuleEstimates(product, context)) {
    if (found.clocks < (best?.clocks ?? Infinity)) best = found;
  }
  memo.set(key, best);
  return best;
}

/** Both orientations and all tiles: the choice with the fewest estimated clocks; undefined where RedMulE cannot do it. */
export function chooseForRedmule(
  step: GemmStep,
  context: PlanContext,
): { product: RedmuleProduct; choice: RedmuleChoice; clocks: number } | undefined {
  let best: { product: RedmuleProduct; choice: RedmuleChoice; clocks: number } | undefined;
  for (const product of redmuleProducts(step, context)) {
    const found = bestOf(product, context);
    if (found !== undefined && found.clocks < (best?.clocks ?? Infinity)) best = { product, ...found };
  }
  return best;
}

/** Both orientations, and all ways to lay out patches. */
export function redmuleProducts(step: GemmStep, context: PlanContext): RedmuleProduct[] {
  return [false, true]
    .flatMap((exchanged) => im2rowsOf(step).map((im2row) => redmuleProduct(step, { exchanged, im2row }, context)))
    .filter((product) => product !== undefined);
}
