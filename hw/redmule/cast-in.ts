import { tableToF16 } from "../fpu/fast.js";
import { BF16, FP8_E4M3, FP8_E5M2 } from "../fpu/format.js";
import { TENSOR_FORMATS } from "./operation.js";

const UNSUPPORTED = new Uint16Array(65536).fill(0xffff);

/** Cast of memory elements to FP16, set for a job by its format code. Exact for FP8, round to nearest even for bfloat16. */
export class CastIn {
  /** FP16 encoding by element encoding; null for FP16 itself. */
  table: Uint16Array | null = null;
  elementBytes = 2;
  private readonly tables: readonly (Uint16Array | null)[];

  /** @param noBfloat16 E13: bfloat16 is not built in, every element becomes all ones */
  constructor(noBfloat16: boolean) {
    const tables: (Uint16Array | null)[] = [];
    tables[TENSOR_FORMATS.fp16.code] = null;
    tables[TENSOR_FORMATS.fp8.code] = tableToF16(FP8_E5M2);
    tables[TENSOR_FORMATS.fp8alt.code] = tableToF16(FP8_E4M3);
    tables[TENSOR_FORMATS.bf16.code] = noBfloat16 ? UNSUPPORTED : tableToF16(BF16);
    this.tables = tables;
  }

  select(format: number): void {
    this.table = this.tables[format];
    this.elementBytes = format === TENSOR_FORMATS.fp8.code || format === TENSOR_FORMATS.fp8alt.code ? 1 : 2;
  }
}
