import type { GemmStep } from "../../step.js";

/** Blocks of Z that the kernels of `sw/layers/gemm.S` keep in registers, by form of the operands. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
}

/** Operands as they lie, X or W transposed, or W transposed with two lanes of n (`GemmStep.order`). */
export type GemmForm = "rows" | "xt" | "wt" | "dot";

const ROWS = [1, 2, 4];
/** With X transposed one pointer serves all rows, so that there are registers for six. */
const XT_ROWS = [...ROWS, 6];

/** All blocks of a form and format. */
export function blocksOf(form: GemmForm, format: GemmStep["format"]): Block[] {
  const columns = format === "fp32" || form === "dot" ? [1, 2, 4] : [2, 4, 8];
  const found = (form === "xt" ? XT_ROWS : ROWS).flatMap((rows) => columns.map((count) => ({ rows, columns: count })));
  return format === "fp16" && form === "rows" ? [{ rows: 1, columns: 1 }, ...found] : found;
}

/** How the cores share a tile of Z: blocks in turn, down its columns of blocks, or whole columns of blocks. */
export const SPLITS = { blocks: 0, columns: 1 } as const;
export type Split = keyof typeof SPLITS;

/** Clocks around the inner loop of a block, and of each of its accumulators there; conflicts at the banks as a share of a step. */
const AROUND_BLOCK = 75;
const AROUND_ACCUMULATOR = 3;
const CONFLICTS = 1.12;
/** Share of the clocks of a block that whole columns of blocks take: the cores read different banks of W. */
const IN_COLUMNS = 0.94;
/** Clocks of a call: the way in and out, and the meeting of the cores. */
export const AROUND_CALL = 130;

/**
 * Estimated clocks of a product by the cores: of the one that has most blocks. A step of n takes an instruction for each load and
 * each multiply-accumulate.
 */
export function productClocks(
  { rows, columns }: Block,
  form: GemmForm,
  format: GemmStep["format"],
  split: Split,
  { m, n, k, count, cores }: { m: number; n: number; k: number; count: number; cores: number },
): number {
  const vectors = format === "fp32" || columns === 1 || form === "dot" ? columns : columns / 2;
  const pairs = form === "wt" && format !== "fp32" ? 2 * vectors : 0;
  const all = form === "dot" ? (1.5 * (rows + vectors) + rows * vectors) / 2 : rows + vectors + pairs + rows * vectors;
  const step = (all + 0.7) * CONFLICTS;
  const down = Math.ceil(m / rows);
  const across = Math.ceil(k / columns);
  const blocks =
    split === "columns"
      ? IN_COLUMNS * down * Math.ceil((count * across) / cores)
      : Math.ceil((count * down * across) / cores);
  return AROUND_CALL + blocks * (n * step + AROUND_BLOCK + AROUND_ACCUMULATOR * rows * vectors);
}
