import type { GemmStep, MatrixView, PatchView } from "../step.js";
import { rounderOf } from "./arithmetic.js";
import { chain16, chain32 } from "./chain.js";
import { offsetsOf, type Elements, type Memory } from "./memory.js";

/** Elements of X that are packed at once. */
const BLOCK = 2 ** 18;

/** Runs a product: operands are packed densely, block of rows by block of rows, and their chains run. */
export function runGemm(step: GemmStep, memory: Memory): void {
  const { m, n, k } = step;
  const counts = step.count.reduce((product, size) => product * size, 1);
  const x = memory.get(step.x.tensor);
  const rows = Math.max(1, Math.min(m, Math.floor(BLOCK / Math.max(1, n))));
  const w = new Float32Array(n * k);
  const block = new Float32Array(rows * n);
  const z = new Float32Array(rows * k);
  const chain = step.format === "fp32" ? chain32 : chain16;
  for (let index = 0; index < counts; index++) {
    const at = (strides: readonly number[]): number => offsetOfCount(index, step.count, strides);
    packMatrix(memory.get(step.w.tensor), step.w, at(step.w.countStrides), 0, n, w);
    for (let from = 0; from < m; from += rows) {
      const size = Math.min(rows, m - from);
      const base = at(step.x.countStrides);
      if (step.x.kind === "matrix") packMatrix(x, step.x, base, from, size, block);
      else if (step.x.transposed) packPatchColumns(x, step.x, base, from, size, n, block);
      else packPatchRows(x, step.x, base, from, size, n, block);
      start(step, memory, at, from, size, z);
      chain(block, w, z, size, n, k);
      store(step, memory, at(step.z.countStrides), from, size, z);
    }
  }
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

function packMatrix(
  source: Elements,
  view: MatrixView,
  base: number,
  from: number,
  rows: number,
  out: Float32Array,
): void {
  const rowOffsets = offsetsOf(view.rows);
  const columnOffsets = offsetsOf(view.columns);
  const columns = columnOffsets.length;
  for (let i = 0, at = 0; i < rows; i++) {
    const start = view.offset + base + rowOffsets[from + i];
    for (let j = 0; j < columns; j++) out[at++] = source[start + columnOffsets[j]];
  }
}

interface Taps {
  /** Row and column of the image relative to the pixel's, and offset in elements; by column of the patch matrix. */
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly offset: Int32Array;
}

interface Pixels {
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly offset: Int32Array;
}

function tapsOf(p: PatchView): Taps {
  const [kh, kw] = p.kernel;
  const size = kh * kw * p.channels;
  const taps = { y: new Int32Array(size), x: new Int32Array(size), offset: new Int32Array(size) };
  for (let a = 0; a < kh; a++) {
    for (let b = 0; b < kw; b++) {
      for (let c = 0; c < p.channels; c++) {
        const at = p.channelsFirst ? (c * kh + a) * kw + b : (a * kw + b) * p.channels + c;
        taps.y[at] = a * p.tapStep[0];
        taps.x[at] = b * p.tapStep[1];
        taps.offset[at] = taps.y[at] * p.rowStride + taps.x[at] * p.pixelStride + c * p.channelStride;
      }
    }
  }
  return taps;
}

function pixelsOf(p: PatchView): Pixels {
  const [gh, gw] = p.grid;
  const size = p.batch * gh * gw;
  const pixels = { y: new Int32Array(size), x: new Int32Array(size), offset: new Int32Array(size) };
  for (let b = 0, at = 0; b < p.batch; b++) {
    for (let i = 0; i < gh; i++) {
      for (let j = 0; j < gw; j++, at++) {
        pixels.y[at] = i * p.stride[0] + p.start[0];
        pixels.x[at] = j * p.stride[1] + p.start[1];
        pixels.offset[at] = b * p.batchStride + pixels.y[at] * p.rowStride + pixels.x[at] * p.pixelStride;
      }
    }
  }
  return pixels;
}

const geometry = new WeakMap<PatchView, { taps: Taps; pixels: Pixels }>();

function geometryOf(p: PatchView): { taps: Taps; pixels: Pixels } {
  let known = geometry.get(p);
  if (known === undefined) {
    known = { taps: tapsOf(p), pixels: pixelsOf(p) };
    geometry.set(p, known);
  }
  return known;
}

function packPatchRows(
  source: Elements,
  p: PatchView,
  base: number,
  from: number,
  rows: number,
  n: number,
  out: Float32Array,
): void {
  const { taps, pixels } = geometryOf(p);
  const [height, width] = p.image;
  for (let i = 0, at = 0; i < rows; i++) {
    const [y, x] = [pixels.y[from + i], pixels.x[from + i]];
    const start = p.offset + base + pixels.offset[from + i];
    for (let j = 0; j < n; j++, at++) {
      const [row, column] = [y + taps.y[j], x + taps.x[j]];
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      out[at] = inside ? source[start + taps.offset[j]] : 0;
    }
  }
}

function packPatchColumns(
  source: Elements,
  p: PatchView,
  base: number,
  from: number,
  rows: number,
  n: number,
  out: Float32Array,
): void {
  const { taps, pixels } = geometryOf(p);
  const [height, width] = p.image;
  for (let i = 0, at = 0; i < rows; i++) {
    const [y, x] = [taps.y[from + i], taps.x[from + i]];
    const start = p.offset + base + taps.offset[from + i];
    for (let j = 0; j < n; j++, at++) {
      const [row, column] = [y + pixels.y[j], x + pixels.x[j]];
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      out[at] = inside ? source[start + pixels.offset[j]] : 0;
    }
  }
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
