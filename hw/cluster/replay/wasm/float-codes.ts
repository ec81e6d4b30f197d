import { FloatOp, type FloatOperation } from "../../../fpu/float-operation.js";
import * as formats from "../../../fpu/format.js";
import { RNE, RTZ } from "../../../fpu/format.js";
import type { FpuRules } from "../../../fpu/rules.js";
import * as layout from "./float-code-layout.js";

const FORMATS: ReadonlyMap<formats.FpFormat, number> = new Map([
  [formats.FP32, layout.FP32],
  [formats.FP16, layout.FP16],
  [formats.BF16, layout.BF16],
  [formats.FP8_E5M2, layout.FP8],
]);

/** Ways of operations on FP32 registers, beside arithmetic. */
const FP32_WAYS: Partial<Record<FloatOp, number>> = {
  [FloatOp.sgnj]: layout.FP32_SGNJ,
  [FloatOp.sgnjn]: layout.FP32_SGNJN,
  [FloatOp.sgnjx]: layout.FP32_SGNJX,
  [FloatOp.moveToInteger]: layout.MOVE,
  [FloatOp.moveFromInteger]: layout.MOVE,
  [FloatOp.fromSigned]: layout.FP32_FROM_SIGNED,
  [FloatOp.toSigned]: layout.FP32_TO_SIGNED,
  [FloatOp.min]: layout.FP32_MIN,
  [FloatOp.max]: layout.FP32_MAX,
  [FloatOp.eq]: layout.FP32_EQ,
  [FloatOp.lt]: layout.FP32_LT,
  [FloatOp.le]: layout.FP32_LE,
};

function wayOfConversion(source: formats.FpFormat, format: formats.FpFormat): number {
  if (source === formats.FP32 && format === formats.FP16) return layout.FP32_TO_FP16;
  return source === formats.FP16 && format === formats.FP32 ? layout.FP16_TO_FP32 : layout.GENERAL;
}

function wayOfPacked({ op, format }: FloatOperation): number {
  if (op === FloatOp.moveToInteger || op === FloatOp.moveFromInteger) return layout.MOVE;
  if (format !== formats.FP16) return layout.GENERAL;
  if (op <= FloatOp.nmadd) return layout.PACKED_ADD + op;
  if (op === FloatOp.packA) return layout.PACK_FP16;
  if (op === FloatOp.min || op === FloatOp.max) return layout.PACKED_MIN + op - FloatOp.min;
  return op === FloatOp.dotExpanding ? layout.FP16_DOT : layout.GENERAL;
}

/** The short way of an operation, where it has one. */
function wayOf(operation: FloatOperation, rules: FpuRules): number {
  const { op, format, source, lanes } = operation;
  if (lanes !== 1) return wayOfPacked(operation);
  const isWide = format === formats.FP32 && source === formats.FP32;
  if (isWide && op <= FloatOp.nmadd) return layout.FP32_ADD + op;
  if (isWide && op === FloatOp.toSigned && operation.rounding === RTZ) return layout.FP32_TRUNCATED;
  if (isWide) return FP32_WAYS[op] ?? layout.GENERAL;
  // What stands above a narrow number is nothing to these.
  if (rules.checksBoxes || rules.extendsSign) return layout.GENERAL;
  if (op === FloatOp.convert) return wayOfConversion(source, format);
  if (op === FloatOp.maddExpanding && source === formats.FP16) return layout.FP16_EXPANDING;
  return format === formats.FP16 && op <= FloatOp.nmadd ? layout.FP16_ADD + op : layout.GENERAL;
}

/**
 * What `execute` of float.as.ts takes for an operation of an FPU with these rules: result and exceptions are those of `CoreFpu`.
 * -1 for divisions and square roots, which take their time in a unit of their own, and for formats that no core has.
 */
export function floatCodeOf(operation: FloatOperation, rules: FpuRules): number {
  const format = FORMATS.get(operation.format);
  const source = FORMATS.get(operation.source);
  if (format === undefined || source === undefined) return -1;
  if (operation.op === FloatOp.div || operation.op === FloatOp.sqrt) return -1;
  const bit = (is: boolean, flag: number): number => (is ? flag : 0);
  const way = wayOf(operation, rules);
  return (
    way |
    (operation.op << layout.OP) |
    (format << layout.FORMAT) |
    (source << layout.SOURCE) |
    ((operation.exact || way === layout.FP32_TRUNCATED ? RNE : operation.rounding) << layout.ROUNDING) |
    bit(operation.lanes !== 1, layout.PACKED) |
    bit(operation.replicate, layout.REPLICATE) |
    bit(rules.roundsInfinity, layout.ROUNDS_INFINITY) |
    bit(rules.refusesInteger, layout.REFUSES_INTEGER) |
    bit(rules.subnormalIsTiny, layout.SUBNORMAL_IS_TINY) |
    bit(rules.checksBoxes, layout.CHECKS_BOXES) |
    bit(rules.extendsSign, layout.EXTENDS_SIGN)
  );
}
