import { UsageError } from "../../hw/errors.js";
import { TENSOR_FORMATS, type Operation, type TensorFormat } from "../../hw/redmule/operation.js";
import { tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import type { Shape } from "../redmule/placed-job.js";

/** Rows of Z, steps of N and columns of Z of a tile; tiles at the edges are smaller. */
export interface Tile {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** What a tiling is chosen for. */
export interface TilingTarget {
  readonly redmule: RedmuleParameters;
  readonly tcdmBytes: number;
  /** RedMulE goes before the DMA at the banks. */
  readonly redmuleFirst: boolean;
}

/** How a job is cut, and where its tiles stand in the TCDM. */
export interface Tiling {
  readonly tile: Tile;
  /** Number of tiles along M, N and K. */
  readonly tiles: Tile;
  /** Byte offsets in the TCDM of the two buffers of X, W and Z; both are one where one tile serves the whole job. */
  readonly buffers: Readonly<Record<"x" | "w" | "z", readonly [number, number]>>;
  /** Bytes of TCDM that all of it takes. */
  readonly bytes: number;
}

/** Bytes at the start of the TCDM that the firmware keeps: its descriptor and the state of two jobs. */
export const FIRMWARE_BYTES = 256;
/** Bytes at which the DMA and the TCDM meet: buffers start there. */
const ALIGNMENT = 8;
/** Bytes of a beat of the DMA. */
const DMA_BYTES = 8;
/** Clocks that the DMA takes for a beat of either direction while RedMulE works: measured, about. */
const DMA_CLOCKS = 1.3;
/** Clocks of a job in which the firmware keeps the DMA waiting: measured, about. */
const FIRMWARE_CLOCKS = 150;
/** Clocks that RedMulE loses to a beat of the DMA when the DMA goes first at the banks: measured, about. */
const LOST_CLOCKS = 0.4;
/** Clocks from the end of a job to the first step of the next one that is queued, and those of its last results. */
const JOB_CLOCKS = 60;

const rounded = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/**
 * Whether N may be cut without a changed bit. Behind a cut the values so far are stored and loaded as elements of the format.
 * FP16 holds every value. A maximum or minimum of maxima and minima is an element already. Rounding to FP8 keeps the order and
 * leaves what is rounded alone, so that any maximum or minimum stays what it is; but bfloat16 rounds up to 65536, which FP16
 * takes for infinite. A rounded sum goes on with other bits.
 */
export function mayCutN(op: Operation, fmt: TensorFormat): boolean {
  if (fmt === "fp16" || op === "MAXMIN" || op === "MINMAX") return true;
  return fmt !== "bf16" && op !== "GEMM" && op !== "MATMUL";
}

/** Rows of a buffer of Z: E7 loads and stores whole tiles of the array. */
function zRows(m: number, { L, errata }: RedmuleParameters): number {
  return errata.E7 ? rounded(m, L) : m;
}

/** What a tile takes in the TCDM, and where. */
function place({ fmt, m, n, k }: Shape, given: Tile, p: RedmuleParameters): Tiling {
  const tile = { m: Math.min(given.m, m), n: Math.min(given.n, n), k: Math.min(given.k, k) };
  const tiles = { m: Math.ceil(m / tile.m), n: Math.ceil(n / tile.n), k: Math.ceil(k / tile.k) };
  const element = TENSOR_FORMATS[fmt].bytes;
  let bytes = FIRMWARE_BYTES;
  const buffers = (elements: number, different: number): readonly [number, number] => {
    const size = rounded(elements * element, ALIGNMENT);
    const first = bytes;
    bytes += different > 1 ? 2 * size : size;
    return [first, different > 1 ? first + size : first];
  };
  const x = buffers(tile.m * tile.n, tiles.m * tiles.n);
  const w = buffers(tile.n * tile.k, tiles.n * tiles.k);
  const z = buffers(zRows(tile.m, p) * tile.k, tiles.m * tiles.k);
  return { tile, tiles, buffers: { x, w, z }, bytes };
}

/** Bytes that a tiling moves to the TCDM and back to L2. X stays for a row of tiles where N is not cut. */
export function traffic({ op, fmt, m, n, k }: Shape, { tiles }: Tiling): { toTcdm: number; toL2: number } {
  const element = TENSOR_FORMATS[fmt].bytes;
  const x = m * n * (tiles.n > 1 ? tiles.k : 1);
  const w = n * k * (tiles.n * tiles.k > 1 ? tiles.m : 1);
  const y = op === "MATMUL" ? 0 : m * k;
  return { toTcdm: (x + w + y) * element, toL2: m * k * element };
}

/** Tiles of the array that the rows or columns of all tiles make up. */
function arrayTiles(size: number, tile: number, unit: number): number {
  return Math.floor(size / tile) * Math.ceil(tile / unit) + Math.ceil((size % tile) / unit);
}

/** Clocks of a tiling: RedMulE's among the DMA's, or the DMA's if these are more, and what stands alone at both ends. */
function estimate(shape: Shape, tiling: Tiling, { redmule: p, redmuleFirst }: TilingTarget): number {
  const { m, n, k, fmt } = shape;
  const { tile, tiles } = tiling;
  const D = tileColumns(p);
  const array = arrayTiles(m, tile.m, p.L) * arrayTiles(k, tile.k, D) * arrayTiles(n, tile.n, p.H) * D;
  const jobs = tiles.m * tiles.n * tiles.k;
  const { toTcdm, toL2 } = traffic(shape, tiling);
  const ends = (tile.m * tile.n + tile.n * tile.k + tile.m * tile.k) * TENSOR_FORMATS[fmt].bytes;
  const beats = (toTcdm + toL2) / DMA_BYTES;
  const compute = array + jobs * JOB_CLOCKS + (redmuleFirst ? 0 : beats * LOST_CLOCKS);
  return Math.max(compute, jobs * FIRMWARE_CLOCKS + beats * DMA_CLOCKS) + ends / DMA_BYTES;
}

/** Sizes of tiles that cut `size` into different numbers of parts of whole units, and halves of a unit below, ascending. */
function candidates(size: number, unit: number): number[] {
  const found = new Set<number>();
  for (let parts = 1; parts <= Math.ceil(size / unit); parts++) {
    found.add(Math.min(size, rounded(Math.ceil(size / parts), unit)));
  }
  for (let part = Math.min(unit, size); part >= 1; part = Math.floor(part / 2)) found.add(part);
  return [...found].sort((a, b) => a - b);
}

/** The tiling of these rows and columns whose steps of N are the most that fit; undefined when none fit. */
function withMostSteps(shape: Shape, m: number, k: number, target: TilingTarget): Tiling | undefined {
  const { op, fmt, n } = shape;
  const { redmule: p, tcdmBytes } = target;
  const whole = place(shape, { m, n, k }, p);
  if (whole.bytes <= tcdmBytes) return whole;
  if (!mayCutN(op, fmt)) return undefined;
  const twoElements = 2 * TENSOR_FORMATS[fmt].bytes;
  const most = Math.floor(
    (tcdmBytes - FIRMWARE_BYTES - 6 * ALIGNMENT - twoElements * zRows(m, p) * k) / (twoElements * (m + k)),
  );
  if (most < 1) return undefined;
  const even = Math.ceil(n / Math.ceil(n / most));
  const aligned = rounded(even, p.H);
  const found = place(shape, { m, n: aligned <= most ? aligned : Math.min(even, most), k }, p);
  return found.bytes <= tcdmBytes ? found : undefined;
}

/**
 * The tiling of a job. Tiles are whole tiles of the array (L rows, D columns, H steps) where they can be. Chosen is the one that takes the fewest clocks by an estimate: RedMulE's clocks with every padding,
 * `JOB_CLOCKS` a job and what the DMA takes from it at the banks, or the DMA's if these are more; and the first fetch and the
 * last store on top.
 * Among equals the one that moves the fewest bytes.
 * @throws UsageError when not even a tile of one row and one column fits
 */
export function chooseTiling(shape: Shape, target: TilingTarget): Tiling {
  const { redmule: p } = target;
  let best: Tiling | undefined;
  let bestCost = Infinity;
  let bestBytes = Infinity;
  for (const m of candidates(shape.m, p.L)) {
    for (const k of candidates(shape.k, tileColumns(p))) {
      const tiling = withMostSteps(shape, m, k, target);
      if (tiling === undefined) continue;
      const cost = estimate(shape, tiling, target);
      const bytes = traffic(shape, tiling).toTcdm;
      if (cost > bestCost || (cost === bestCost && bytes >= bestBytes)) continue;
      [best, bestCost, bestBytes] = [tiling, cost, bytes];
    }
  }
  if (best !== undefined) return best;
  throw tooSmall(shape, target);
}

function tooSmall(shape: Shape, { redmule: p, tcdmBytes }: TilingTarget): UsageError {
  const { op, fmt, n } = shape;
  const whole = !mayCutN(op, fmt);
  const least = place(shape, { m: 1, n: whole ? n : 1, k: 1 }, p).bytes;
  const steps = whole ? `all ${n} steps, as ${op} in ${fmt} loses bits where N is cut,` : "one step";
  return new UsageError(
    `A tile of one row, one column and ${steps} takes ${least} bytes of TCDM, which has ${tcdmBytes}: give --tcdm-kib ${Math.ceil(least / 1024)}${whole ? " or --fmt fp16" : ""}.`,
  );
}

/**
 * The tiling with a tile that the user chose; what passes the job is cut off.
 * @throws UsageError for a tile that does not fit, or that cuts N where this changes bits
 */
export function tilingOf(shape: Shape, tile: Tile, { redmule: p, tcdmBytes }: TilingTarget): Tiling {
  const tiling = place(shape, tile, p);
  const name = `A tile of ${tile.m}x${tile.n}x${tile.k}`;
  if (tiling.tiles.n > 1 && !mayCutN(shape.op, shape.fmt)) {
    throw new UsageError(
      `${name} cuts N = ${shape.n}, and ${shape.op} in ${shape.fmt} loses bits there: give a tile of all ${shape.n} steps or --fmt fp16.`,
    );
  }
  if (tiling.bytes > tcdmBytes) {
    throw new UsageError(
      `${name} takes ${tiling.bytes} bytes of TCDM, which has ${tcdmBytes}: give a smaller tile or --tcdm-kib ${Math.ceil(tiling.bytes / 1024)}.`,
    );
  }
  return tiling;
}
