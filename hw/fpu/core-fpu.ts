import { DYNAMIC_ROUNDING, FloatOp, type FloatOperation } from "./float-operation.js";
import { evaluate } from "./element.js";
import { fastFp16, fastFp32 } from "./fast-core.js";
import { FP16, FP32, FpResult, RNE } from "./format.js";
import { evaluatePacked } from "./packed.js";

/**
 * The FPU of a core as a function: every operation of F, Zfh and smallFloat on 32-bit registers.
 *
 * A result narrower than the register is boxed, its upper bits all ones; the upper bits of narrow operands are ignored, in
 * both register files, as the vectors recorded from RI5CY's FPU say.
 */
export class CoreFpu {
  /** Result of the last operation, as 32 signed bits. */
  result = 0;
  /** Its exception flags, in the encoding of fflags. */
  flags = 0;
  readonly #out = new FpResult();

  /**
   * Executes one operation; `result` and `flags` hold what comes out.
   * @param a operands as 32 bits, signed or unsigned; those that the operation has not are ignored
   * @param frm the dynamic rounding mode, 0 to 4
   */
  execute(operation: FloatOperation, a: number, b: number, c: number, frm: number): void {
    const rounding = operation.rounding === DYNAMIC_ROUNDING ? frm : operation.rounding;
    if (rounding === RNE && operation.op <= FloatOp.nmadd && this.#fast(operation, a, b, c)) return;
    if (operation.lanes === 1) this.#scalar(operation, a, b, c, rounding);
    else {
      evaluatePacked(operation, a, b, c, rounding, this.#out);
      this.result = this.#out.signedBits;
      this.flags = this.#out.flags;
    }
  }

  /** The frequent formats without the way through every other; false where an operand asks for the exact units. */
  #fast({ op, format, lanes, replicate }: FloatOperation, a: number, b: number, c: number): boolean {
    const out = this.#out;
    if (format === FP32) {
      if (!fastFp32(op, a, b, c, out)) return false;
      this.result = out.signedBits;
      this.flags = out.flags;
      return true;
    }
    if (format !== FP16 || !fastFp16(op, a & 0xffff, b & 0xffff, c & 0xffff, out)) return false;
    const low = out.signedBits;
    if (lanes === 1) {
      this.result = low | -0x10000;
      this.flags = out.flags;
      return true;
    }
    const { flags } = out;
    if (!fastFp16(op, a >>> 16, replicate ? b & 0xffff : b >>> 16, c >>> 16, out)) return false;
    this.result = low | (out.signedBits << 16);
    this.flags = flags | out.flags;
    return true;
  }

  #scalar({ op, format, source }: FloatOperation, a: number, b: number, c: number, rounding: number): void {
    const unused = 32 - format.width;
    if (op === FloatOp.moveToInteger || op === FloatOp.moveFromInteger) {
      this.result = op === FloatOp.moveToInteger ? (a << unused) >> unused : box(a, format.width);
      this.flags = 0;
      return;
    }
    const out = this.#out;
    const used = -1 >>> unused;
    const isFromInteger = op === FloatOp.fromSigned || op === FloatOp.fromUnsigned;
    if (source !== format) {
      const read = -1 >>> (32 - source.width);
      evaluate(op, format, source, 32, a & read, b & read, c, rounding, out);
    } else evaluate(op, format, source, 32, isFromInteger ? a : a & used, b & used, c & used, rounding, out);
    this.flags = out.flags;
    this.result = givesInteger(op) ? out.signedBits : box(out.signedBits, format.width);
  }
}

function givesInteger(op: FloatOp): boolean {
  return (op >= FloatOp.eq && op <= FloatOp.classify) || op === FloatOp.toSigned || op === FloatOp.toUnsigned;
}

/** The low `width` bits below ones. */
function box(bits: number, width: number): number {
  return width === 32 ? bits | 0 : bits | (-1 << width);
}
