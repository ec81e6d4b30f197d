import type { Operation, TensorFormat } from "../../hw/redmule/operation.js";
import { cast, fma, max, min } from "../arithmetic/arithmetic.js";
import { BF16, FP16, FP8_E4M3, FP8_E5M2, type FloatFormat } from "../arithmetic/format.js";
import { checkSizes, newTensor, type GemmOpsJob, type Tensor } from "./job.js";

/** The float format behind each tensor format. */
export const FLOAT_FORMATS: Readonly<Record<TensorFormat, FloatFormat>> = {
  fp16: FP16,
  fp8: FP8_E5M2,
  fp8alt: FP8_E4M3,
  bf16: BF16,
};

const ONE = 0x3c00;
const MINUS_ZERO = 0x8000;

const plus = (x: number, w: number): number => fma(FP16, ONE, x, w).bits;
const times = (x: number, w: number): number => fma(FP16, x, w, MINUS_ZERO).bits;
const larger = (a: number, b: number): number => max(FP16, a, b).bits;
const smaller = (a: number, b: number): number => min(FP16, a, b).bits;

type Step = (x: number, w: number, acc: number) => number;
const fused: Step = (x, w, acc) => fma(FP16, x, w, acc).bits;

/** One step of the chain, everything in FP16: `op2(op1(x, w), acc)`. */
const STEPS: Readonly<Record<Operation, Step>> = {
  MATMUL: fused,
  GEMM: fused,
  ADDMAX: (x, w, acc) => larger(plus(x, w), acc),
  ADDMIN: (x, w, acc) => smaller(plus(x, w), acc),
  MULMAX: (x, w, acc) => larger(times(x, w), acc),
  MULMIN: (x, w, acc) => smaller(times(x, w), acc),
  MAXMIN: (x, w, acc) => smaller(larger(x, w), acc),
  MINMAX: (x, w, acc) => larger(smaller(x, w), acc),
};

/**
 * The definition of GEMM-Ops, exact and slow: per element of Z one chain in ascending n, starting from y (MATMUL: +0), in
 * FP16 with one rounding to nearest even a step; inputs are cast to FP16 before and the result to `fmt` after.
 * Returns the m x k element bits of Z. Throws a UsageError for a tensor of the wrong size.
 */
export function gemmOps(job: GemmOpsJob): Tensor {
  checkSizes(job);
  const { op, m, n, k, paddedN = n } = job;
  const format = FLOAT_FORMATS[job.fmt];
  const toHalf = (tensor: Tensor): Uint16Array => Uint16Array.from(tensor, (bits) => cast(format, FP16, bits).bits);
  const x = toHalf(job.x);
  const w = toHalf(job.w);
  const y = op === "MATMUL" ? new Uint16Array(m * k) : toHalf(job.y!);
  const step = STEPS[op];
  const z = newTensor(job.fmt, m * k);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < k; j++) {
      let acc = y[i * k + j];
      for (let s = 0; s < n; s++) acc = step(x[i * n + s], w[s * k + j], acc);
      for (let s = n; s < paddedN; s++) acc = step(0, 0, acc);
      z[i * k + j] = cast(FP16, format, acc).bits;
    }
  }
  return z;
}
