import { UsageError } from "../../hw/errors.js";
import type { Operation, TensorFormat } from "../../hw/redmule/operation.js";

/** Element bits of a tensor, row major: bytes for the FP8 formats, halfwords for the others. */
export type Tensor = Uint8Array | Uint16Array;

/** One GEMM-Op: Z (m x k) from X (m x n), W (n x k) and, except for MATMUL, Y (m x k). */
export interface GemmOpsJob {
  readonly op: Operation;
  readonly fmt: TensorFormat;
  /** Rows of X and Z, columns of X and rows of W, columns of W and Z: each 1 to 65535. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Dense: m n, n k and m k elements. */
  readonly x: Tensor;
  readonly w: Tensor;
  readonly y?: Tensor | undefined;
  /** Steps of every chain, `n` by default; the steps from `n` on run with x = w = +0 as the reference design's padding does (E10). */
  readonly paddedN?: number;
}

/** A tensor of +0 in the given format. */
export function newTensor(fmt: TensorFormat, length: number): Tensor {
  return fmt === "fp8" || fmt === "fp8alt" ? new Uint8Array(length) : new Uint16Array(length);
}

/** Checks the sizes of the tensors of a job; throws a UsageError naming the first that does not fit. */
export function checkSizes({ op, m, n, k, x, w, y }: GemmOpsJob): void {
  const check = (name: string, tensor: Tensor | undefined, rows: number, columns: number): void => {
    const length = tensor?.length ?? 0;
    if (length !== rows * columns) {
      throw new UsageError(
        `${name} has ${length} elements but ${rows} x ${columns} needs ${rows * columns}: pass a tensor of that size.`,
      );
    }
  };
  check("x", x, m, n);
  check("w", w, n, k);
  if (op !== "MATMUL") check("y", y, m, k);
}
