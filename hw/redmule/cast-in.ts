import { tableToF16 } from "../fpu/fast.js";
import { BF16, FP8_E4M3, FP8_E5M2 } from "../fpu/format.js";
import type { ErrataSwitches } from "./errata.js";
import { TENSOR_FORMATS } from "./operation.js";

/** E13: what the cast that knows no bfloat16 makes of any element, -0. */
const UNSUPPORTED = new Uint16Array(65536).fill(0x8000);

/** Cast of memory elements to FP16, set for a job by its format code. Exact for FP8, round to nearest even for bfloat16. */
export class CastIn {
  elementBytes = 2;
  /** The cast stands at the port, before the realignment. */
  lanes = false;
  private readonly noBfloat16: boolean;
  private readonly slots: boolean;
  private format: number = TENSOR_FORMATS.fp16.code;
  private made: Uint16Array | null = null;
  /** The table of the format has not been asked for. */
  private stale = false;

  /** @param errata E12: FP8 is cast in slots; E13: bfloat16 is not built in */
  constructor({ E12, E13 }: Pick<ErrataSwitches, "E12" | "E13">) {
    this.slots = E12;
    this.noBfloat16 = E13;
  }

  select(format: number): void {
    this.format = format;
    this.stale = true;
    this.elementBytes = format === TENSOR_FORMATS.fp8.code || format === TENSOR_FORMATS.fp8alt.code ? 1 : 2;
    this.lanes = this.elementBytes === 1 ? this.slots : format === TENSOR_FORMATS.bf16.code && this.noBfloat16;
  }

  /** Elements are FP16 already. */
  get isStraight(): boolean {
    return this.format === TENSOR_FORMATS.fp16.code;
  }

  /** FP16 encoding by element encoding; null for FP16 itself. */
  get table(): Uint16Array | null {
    if (this.stale) this.made = this.tableOf(this.format);
    this.stale = false;
    return this.made;
  }

  /** A table is made when the first element needs it. */
  private tableOf(format: number): Uint16Array | null {
    switch (format) {
      case TENSOR_FORMATS.fp8.code:
        return tableToF16(FP8_E5M2);
      case TENSOR_FORMATS.fp8alt.code:
        return tableToF16(FP8_E4M3);
      case TENSOR_FORMATS.bf16.code:
        return this.noBfloat16 ? UNSUPPORTED : tableToF16(BF16);
      default:
        return null;
    }
  }
}
