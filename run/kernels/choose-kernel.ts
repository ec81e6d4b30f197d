import type { ProductShape } from "../../golden/gemm/product.js";
import { KERNELS, type Kernel, type KernelFormat } from "../../sw/programs.js";
import { SPLITS, type KernelOptions, type Split } from "./kernel-bench.js";

/** Rows and columns of the block of Z that a kernel keeps in registers, and the columns of an accumulator. */
function blockOf(kernel: Kernel): { rows: number; columns: number; width: number } {
  const [rows, columns] = kernel.split("_")[1].split("x").map(Number);
  return { rows, columns, width: kernel.startsWith("fp16") && columns > 1 ? 2 : 1 };
}

/** Clocks of a block beside its loop, and for each accumulator; clocks of a core beside its blocks, in a column of blocks it shares or owns. */
const AROUND_BLOCK = 26;
const AROUND_ACCUMULATOR = 2.5;
const AROUND_SHARED_COLUMN = 180;
const AROUND_OWN_COLUMN = 60;

/** Clocks of a block of so many rows and accumulators in a row. */
function blockClocks(n: number, rows: number, vectors: number): number {
  const accumulators = rows * vectors;
  const depth = accumulators > 8 ? 2 : accumulators > 1 ? 4 : 1;
  const waits = accumulators === 1 ? 1 : 0;
  const step = rows + vectors + accumulators + 1 + rows / depth + waits;
  return n * step + AROUND_BLOCK + AROUND_ACCUMULATOR * accumulators;
}

/** Clocks of the busiest core as its instructions suggest, without conflicts at the banks. */
export function estimateClocks(
  kernel: Kernel,
  { m, n, k }: ProductShape,
  { split, team }: { split: Split; team: number },
): number {
  const { rows, columns, width } = blockOf(kernel);
  const whole = Math.floor(m / rows);
  const left = m % rows;
  // Columns of blocks of one width: how many there are, and their accumulators in a row.
  const kinds = [
    { count: Math.floor(k / columns), vectors: columns / width },
    { count: k % columns > 0 ? 1 : 0, vectors: Math.ceil((k % columns) / width) },
  ];
  const below = (vectors: number): number =>
    (left & 2 ? blockClocks(n, 2, vectors) : 0) + (left & 1 ? blockClocks(n, 1, vectors) : 0);
  let clocks = 0;
  for (const { count, vectors } of kinds) {
    if (count === 0) continue;
    const column = whole * blockClocks(n, rows, vectors) + below(vectors);
    if (split === "columns") clocks += Math.ceil(count / team) * (column + AROUND_OWN_COLUMN);
    else {
      const blocks = whole + (left > 0 ? 1 : 0);
      clocks += (Math.ceil((blocks * count) / team) / blocks) * column + count * AROUND_SHARED_COLUMN;
    }
  }
  return clocks;
}

/** The kernel and split of a format with the fewest estimated clocks. */
export function chooseKernel(
  format: KernelFormat,
  shape: ProductShape,
  team: number,
): Required<Pick<KernelOptions, "kernel" | "split" | "team">> {
  const options = KERNELS[format].flatMap((kernel: Kernel) => SPLITS.map((split) => ({ kernel, split, team })));
  const clocks = options.map((option) => estimateClocks(option.kernel, shape, option));
  return options[clocks.indexOf(Math.min(...clocks))];
}
