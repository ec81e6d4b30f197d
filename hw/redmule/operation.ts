/** Operations in the order of their code in register 0x54: `acc = op2(op1(x, w), acc)`, op1 named first. */
export const OPERATIONS = ["MATMUL", "GEMM", "ADDMAX", "ADDMIN", "MULMAX", "MULMIN", "MAXMIN", "MINMAX"] as const;

/** One of `OPERATIONS`. */
export type Operation = (typeof OPERATIONS)[number];

/** Element formats of the tensors in memory: `code` of register 0x54 and bytes of an element. */
export const TENSOR_FORMATS = {
  /** IEEE half precision, 1-5-10. */
  fp16: { code: 1, bytes: 2 },
  /** FP8 E5M2, IEEE style. */
  fp8: { code: 0, bytes: 1 },
  /** FP8 E4M3, IEEE style: bias 7, largest 240, infinities at 0x78. */
  fp8alt: { code: 2, bytes: 1 },
  /** bfloat16, 1-8-7. */
  bf16: { code: 3, bytes: 2 },
} as const;

/** One of `TENSOR_FORMATS`. */
export type TensorFormat = keyof typeof TENSOR_FORMATS;
