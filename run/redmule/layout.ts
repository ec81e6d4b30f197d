import { hex } from "../../hw/hex.js";
import { UsageError } from "../../hw/errors.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { spacedBases, type Bases, type Shape } from "./placed-job.js";

/** Largest M, N or K: the job registers hold 16 bits. */
export const LARGEST_SIZE = 0xffff;
/** The address space of the ideal memory, in bytes. */
export const ADDRESS_SPACE: Stretch = { base: 0, bytes: 2 ** 32 };
/** Memory behind the last tensor, for what errata read and write there. */
const MARGIN = 0x10000;

/** Consecutive byte addresses. */
export interface Stretch {
  readonly base: number;
  readonly bytes: number;
}

/**
 * @throws UsageError for a size that is no whole number from 1 to 65535
 */
export function checkShape({ m, n, k }: Pick<Shape, "m" | "n" | "k">): void {
  for (const [name, size] of Object.entries({ m, n, k })) {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE) {
      throw new UsageError(
        `The size ${name} is ${size}, which no job register holds: give a whole number from 1 to ${LARGEST_SIZE}.`,
      );
    }
  }
}

/** Bytes of X, W and Z (which takes the place of Y) in memory; with E12 an FP8 element takes two. */
export function tensorBytes({ fmt, m, n, k }: Shape, { errata }: Pick<RedmuleParameters, "errata">): readonly number[] {
  const size = errata.E12 ? 2 : TENSOR_FORMATS[fmt].bytes;
  return [m * n * size, n * k * size, m * k * size];
}

/**
 * Checks that the tensors of a job lie in a memory and that none overlaps another. To be called before the trigger.
 * @param mend what to do about tensors that end beyond the memory
 * @throws UsageError naming the tensors, their addresses and the limit
 */
export function checkPlaces(bases: Bases, bytes: readonly number[], memory: Stretch, mend: string): void {
  const end = memory.base + memory.bytes;
  const regions = ["X", "W", "Z"].map((name, i) => ({ name, from: bases[i], to: bases[i] + bytes[i] }));
  for (const { name, from, to } of regions) {
    if (from < memory.base || to > end) {
      throw new UsageError(
        `${name} takes the bytes from ${hex(from)} to ${hex(to - 1)}, but the memory holds ${hex(memory.base)} to ${hex(end - 1)}: ${mend}.`,
      );
    }
  }
  for (const [a, b] of [
    [0, 2],
    [1, 2],
    [0, 1],
  ].map(([i, j]) => [regions[i], regions[j]])) {
    if (a.from < b.to && b.from < a.to) {
      throw new UsageError(
        `${a.name} (${hex(a.from)} to ${hex(a.to - 1)}) and ${b.name} (${hex(b.from)} to ${hex(b.to - 1)}) overlap: move one of them.`,
      );
    }
  }
}

/** Where the tensors of a job lie in the ideal memory of a bench, and the memory that this takes. */
export interface Layout {
  readonly bases: Bases;
  readonly window: Stretch;
}

/**
 * X from 0x10000 on, then W and Z, each at the 4 KiB border after the one before plus 16 KiB, moved by `misalign` bytes.
 * @throws UsageError when a size is out of range, or tensors overlap or do not end below 4 GiB
 */
export function layoutJob(shape: Shape, misalign: readonly number[], p: RedmuleParameters): Layout {
  checkShape(shape);
  const { bases } = spacedBases(shape);
  const moved: Bases = [bases[0] + misalign[0], bases[1] + misalign[1], bases[2] + misalign[2]];
  const bytes = tensorBytes(shape, p);
  checkPlaces(moved, bytes, ADDRESS_SPACE, "choose smaller sizes, so that the tensors end below 4 GiB");
  const end = Math.max(...moved.map((base, i) => base + bytes[i]));
  return { bases: moved, window: { base: 0, bytes: Math.min(Math.ceil((end + MARGIN) / 4) * 4, 2 ** 32 - 4) } };
}
