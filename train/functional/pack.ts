import type { MatrixView, PatchView } from "../step.js";
import { offsetsOf, type Elements } from "./memory.js";

/** Rows `from` to `from + rows` of a matrix, densely. */
export function packMatrix(
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
  const isRun = view.columns.length === 1 && view.columns[0].stride === 1;
  for (let i = 0, at = 0; i < rows; i++) {
    const start = view.offset + base + rowOffsets[from + i];
    if (isRun && columns >= 16) {
      out.set(source.subarray(start, start + columns), at);
      at += columns;
    } else for (let j = 0; j < columns; j++) out[at++] = source[start + columnOffsets[j]];
  }
}

/** Positions of one direction whose pixel `first + position * step` lies within `size`: from `begin` to before `end`. */
function inside(first: number, step: number, count: number, size: number): readonly [begin: number, end: number] {
  let [begin, end] = [0, count];
  const isIn = (position: number): boolean => first + position * step >= 0 && first + position * step < size;
  while (begin < end && !isIn(begin)) begin++;
  while (end > begin && !isIn(end - 1)) end--;
  return [begin, end];
}

/** Rows of the patch matrix: pixels of the grid. */
export function packPatchRows(
  source: Elements,
  p: PatchView,
  base: number,
  from: number,
  rows: number,
  out: Float32Array,
): void {
  const [kh, kw] = p.kernel;
  const { channels, channelStride } = p;
  const taps = kh * kw;
  const columns = taps * channels;
  // Between neighbouring channels, and between neighbouring taps, of one row of the result.
  const [channelStep, tapStep] = p.channelsFirst ? [taps, 1] : [1, channels];
  out.fill(0, 0, rows * columns);
  for (let i = 0; i < rows; i++) {
    const pixel = from + i;
    const column = pixel % p.grid[1];
    const line = Math.floor(pixel / p.grid[1]);
    const y = (line % p.grid[0]) * p.stride[0] + p.start[0];
    const x = column * p.stride[1] + p.start[1];
    const image = p.offset + base + Math.floor(line / p.grid[0]) * p.batchStride;
    const [top, bottom] = inside(y, p.tapStep[0], kh, p.image[0]);
    const [left, right] = inside(x, p.tapStep[1], kw, p.image[1]);
    for (let a = top; a < bottom; a++) {
      const row = image + (y + a * p.tapStep[0]) * p.rowStride;
      for (let e = left; e < right; e++) {
        let read = row + (x + e * p.tapStep[1]) * p.pixelStride;
        let write = i * columns + (a * kw + e) * tapStep;
        for (let c = 0; c < channels; c++, read += channelStride, write += channelStep) out[write] = source[read];
      }
    }
  }
}

/** Rows of the transposed patch matrix: elements under the kernel. */
export function packPatchColumns(
  source: Elements,
  p: PatchView,
  base: number,
  from: number,
  rows: number,
  out: Float32Array,
): void {
  const [kh, kw] = p.kernel;
  const [gridHeight, gridWidth] = p.grid;
  const columns = p.batch * gridHeight * gridWidth;
  const step = p.stride[1] * p.pixelStride;
  out.fill(0, 0, rows * columns);
  for (let i = 0; i < rows; i++) {
    const element = from + i;
    const taps = kh * kw;
    const tap = p.channelsFirst ? element % taps : Math.floor(element / p.channels);
    const channel = p.channelsFirst ? Math.floor(element / taps) : element % p.channels;
    const y = p.start[0] + Math.floor(tap / kw) * p.tapStep[0];
    const x = p.start[1] + (tap % kw) * p.tapStep[1];
    const [top, bottom] = inside(y, p.stride[0], gridHeight, p.image[0]);
    const [left, right] = inside(x, p.stride[1], gridWidth, p.image[1]);
    for (let b = 0; b < p.batch; b++) {
      const image = p.offset + base + b * p.batchStride + channel * p.channelStride;
      for (let g = top; g < bottom; g++) {
        let read = image + (y + g * p.stride[0]) * p.rowStride + (x + left * p.stride[1]) * p.pixelStride;
        const line = i * columns + (b * gridHeight + g) * gridWidth;
        for (let j = left; j < right; j++, read += step) out[line + j] = source[read];
      }
    }
  }
}
