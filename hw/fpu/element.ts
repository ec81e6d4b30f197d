import { FloatOp } from "./float-operation.js";
import { cast } from "./cast.js";
import { classify } from "./classify.js";
import { equal, lessOrEqual, lessThan } from "./compare.js";
import { convertFloat, convertInteger } from "./core-convert.js";
import { divide, squareRoot } from "./digit-recurrence.js";
import { fastConvert, fastExpanding, fastFp16, fastFromInteger } from "./fast-core.js";
import { FMA_OPERATION, fmaStaged } from "./fma-unit.js";
import { FP16, FP32, INVALID, RNE, UNDERFLOW, type FpFormat, type FpResult } from "./format.js";
import { toSigned, toUnsigned } from "./integer.js";
import { minMaxStaged } from "./minmax.js";
import { magnitudeOf } from "./operand.js";
import type { FpuRules } from "./rules.js";

/** FMA_OPERATION of each arithmetic FloatOp. */
const FMA: readonly number[] = [
  FMA_OPERATION.ADD,
  FMA_OPERATION.SUB,
  FMA_OPERATION.MUL,
  FMA_OPERATION.FMADD,
  FMA_OPERATION.FMSUB,
  FMA_OPERATION.FNMSUB,
  FMA_OPERATION.FNMADD,
];

/** Magnitude of a with the sign that the operation makes of those of a and b. */
function injectSign(op: FloatOp, format: FpFormat, a: number, b: number): number {
  const sign = op === FloatOp.sgnj ? b : op === FloatOp.sgnjn ? ~b : a ^ b;
  return (a & (format.signBit - 1)) | (sign & format.signBit);
}

/**
 * The complement of a relation: 1 where it fails. As in RI5CY's FPU a NaN that the relation objects to gives 0 all the same,
 * so only `ne` holds for a NaN, and for a quiet one.
 */
function complement(out: FpResult): void {
  out.set(out.signedBits === 0 && (out.flags & INVALID) === 0 ? 1 : 0, out.flags);
}

/** A result that was rounded up to the smallest normal number is not tiny where only subnormal ones are. */
export function dropUnderflowOfNormal(format: FpFormat, out: FpResult): void {
  if ((out.flags & UNDERFLOW) === 0) return;
  if (magnitudeOf(format, out.signedBits) >>> format.manBits !== 0) out.set(out.signedBits, out.flags & ~UNDERFLOW);
}

/** FP32 a x b + c of operands in a smaller format, or a x b where c is left out. */
function expand(op: FloatOp, source: FpFormat, a: number, b: number, c: number, rounding: number, out: FpResult): void {
  cast(source, FP32, a, 0, out);
  const wideA = out.signedBits;
  let { flags } = out;
  cast(source, FP32, b, 0, out);
  flags |= out.flags;
  const operation = op === FloatOp.mulExpanding ? FMA_OPERATION.MUL : FMA_OPERATION.FMADD;
  fmaStaged(FP32, operation, wideA, out.signedBits, c, rounding, out);
  out.set(out.signedBits, out.flags | flags);
}

/** What doubles can do in round-to-nearest-even; false where they cannot. */
function evaluateFast(
  op: FloatOp,
  format: FpFormat,
  source: FpFormat,
  integerBits: number,
  a: number,
  b: number,
  c: number,
  out: FpResult,
): boolean {
  if (op === FloatOp.madd && format === FP16) return fastFp16(op, a, b, c, out);
  switch (op) {
    case FloatOp.convert:
      return fastConvert(source, format, a, out);
    case FloatOp.fromSigned:
    case FloatOp.fromUnsigned:
      return integerBits === 32 && fastFromInteger(format, a, op === FloatOp.fromSigned, out);
    case FloatOp.mulExpanding:
    case FloatOp.maddExpanding:
      return source === FP16 && fastExpanding(op === FloatOp.maddExpanding, a, b, c, out);
  }
  return false;
}

/** Operations that round to a floating-point format in the multiplier-adder or the converter. */
const isRounded = (op: FloatOp): boolean => op <= FloatOp.nmadd || op === FloatOp.convert || op >= FloatOp.mulExpanding;

/**
 * One element of one operation. Operands and result are encodings, or integers of the format's width in packed conversions.
 * @param format of the result, of the operands where the result is an integer
 * @param integerBits width of the integer of a conversion
 */
export function evaluate(
  rules: FpuRules,
  op: FloatOp,
  format: FpFormat,
  source: FpFormat,
  integerBits: number,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): void {
  if (rounding !== RNE || !evaluateFast(op, format, source, integerBits, a, b, c, out)) {
    evaluateExactly(rules, op, format, source, integerBits, a, b, c, rounding, out);
  }
  if (rules.subnormalIsTiny && isRounded(op)) dropUnderflowOfNormal(op >= FloatOp.mulExpanding ? FP32 : format, out);
}

/** The same by the exact units. */
function evaluateExactly(
  rules: FpuRules,
  op: FloatOp,
  format: FpFormat,
  source: FpFormat,
  integerBits: number,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): void {
  if (op <= FloatOp.nmadd) {
    fmaStaged(format, FMA[op], a, b, c, rounding, out);
    return;
  }
  switch (op) {
    case FloatOp.div:
      divide(format, a, b, rounding, out);
      return;
    case FloatOp.sqrt:
      squareRoot(format, a, rounding, out);
      return;
    case FloatOp.sgnj:
    case FloatOp.sgnjn:
    case FloatOp.sgnjx:
      out.set(injectSign(op, format, a, b), 0);
      return;
    case FloatOp.min:
      minMaxStaged(format, a, b, 0, out);
      return;
    case FloatOp.max:
      minMaxStaged(format, a, b, 1, out);
      return;
    case FloatOp.eq:
      equal(format, a, b, out);
      return;
    case FloatOp.lt:
      lessThan(format, a, b, false, out);
      return;
    case FloatOp.le:
      lessOrEqual(format, a, b, false, out);
      return;
    case FloatOp.ne:
      equal(format, a, b, out);
      complement(out);
      return;
    case FloatOp.ge:
      lessThan(format, a, b, false, out);
      complement(out);
      return;
    case FloatOp.gt:
      lessOrEqual(format, a, b, false, out);
      complement(out);
      return;
    case FloatOp.classify:
      out.set(classify(format, a), 0);
      return;
    case FloatOp.convert:
      convertFloat(rules, source, format, a, rounding, out);
      return;
    case FloatOp.toSigned:
      toSigned(format, a, rounding, integerBits, out);
      return;
    case FloatOp.toUnsigned:
      toUnsigned(format, a, rounding, integerBits, out);
      return;
    case FloatOp.fromSigned:
      convertInteger(rules, format, a, true, rounding, integerBits, out);
      return;
    case FloatOp.fromUnsigned:
      convertInteger(rules, format, a, false, rounding, integerBits, out);
      return;
    case FloatOp.mulExpanding:
    case FloatOp.maddExpanding:
      expand(op, source, a, b, c, rounding, out);
  }
}
