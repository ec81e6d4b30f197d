import { tableToF16 } from "../hw/fpu/fast.js";
import { BF16, FP8_E4M3, FP8_E5M2 } from "../hw/fpu/format.js";
import type { Tensor } from "../golden/gemm/job.js";
import type { TensorFormat } from "../hw/redmule/operation.js";

const FORMATS = { fp8: FP8_E5M2, fp8alt: FP8_E4M3, bf16: BF16 } as const;

/** The FP16 encoding of every element of a format, as RedMulE casts it on its way in; null for FP16 itself. */
export function halvesOf(format: TensorFormat): Uint16Array | null {
  return format === "fp16" ? null : tableToF16(FORMATS[format]);
}

/** A tensor in FP16. */
export function inHalves(tensor: Tensor, format: TensorFormat): Uint16Array {
  const halves = halvesOf(format);
  return Uint16Array.from(tensor, (bits) => (halves === null ? bits : halves[bits]));
}
