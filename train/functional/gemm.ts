import type { GemmStep } from "../step.js";
import { rounderOf } from "./arithmetic.js";
import { chainRoom } from "./simd-chain.js";
import { offsetsOf, type Memory } from "./memory.js";
import { packMatrix, packPatchColumns, packPatchRows } from "./pack.js";

/** Elements of X that are packed at once. */
const BLOCK = 2 ** 18;

/** Runs a product: operands are packed densely, block of rows by block of rows, and their chains run. */
export function runGemm(step: GemmStep, memory: Memory): void {
  const { m, n, k } = step;
  const counts = step.count.reduce((product, size) => product * size, 1);
  const x = memory.get(step.x.tensor);
  const rows = Math.max(1, Math.min(m, Math.floor(BLOCK / Math.max(1, n))));
  const format = step.format === "fp32" ? "fp32" : "fp16";
  const { x: block, w, z, run } = chainRoom(rows * n, n * k, rows * k);
  for (let index = 0; index < counts; index++) {
    const at = (strides: readonly number[]): number => offsetOfCount(index, step.count, strides);
    packMatrix(memory.get(step.w.tensor), step.w, at(step.w.countStrides), 0, n, w);
    for (let from = 0; from < m; from += rows) {
      const size = Math.min(rows, m - from);
      const base = at(step.x.countStrides);
      if (step.x.kind === "matrix") packMatrix(x, step.x, base, from, size, block);
      else if (step.x.transposed) packPatchColumns(x, step.x, base, from, size, block);
      else packPatchRows(x, step.x, base, from, size, block);
      start(step, memory, at, from, size, z);
      if (step.order === "two-lane") runLanes(block, w, z, [size, n, k], run);
      else run(format, size, n, k);
      store(step, memory, at(step.z.countStrides), from, size, z);
    }
  }
}

/**
 * Even and odd n in a chain each, and their sum: the matrices of a room are packed anew, z keeps the start of the even ones. What the
 * last odd step of an odd n lacks is +0.
 */
function runLanes(
  x: Float32Array,
  w: Float32Array,
  z: Float32Array,
  [rows, n, k]: readonly [number, number, number],
  run: (format: "fp32" | "fp16", rows: number, n: number, k: number) => void,
): void {
  const steps = Math.ceil(n / 2);
  const [wholeX, wholeW] = [x.slice(0, rows * n), w.slice(0, n * k)];
  const lane = (odd: 0 | 1): void => {
    for (let i = 0; i < rows; i++) {
      for (let s = 0; s < steps; s++) x[i * steps + s] = 2 * s + odd < n ? wholeX[i * n + 2 * s + odd] : 0;
    }
    w.fill(0, 0, steps * k);
    for (let s = 0; 2 * s + odd < n; s++) w.set(wholeW.subarray((2 * s + odd) * k, (2 * s + odd + 1) * k), s * k);
    run("fp16", rows, steps, k);
  };
  lane(0);
  const even = z.slice(0, rows * k);
  z.fill(0, 0, rows * k);
  lane(1);
  const round = rounderOf("fp16");
  for (let i = 0; i < rows * k; i++) z[i] = round(even[i] + z[i]);
  w.set(wholeW);
}

/** Offset of the product `index` of a count of one or more dimensions. */
function offsetOfCount(index: number, count: readonly number[], strides: readonly number[]): number {
  let offset = 0;
  let rest = index;
  for (let i = count.length - 1; i >= 0; i--) {
    offset += (rest % count[i]) * strides[i];
    rest = Math.floor(rest / count[i]);
  }
  return offset;
}

function start(
  step: GemmStep,
  memory: Memory,
  at: (strides: readonly number[]) => number,
  from: number,
  rows: number,
  z: Float32Array,
): void {
  const { k, start: begin } = step;
  if (begin.kind === "zero") z.fill(0);
  else if (begin.kind === "accumulate") {
    packMatrix(memory.get(step.z.tensor), step.z, at(step.z.countStrides), from, rows, z);
  } else {
    const row = memory.get(begin.tensor);
    const offset = begin.offset + at(begin.countStrides);
    for (let i = 0; i < rows; i++) for (let j = 0; j < k; j++) z[i * k + j] = row[offset + j];
  }
}

function store(step: GemmStep, memory: Memory, base: number, from: number, rows: number, z: Float32Array): void {
  const target = memory.get(step.z.tensor);
  const rowOffsets = offsetsOf(step.z.rows);
  const columnOffsets = offsetsOf(step.z.columns);
  const { k } = step;
  // Chains end in the format of the target but for FP8, which they leave once.
  const round = step.format === "fp8" || step.format === "fp8alt" ? rounderOf(step.format) : undefined;
  for (let i = 0, at = 0; i < rows; i++) {
    const begin = step.z.offset + base + rowOffsets[from + i];
    for (let j = 0; j < k; j++, at++) target[begin + columnOffsets[j]] = round === undefined ? z[at] : round(z[at]);
  }
}
