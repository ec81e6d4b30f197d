import type { Dimension } from "../step.js";
import type { Buffer, Transfer } from "./tile.js";

/** Consecutive bytes of L2. */
interface Run {
  l2: number;
  bytes: number;
}

/** Offset of position `index` of composed dimensions, slowest first, in elements. */
export function offsetOf(dimensions: readonly Dimension[], index: number): number {
  let offset = 0;
  let rest = index;
  for (let d = dimensions.length - 1; d >= 0; d--) {
    const { size, stride } = dimensions[d];
    offset += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return offset;
}

/** Positions of composed dimensions. */
export function sizeOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, { size }) => product * size, 1);
}

/** The same positions with as few dimensions as possible: those of one position are gone, neighbours that follow each other are one. */
export function collapsed(dimensions: readonly Dimension[]): Dimension[] {
  const found: Dimension[] = [];
  for (const dimension of dimensions) {
    if (dimension.size === 1) continue;
    const outer = found.at(-1);
    if (outer !== undefined && outer.stride === dimension.size * dimension.stride) {
      found[found.length - 1] = { size: outer.size * dimension.size, stride: dimension.stride };
    } else found.push(dimension);
  }
  return found;
}

/** A matrix whose rows and columns are composed of dimensions, in elements from the start of L2's tensors. */
export interface Grid {
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  readonly offset: number;
  readonly bytes: number;
}

/** Positions from the first up to the second, which is exclusive. */
export type Range = readonly [number, number];

function runsOf({ rows, columns, offset, bytes }: Grid, [r0, r1]: Range, [c0, c1]: Range): Run[] {
  const across: { at: number; length: number }[] = [];
  for (let c = c0; c < c1; c++) {
    const at = offsetOf(columns, c);
    const last = across.at(-1);
    if (last !== undefined && last.at + last.length === at) last.length++;
    else across.push({ at, length: 1 });
  }
  const runs: Run[] = [];
  for (let r = r0; r < r1; r++) {
    const row = offset + offsetOf(rows, r);
    for (const { at, length } of across) {
      const l2 = (row + at) * bytes;
      const last = runs.at(-1);
      if (last !== undefined && last.l2 + last.bytes === l2) last.bytes += length * bytes;
      else runs.push({ l2, bytes: length * bytes });
    }
  }
  return runs;
}

/**
 * Commands that move the elements of some rows and columns between L2 and a buffer, in which the rows follow each other.
 * @param from byte of the buffer where the first row starts
 */
export function transfersOf(grid: Grid, rows: Range, columns: Range, buffer: Buffer, from = 0): Transfer[] {
  const found: Transfer[] = [];
  const runs = runsOf(grid, rows, columns);
  let at = from;
  for (let i = 0; i < runs.length;) {
    const { l2, bytes } = runs[i];
    let count = 1;
    const stride = i + 1 < runs.length ? runs[i + 1].l2 - l2 : 0;
    while (i + count < runs.length && runs[i + count].bytes === bytes && runs[i + count].l2 === l2 + count * stride) {
      count++;
    }
    const place = { buffer, offset: at };
    const all = count * bytes;
    found.push(count === 1 ? { place, l2, bytes } : { place, l2, bytes: all, rows: { bytes, stride } });
    at += all;
    i += count;
  }
  return found;
}
