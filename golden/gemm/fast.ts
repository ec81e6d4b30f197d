import type { Operation } from "../../hw/redmule/operation.js";
import { checkSizes, newTensor, type GemmOpsJob, type Tensor } from "./job.js";
import { decodeTable, encodeNumber, exponentField } from "../arithmetic/number.js";

/*
 * GEMM-Ops in doubles. Why that is exact, with u = 2^-24 the smallest FP16 number and every finite FP16 value a multiple of u
 * of at most 11 bits below 2^16:
 * - x * w has at most 22 bits and lies between 2^-48 and 2^32: an exact double. Signs of zero products are IEEE's.
 * - x + w is a multiple of u below 2^17, 41 bits: exact, so ADD = fma(1, x, w) rounds once.
 * - p + acc with p = x * w is rounded by the double addition only if the sum spans more than 53 bits. If |p| >= |acc| that
 *   takes |p| >= 2^28, and both the exact sum and the double overflow FP16. If |acc| > |p|, then p ends at 2^-22 of its own
 *   leading bit or higher, so |p| < 2^-29 |acc|: the exact sum and the double both lie far less than half an FP16 unit
 *   (at least 2^-12 |acc|) from acc, itself an FP16 number, and round to it.
 * - min and max never round.
 */

/** By the exponent field of a double: 1.5 * 2^52 FP16 units of the last place there, or 0 where FP16 has overflowed. */
const SHIFT = Float64Array.from({ length: 2048 }, (_, field) =>
  field - 1023 > 15 ? 0 : 1.5 * 2 ** (42 + Math.max(field - 1023, -14)),
);

/** Rounds a double to the nearest FP16 number, ties to even; overflow gives an infinity and the sign of zero stays. */
function toHalf(s: number): number {
  const shift = SHIFT[exponentField(s)];
  const r = s + shift - shift;
  if (r === 0) return s * 0;
  if (r > 65504) return Infinity;
  return r < -65504 ? -Infinity : r;
}

/** `larger(a, b)` and `smaller(a, b)`: a NaN loses; Math.max and Math.min order -0 before +0. */
function larger(a: number, b: number): number {
  const r = Math.max(a, b);
  return r === r ? r : a === a ? a : b;
}

function smaller(a: number, b: number): number {
  const r = Math.min(a, b);
  return r === r ? r : a === a ? a : b;
}

/** A row of operations with one x: reads k elements of `w` from `from` on, writes `out`. */
type FirstRow = (out: Float64Array, x: number, w: Float64Array, from: number) => void;
/** A row of operations on the accumulators. */
type SecondRow = (acc: Float64Array, operand: Float64Array) => void;

// One loop per operation, not one loop with a function argument: V8 inlines the former.
const fuseRow: FirstRow = (acc, x, w, from) => {
  for (let j = 0; j < acc.length; j++) acc[j] = toHalf(x * w[from + j] + acc[j]);
};
const addRow: FirstRow = (out, x, w, from) => {
  for (let j = 0; j < out.length; j++) out[j] = toHalf(x + w[from + j]);
};
const mulRow: FirstRow = (out, x, w, from) => {
  for (let j = 0; j < out.length; j++) out[j] = toHalf(x * w[from + j]);
};
const maxRow: FirstRow = (out, x, w, from) => {
  for (let j = 0; j < out.length; j++) out[j] = larger(x, w[from + j]);
};
const minRow: FirstRow = (out, x, w, from) => {
  for (let j = 0; j < out.length; j++) out[j] = smaller(x, w[from + j]);
};
const accumulateMax: SecondRow = (acc, operand) => {
  for (let j = 0; j < acc.length; j++) acc[j] = larger(operand[j], acc[j]);
};
const accumulateMin: SecondRow = (acc, operand) => {
  for (let j = 0; j < acc.length; j++) acc[j] = smaller(operand[j], acc[j]);
};

const ROWS: Readonly<Record<Operation, readonly [FirstRow, SecondRow?]>> = {
  MATMUL: [fuseRow],
  GEMM: [fuseRow],
  ADDMAX: [addRow, accumulateMax],
  ADDMIN: [addRow, accumulateMin],
  MULMAX: [mulRow, accumulateMax],
  MULMIN: [mulRow, accumulateMin],
  MAXMIN: [maxRow, accumulateMin],
  MINMAX: [minRow, accumulateMax],
};

/** The elements as FP16 numbers: rounds bfloat16, leaves the other formats as they are. */
function decodeTensor(table: Float64Array, tensor: Tensor): Float64Array {
  const values = new Float64Array(tensor.length);
  for (let i = 0; i < values.length; i++) values[i] = toHalf(table[tensor[i]]);
  return values;
}

/** The same function as `gemmOps`, at tens of millions of chain steps a second. */
export function gemmOpsFast(job: GemmOpsJob): Tensor {
  checkSizes(job);
  const { op, fmt, m, n, k, paddedN = n } = job;
  const table = decodeTable(fmt);
  const x = decodeTensor(table, job.x);
  const w = decodeTensor(table, job.w);
  const y = op === "MATMUL" ? new Float64Array(m * k) : decodeTensor(table, job.y!);
  const [first, second] = ROWS[op];
  const zeros = new Float64Array(k);
  const operand = new Float64Array(k);
  const z = newTensor(fmt, m * k);
  for (let i = 0; i < m; i++) {
    const acc = y.subarray(i * k, (i + 1) * k);
    const out = second ? operand : acc;
    for (let s = 0; s < n; s++) {
      first(out, x[i * n + s], w, s * k);
      second?.(acc, operand);
    }
    for (let s = n; s < paddedN; s++) {
      first(out, 0, zeros, 0);
      second?.(acc, operand);
    }
  }
  for (let i = 0; i < z.length; i++) z[i] = encodeNumber(fmt, y[i]);
  return z;
}
