import { memoryOf, WasmModule } from "../../hw/wasm-module.js";
import type { Operation } from "../../hw/redmule/operation.js";
import { MODULE } from "./chains.wasm.js";
import type { GemmOpsJob, Tensor } from "./job.js";

interface ChainExports {
  /** Operation, addresses of x, w and z, rows, steps, column pairs. */
  run(operation: number, x: number, w: number, z: number, rows: number, n: number, pairs: number): void;
}

/** Operations as chains.as.ts numbers them; what MATMUL starts from is its caller's. */
const OPERATION_CODES: Readonly<Record<Operation, number>> = {
  MATMUL: 0,
  GEMM: 0,
  ADDMAX: 1,
  ADDMIN: 2,
  MULMAX: 3,
  MULMIN: 4,
  MAXMIN: 5,
  MINMAX: 6,
};

/** Rows that are computed together share a vector of w. */
const ROWS = 4;
/** Numbers of x and z that are laid out at a time, so that a long job takes little room. */
const BLOCK = 2 ** 15;
const NUMBER_BYTES = 8;
const LEAST_BYTES = 2 ** 20;

const chains = new WasmModule<ChainExports>(MODULE);
let room: { readonly numbers: Float64Array; readonly exports: ChainExports } | null | undefined;

/** A memory for so many numbers with the module on it; null on a platform without vectors or without room. */
function roomFor(numbers: number): NonNullable<typeof room> | null {
  if (room === undefined || (room !== null && room.numbers.length < numbers)) {
    try {
      const memory = memoryOf(Math.max(LEAST_BYTES, numbers * NUMBER_BYTES));
      room = { numbers: new Float64Array(memory.buffer), exports: chains.instance(memory) };
    } catch {
      room = null;
    }
  }
  return room;
}

/**
 * The chains of a job in vectors of doubles on the FP16 grid.
 * @param value of every encoding of the job's format
 * @param encode of an element of Z
 * @returns false where the platform has no vectors; nothing is done then
 */
export function vectorChains(job: GemmOpsJob, value: Float64Array, z: Tensor, encode: (z: number) => number): boolean {
  const { op, m, n, k, paddedN = n } = job;
  const pairs = Math.ceil(k / 2);
  const most = ROWS * Math.max(1, Math.floor(BLOCK / (ROWS * (paddedN + 2 * pairs))));
  const rows = Math.min(most, ROWS * Math.ceil(m / ROWS));
  const [wAt, xAt] = [0, 2 * pairs * paddedN];
  const zAt = xAt + rows * paddedN;
  const found = roomFor(zAt + 2 * pairs * rows);
  if (found === null) return false;
  const { numbers, exports } = found;
  layPairs(numbers.subarray(wAt, xAt), paddedN, value, job.w, n, k);
  const block = numbers.subarray(zAt, zAt + 2 * pairs * rows);
  for (let first = 0; first < m; first += rows) {
    const count = Math.min(rows, m - first);
    layRows(numbers.subarray(xAt, zAt), paddedN, value, job.x.subarray(first * n, (first + count) * n), n);
    if (op === "MATMUL") block.fill(0);
    else layPairs(block, rows, value, job.y!.subarray(first * k, (first + count) * k), count, k);
    // Column pairs lie `rows` apart: the rows behind the last one are computed, too.
    exports.run(OPERATION_CODES[op], xAt * NUMBER_BYTES, wAt, zAt * NUMBER_BYTES, rows, paddedN, pairs);
    takePairs(block, rows, z.subarray(first * k, (first + count) * k), count, k, encode);
  }
  return true;
}

/** `rows` rows of k elements as column pairs of `height` rows, zeros behind the last row and the last column. */
function layPairs(to: Float64Array, height: number, value: Float64Array, from: Tensor, rows: number, k: number): void {
  if (height > rows || (k & 1) !== 0) to.fill(0);
  for (let j = 0; j < k; j++) {
    let at = (j >> 1) * 2 * height + (j & 1);
    for (let i = 0, index = j; i < rows; i++, at += 2, index += k) to[at] = value[from[index]];
  }
}

/** Rows of n elements, each `pitch` long, with zeros behind. */
function layRows(to: Float64Array, pitch: number, value: Float64Array, from: Tensor, n: number): void {
  if (from.length < to.length) to.fill(0);
  for (let i = 0, at = 0, index = 0; index < from.length; i++, at = i * pitch) {
    for (let s = 0; s < n; s++) to[at++] = value[from[index++]];
  }
}

function takePairs(
  from: Float64Array,
  height: number,
  z: Tensor,
  rows: number,
  k: number,
  encode: (z: number) => number,
): void {
  for (let j = 0; j < k; j++) {
    let at = (j >> 1) * 2 * height + (j & 1);
    for (let i = 0, index = j; i < rows; i++, at += 2, index += k) z[index] = encode(from[at]);
  }
}
