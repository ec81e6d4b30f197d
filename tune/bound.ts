import type { GemmChoice } from "../train/plan/choice.js";
import { ELEMENT_BYTES } from "../train/plan/memory.js";
import type { GemmStep } from "../train/step.js";
import { gemmMacs } from "../train/step.js";

/** Rows and columns of Z that RedMulE computes at a time, steps of N in flight, and what that makes a clock. */
const ARRAY = { rows: 12, columns: 16, depth: 4 } as const;
const DMA_BYTES = 8;

/** What a product cannot be faster than, and why. */
export interface Bound {
  readonly clocks: number;
  readonly by: "instructions" | "loads" | "RedMulE" | "DMA";
}

/**
 * Clocks below which no run of a product by a choice can come:
 * - cores: a step of n of a block of R x C elements (V vectors a row) takes R V multiply-accumulates and R + V loads, an instruction
 *   a clock each, on 8 cores at best alike;
 * - RedMulE: whole tiles of 12 x 16 elements take 4 clocks a step of n;
 * - DMA: every operand and the result cross an 8-byte port at least once.
 */
export function boundOf(step: GemmStep, choice: GemmChoice, cores: number): Bound {
  const { m, n, k, format } = step;
  const macs = gemmMacs(step);
  const count = macs / (m * n * k);
  const bytes = ELEMENT_BYTES[format];
  const traffic = Math.max(n * k, m * k) * count * bytes;
  const dma = traffic / DMA_BYTES;
  if (choice.engine === "redmule") {
    const [rows, columns] = choice.exchanged ? [k, m] : [m, k];
    const tiles = Math.ceil(rows / ARRAY.rows) * Math.ceil(columns / ARRAY.columns) * count;
    const array = tiles * Math.ceil(n / ARRAY.depth) * ARRAY.columns;
    return dma > array ? { clocks: dma, by: "DMA" } : { clocks: array, by: "RedMulE" };
  }
  const { rows, columns } = choice.block;
  const inLanes = step.order === "two-lane";
  const vectors = format === "fp32" || columns === 1 || inLanes ? columns : columns / 2;
  // Of two lanes an instruction takes two steps of n.
  const blocks = macs / (rows * columns) / cores / (inLanes ? 2 : 1);
  const work = blocks * (rows * vectors + rows + vectors);
  if (dma > work) return { clocks: dma, by: "DMA" };
  return { clocks: work, by: rows + vectors > rows * vectors ? "loads" : "instructions" };
}
