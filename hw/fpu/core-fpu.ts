import { DYNAMIC_ROUNDING, FloatOp, type FloatOperation } from "./float-operation.js";
import { dropUnderflowOfNormal, evaluate } from "./element.js";
import { fastFp16, fastFp32 } from "./fast-core.js";
import { FP16, FP32, FpResult, RNE, type FpFormat } from "./format.js";
import { evaluatePacked } from "./packed.js";
import { fillUp, operandOf, type FpuRules } from "./rules.js";

/** The FPU of a core as a function: every operation of F, Zfh and smallFloat on 32-bit registers. */
export class CoreFpu {
  /** Result of the last operation, as 32 signed bits. */
  result = 0;
  /** Its exception flags, in the encoding of fflags. */
  flags = 0;
  private readonly rules: FpuRules;
  private readonly out = new FpResult();

  constructor(rules: FpuRules) {
    this.rules = rules;
  }

  /**
   * Executes one operation; `result` and `flags` hold what comes out.
   * @param a operands as 32 bits, signed or unsigned; those that the operation has not are ignored
   * @param frm the dynamic rounding mode, 0 to 4
   */
  execute(operation: FloatOperation, a: number, b: number, c: number, frm: number): void {
    const rounding = operation.rounding === DYNAMIC_ROUNDING ? frm : operation.rounding;
    if (rounding === RNE && operation.op <= FloatOp.nmadd && this.fast(operation, a, b, c)) return;
    if (operation.lanes === 1) this.scalar(operation, a, b, c, rounding);
    else {
      evaluatePacked(this.rules, operation, a, b, c, rounding, this.out);
      this.result = this.out.signedBits;
      this.flags = this.out.flags;
    }
  }

  /** The frequent formats without the way through every other; false where an operand asks for the exact units. */
  private fast({ op, format, lanes, replicate }: FloatOperation, a: number, b: number, c: number): boolean {
    const out = this.out;
    if (format === FP32) {
      if (!this.take(format, fastFp32(op, a, b, c, out))) return false;
      this.result = out.signedBits;
      this.flags = out.flags;
      return true;
    }
    if (format !== FP16 || (lanes === 1 && this.isUnboxed(op, a, b, c))) return false;
    if (!this.take(format, fastFp16(op, a & 0xffff, b & 0xffff, c & 0xffff, out))) return false;
    const low = out.signedBits;
    if (lanes === 1) {
      this.result = fillUp(this.rules, low, format.width);
      this.flags = out.flags;
      return true;
    }
    const { flags } = out;
    const y = replicate ? b & 0xffff : b >>> 16;
    if (!this.take(format, fastFp16(op, a >>> 16, y, c >>> 16, out))) return false;
    this.result = low | (out.signedBits << 16);
    this.flags = flags | out.flags;
    return true;
  }

  /** The flags of a result of the fast units, where there is one. */
  private take(format: FpFormat, there: boolean): boolean {
    if (there && this.rules.subnormalIsTiny) dropUnderflowOfNormal(format, this.out);
    return there;
  }

  /** True for FP16 operands of which one is not boxed and has to be. */
  private isUnboxed(op: FloatOp, a: number, b: number, c: number): boolean {
    return this.rules.checksBoxes && (a & b & (op > FloatOp.mul ? c : -1)) >> 16 !== -1;
  }

  private scalar({ op, format, source }: FloatOperation, a: number, b: number, c: number, rounding: number): void {
    const rules = this.rules;
    const unused = 32 - format.width;
    if (op === FloatOp.moveToInteger || op === FloatOp.moveFromInteger) {
      const low = (a << unused) >>> unused;
      this.result = op === FloatOp.moveToInteger ? (a << unused) >> unused : fillUp(rules, low, format.width);
      this.flags = 0;
      return;
    }
    const out = this.out;
    const isFromInteger = op === FloatOp.fromSigned || op === FloatOp.fromUnsigned;
    const x = isFromInteger ? a : operandOf(rules, source, a);
    const y = operandOf(rules, source, b);
    evaluate(rules, op, format, source, 32, x, y, operandOf(rules, format, c), rounding, out);
    this.flags = out.flags;
    this.result = givesInteger(op) ? out.signedBits : fillUp(rules, out.signedBits, format.width);
  }
}

function givesInteger(op: FloatOp): boolean {
  return (op >= FloatOp.eq && op <= FloatOp.classify) || op === FloatOp.toSigned || op === FloatOp.toUnsigned;
}
