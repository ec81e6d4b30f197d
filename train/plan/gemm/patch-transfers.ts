import type { PatchView } from "../../step.js";
import { at, type Buffer, type Transfer } from "../tile.js";

/** Pixels of the grid, rows of one image or some whole images, and rows of taps. */
export interface PatchPart {
  readonly image: number;
  readonly images: number;
  readonly row: number;
  readonly rows: number;
  readonly tapRow: number;
  readonly tapRows: number;
}

/** Where the patches come from. */
export interface PatchSource {
  readonly view: PatchView;
  /** Element of L2 of the first pixel of the first image, and bytes of an element. */
  readonly base: number;
  readonly bytes: number;
  /** Byte of L2 where zeros stand, and how many. */
  readonly zeros: number;
  readonly zeroBytes: number;
}

type Range = readonly [number, number];

/** Columns of the grid whose taps of a segment exist alike. */
interface Columns {
  readonly from: number;
  to: number;
  readonly taps: Range;
}

/** Whether the DMA can lay patches out: it moves the channels of a pixel at a time. */
export const isBrought = ({ channelsFirst, channelStride }: PatchView): boolean =>
  !channelsFirst && channelStride === 1;

/** Taps of a row that follow each other in memory: all of them, or each one alone. */
function segmentsOf({ kernel, tapStep, channels, pixelStride }: PatchView): Range[] {
  if (tapStep[1] === 1 && pixelStride === channels) return [[0, kernel[1]]];
  return Array.from({ length: kernel[1] }, (_, tap): Range => [tap, tap + 1]);
}

function columnsOf({ grid, stride, start, tapStep, image }: PatchView, [first, end]: Range): Columns[] {
  const found: Columns[] = [];
  for (let j = 0; j < grid[1]; j++) {
    const pixel = j * stride[1] + start[1];
    const exists = (tap: number): boolean => pixel + tap * tapStep[1] >= 0 && pixel + tap * tapStep[1] < image[1];
    let [low, high] = [first, end];
    while (low < end && !exists(low)) low++;
    while (high > low && !exists(high - 1)) high--;
    const last = found.at(-1);
    if (last !== undefined && last.taps[0] === low && last.taps[1] === high) last.to = j + 1;
    else found.push({ from: j, to: j + 1, taps: [low, high] });
  }
  return found;
}

/** Commands of the DMA that lay the patches of a part out as the rows of a matrix, zeros outside of the images included. */
export function patchTransfers(source: PatchSource, part: PatchPart, buffer: Buffer): Transfer[] {
  const { view, base, bytes, zeros, zeroBytes } = source;
  const { grid, kernel, channels, image, stride, start, tapStep } = view;
  const tap = channels * bytes;
  const matrixRow = part.tapRows * kernel[1] * tap;
  const found: Transfer[] = [];

  const move = (place: number, count: number, distance: number, length: number, l2: number, l2Distance: number) => {
    const rows = count === 1 ? {} : { rows: { bytes: length, stride: l2Distance } };
    const tcdmRows = count === 1 || distance === length ? {} : { tcdmRows: { bytes: length, stride: distance } };
    found.push({ place: at(buffer, place), l2, bytes: count * length, ...rows, ...tcdmRows });
  };
  const clear = (place: number, count: number, distance: number, length: number): void => {
    const tcdmRows = count === 1 || distance === length ? {} : { tcdmRows: { bytes: length, stride: distance } };
    const rows = count * length > zeroBytes || count > 1 ? { rows: { bytes: zeroBytes, stride: 0 } } : {};
    found.push({ place: at(buffer, place), l2: zeros, bytes: count * length, ...rows, ...tcdmRows });
  };
  /** Rows i and columns j of the grid for some taps of a row: a command a row or a column, whichever are fewer. */
  const area = ([i0, i1]: Range, [j0, j1]: Range, [b0, b1]: Range, place: number, from?: number): void => {
    if (i1 <= i0 || j1 <= j0 || b1 <= b0) return;
    const length = (b1 - b0) * tap;
    const down = [grid[1] * matrixRow, stride[0] * view.rowStride * bytes] as const;
    const across = [matrixRow, stride[1] * view.pixelStride * bytes] as const;
    const byRows = i1 - i0 <= j1 - j0;
    const [outer, inner, counts] = byRows ? [down, across, [i1 - i0, j1 - j0]] : [across, down, [j1 - j0, i1 - i0]];
    for (let o = 0; o < counts[0]; o++) {
      const to = place + i0 * down[0] + j0 * across[0] + b0 * tap + o * outer[0];
      if (from === undefined) clear(to, counts[1], inner[0], length);
      else {
        const l2 = from + i0 * down[1] + j0 * across[1] + b0 * tapStep[1] * view.pixelStride * bytes + o * outer[1];
        move(to, counts[1], inner[0], length, l2, inner[1]);
      }
    }
  };

  for (let im = 0; im < part.images; im++) {
    for (let a = 0; a < part.tapRows; a++) {
      const first = part.row * stride[0] + start[0] + (part.tapRow + a) * tapStep[0];
      const i0 = Math.min(part.rows, Math.max(0, Math.ceil(-first / stride[0])));
      const i1 = Math.max(i0, Math.min(part.rows, Math.ceil((image[0] - first) / stride[0])));
      const place = im * part.rows * grid[1] * matrixRow + a * kernel[1] * tap;
      const pixel = (part.image + im) * view.batchStride + first * view.rowStride + start[1] * view.pixelStride;
      const all: Range = [0, kernel[1]];
      area([0, i0], [0, grid[1]], all, place);
      area([i1, part.rows], [0, grid[1]], all, place);
      for (const segment of segmentsOf(view)) {
        for (const { from, to, taps } of columnsOf(view, segment)) {
          area([i0, i1], [from, to], taps, place, (base + pixel) * bytes);
          area([i0, i1], [from, to], [segment[0], taps[0]], place);
          area([i0, i1], [from, to], [taps[1], segment[1]], place);
        }
      }
    }
  }
  return found;
}
