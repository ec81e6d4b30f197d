import type { ProductShape } from "../../golden/gemm/product.js";
import { KERNELS, type Kernel, type KernelFormat } from "../../sw/programs.js";
import type { KernelOptions } from "./kernel-bench.js";

/** Rows and columns of the block of Z that a kernel keeps in registers, and its accumulators in a row. */
function blockOf(kernel: Kernel): { rows: number; columns: number; vectors: number } {
  const [rows, columns] = kernel.split("_")[1].split("x").map(Number);
  return { rows, columns, vectors: kernel.startsWith("fp16") && columns > 1 ? columns / 2 : columns };
}

/** Clocks around the inner loop, of a block and for each of its accumulators; clocks of a step beyond loads and MACs. */
const AROUND_BLOCK = 40;
const AROUND_ACCUMULATOR = 3;
const STEP = 1.25;

/** Clocks of the busiest core as its instructions suggest, without conflicts at the banks. */
export function estimateClocks(
  kernel: Kernel,
  { m, n, k }: ProductShape,
  { split, team }: { split: "rows" | "columns"; team: number },
): number {
  const { rows, columns, vectors } = blockOf(kernel);
  const clocks = (r: number, v: number): number =>
    n * (r + v + r * v + STEP) + AROUND_BLOCK + AROUND_ACCUMULATOR * r * v;
  const share = (down: number, across: number): number =>
    split === "rows" ? Math.ceil(down / team) * across : down * Math.ceil(across / team);
  const [below, beside] = [m % rows, k % columns];
  const blocks = share((m - below) / rows, (k - beside) / columns);
  const elements = share(below, k) + share(m - below, beside);
  return blocks * clocks(rows, vectors) + elements * clocks(1, 1);
}

/** The kernel and split of a format with the fewest estimated clocks. */
export function chooseKernel(
  format: KernelFormat,
  shape: ProductShape,
  team: number,
): Required<Pick<KernelOptions, "kernel" | "split" | "team">> {
  const options = KERNELS[format].flatMap((kernel: Kernel) =>
    (["rows", "columns"] as const).map((split) => ({ kernel, split, team })),
  );
  const clocks = options.map((option) => estimateClocks(option.kernel, shape, option));
  return options[clocks.indexOf(Math.min(...clocks))];
}
