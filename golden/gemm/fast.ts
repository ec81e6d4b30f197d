import type { Operation, TensorFormat } from "../../hw/redmule/operation.js";
import { decodeTable, encodeNumber, exponentField, halfBits } from "../arithmetic/number.js";
import { checkSizes, newTensor, type GemmOpsJob, type Tensor } from "./job.js";
import { vectorChains } from "./vector-chains.js";

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

const halfTables = new Map<TensorFormat, Float64Array>();

/** Every encoding of a format as an FP16 number: rounds bfloat16, leaves the other formats as they are. Made on first use. */
function halfTable(fmt: TensorFormat): Float64Array {
  let table = halfTables.get(fmt);
  if (table === undefined) halfTables.set(fmt, (table = decodeTable(fmt).map(toHalf)));
  return table;
}

const encoders = new Map<TensorFormat, (half: number) => number>();

/** The encoding of FP16 numbers in a format; made on first use. */
function encoder(fmt: TensorFormat): (half: number) => number {
  let encode = encoders.get(fmt);
  if (encode === undefined) {
    const table = Uint16Array.from(decodeTable("fp16"), (half) => encodeNumber(fmt, half));
    encoders.set(fmt, (encode = (half) => table[halfBits(half)]));
  }
  return encode;
}

/** The chains of a job one operation of a row after the other. */
function plainChains(job: GemmOpsJob, value: Float64Array, z: Tensor, encode: (half: number) => number): void {
  const { op, m, n, k, paddedN = n } = job;
  const [x, w] = [job.x, job.w].map((tensor) => Float64Array.from(tensor, (bits) => value[bits]));
  const y = op === "MATMUL" ? new Float64Array(m * k) : Float64Array.from(job.y!, (bits) => value[bits]);
  const [first, second] = ROWS[op];
  const zeros = new Float64Array(k);
  const operand = new Float64Array(k);
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
  for (let i = 0; i < z.length; i++) z[i] = encode(y[i]);
}

/** The same function as `gemmOps`, at hundreds of millions of chain steps a second where the platform has vectors. */
export function gemmOpsFast(job: GemmOpsJob, vectors = true): Tensor {
  checkSizes(job);
  const { fmt, m, k } = job;
  const z = newTensor(fmt, m * k);
  const value = halfTable(fmt);
  const encode = encoder(fmt);
  if (!vectors || !vectorChains(job, value, z, encode)) plainChains(job, value, z, encode);
  return z;
}
