import { UsageError } from "../../hw/errors.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import { redmuleOf } from "../../hw/config.js";
import { newTensor, type Tensor } from "../../golden/gemm/job.js";
import type { Job } from "../redmule/job.js";
import type { Vector } from "./vector.js";

/** Names of the formats in the headers of the upstream firmware. */
const FORMAT_MACROS = { fp16: "FP16", fp8: "FP8", fp8alt: "FP8ALT", bf16: "FP16ALT" } as const;
const PER_LINE = 8;

/** @throws UsageError for a job that the arrays of the firmware cannot hold */
export function checkHeaders({ config, fmt }: Job, where: string): void {
  if (redmuleOf(config).errata.E12 && TENSOR_FORMATS[fmt].bytes === 1) {
    throw new UsageError(
      `${where}: with E12 elements of ${fmt} lie in slots of two bytes, which the arrays of the firmware do not: use fp16, or --profile sound.`,
    );
  }
}

function arrayText(type: string, name: string, values: readonly number[] | Tensor, digits: number): string {
  const texts = Array.from(values, (value) => `0x${value.toString(16).padStart(digits, "0")}`);
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += PER_LINE) lines.push(`  ${texts.slice(i, i + PER_LINE).join(", ")},`);
  return `${type} ${name}[${texts.length}] = {\n${lines.join("\n")}\n};\n`;
}

/** The elements as little-endian words, the last one filled up with zeros. */
function wordsOf(tensor: Tensor): number[] {
  const bytes = new Uint8Array(Math.ceil(tensor.byteLength / 4) * 4);
  bytes.set(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength));
  return [...new Uint32Array(bytes.buffer)];
}

/**
 * The files that the upstream firmware includes, by their names there: tensor_dim.h, x_input.h, w_input.h, y_input.h, z_output.h and
 * golden.h, with its arrays x_inp, w_inp, y_inp, z_oup and golden, its macros M_SIZE, N_SIZE, K_SIZE, SRC_FMT, DST_FMT and
 * FPFORMAT, and the variable gemm_ops.
 */
export function headersOf({ job, tensors }: Vector): Readonly<Record<string, string>> {
  const { op, fmt, m, n, k } = job;
  const { bytes } = TENSOR_FORMATS[fmt];
  const [type, digits] = bytes === 1 ? ["uint8_t", 2] : ["uint16_t", 4];
  const { x, w, z } = tensors;
  const y = tensors.y ?? newTensor(fmt, m * k);
  const head = `/* ${op} ${fmt}, X ${m} x ${n}, W ${n} x ${k}, Y and Z ${m} x ${k}: redmule vectors */\n`;
  const file = (name: string, tensor: Tensor): string => `${head}${arrayText(type, name, tensor, digits)}`;
  const macro = FORMAT_MACROS[fmt];
  const sizes = Object.entries({
    M_SIZE: m,
    N_SIZE: n,
    K_SIZE: k,
    SRC_FMT: macro,
    DST_FMT: macro,
    FPFORMAT: 8 * bytes,
  });
  const defines = sizes.map(([name, value]) => `#define ${name} ${value}\n`).join("");
  return {
    "tensor_dim.h": `${head}#ifndef __TENSOR_DIM__\n#define __TENSOR_DIM__\n\n${defines}uint8_t gemm_ops = ${op};\n\n#endif\n`,
    "x_input.h": file("x_inp", x),
    "w_input.h": file("w_inp", w),
    "y_input.h": file("y_inp", y),
    "z_output.h": file("z_oup", z),
    "golden.h": `${head}${arrayText("uint32_t", "golden", wordsOf(z), 8)}`,
  };
}
