// Every operation of the FPU but divisions and square roots, in every format, rounding mode and set of rules, one element after
// the other: core-fpu.ts, packed.ts and element.ts.
import { arithmetic, convert, FloatOp, fromInteger, toInteger } from "./float-arithmetic.as";
import { CHECKS_BOXES, EXTENDS_SIGN, FORMAT, FP32, OP, PACKED, REPLICATE, SOURCE } from "./float-code-layout";
import { clear, nanOf, widthOf } from "./float-number.as";
import { chosen, isAtLeast, isBelow, isEqual, isUnequal, packedClass, scalarClass } from "./float-order.as";

/** The operation `code` on registers, in rounding mode `mode`. */
export function general(code: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  clear();
  return code & PACKED ? packed(code, a, b, c, mode) : scalar(code, a, b, c, mode);
}

// @ts-ignore: decorator
@inline
function opOf(code: i32): i32 {
  return (code >> OP) & 63;
}

// @ts-ignore: decorator
@inline
function formatOf(code: i32): i32 {
  return (code >> FORMAT) & 3;
}

// @ts-ignore: decorator
@inline
function sourceOf(code: i32): i32 {
  return (code >> SOURCE) & 3;
}

/** A scalar operand, left-aligned. */
function operandOf(code: i32, format: i32, register: i32): i32 {
  if (format == FP32) return register;
  const width = widthOf(format);
  return code & CHECKS_BOXES && register >> width != -1 ? nanOf(format) : register << (32 - width);
}

/** A narrow scalar result in a register. */
function fillUp(code: i32, bits: i32, format: i32): i32 {
  if (format == FP32) return bits;
  const unused = 32 - widthOf(format);
  return code & EXTENDS_SIGN ? (bits << unused) >> unused : bits | (-1 << widthOf(format));
}

function scalar(code: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  const op = opOf(code);
  const format = formatOf(code);
  const source = sourceOf(code);
  const unused = 32 - widthOf(format);
  if (op == FloatOp.moveToInteger) return (a << unused) >> unused;
  if (op == FloatOp.moveFromInteger) return fillUp(code, (a << unused) >>> unused, format);
  const isFromInteger = op == FloatOp.fromSigned || op == FloatOp.fromUnsigned;
  const x = isFromInteger ? a : operandOf(code, source, a);
  const y = operandOf(code, source, b);
  const result = element(code, op, format, source, 32, x, y, operandOf(code, format, c), mode);
  const givesInteger = (op >= FloatOp.eq && op <= FloatOp.classify) || op == FloatOp.toSigned || op == FloatOp.toUnsigned;
  return givesInteger ? result : fillUp(code, result, format);
}

/** Element i of a register, left-aligned. */
// @ts-ignore: decorator
@inline
function laneOf(bits: i32, width: i32, i: i32): i32 {
  return (bits >>> (i * width)) << (32 - width);
}

function packed(code: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  const format = formatOf(code);
  const source = sourceOf(code);
  const op = opOf(code);
  const width = widthOf(format);
  const lanes = 32 / width;
  switch (op) {
    case FloatOp.moveToInteger:
    case FloatOp.moveFromInteger: return a;
    case FloatOp.packA: return pack(code, format, a, b, mode);
    case FloatOp.packB: return pack(code, format, a, b, mode) << 16;
    case FloatOp.dot:
    case FloatOp.dotExpanding: return dot(code, a, b, c, mode);
  }
  let result = 0;
  for (let i = 0; i < lanes; i++) {
    if (op == FloatOp.convert && (i + 1) * widthOf(source) > 32) {
      // As in packed.ts, elements 2 and 3 box what the source lacks.
      if (i > 1) result |= -1 << (i * width);
      continue;
    }
    const x = laneOf(a, widthOf(source), i);
    if (op == FloatOp.classify) result |= packedClass(format, x) << (8 * i);
    else {
      const y = laneOf(b, width, code & REPLICATE ? 0 : i);
      const lane = element(code, op, format, source, width, x, y, laneOf(c, width, i), mode);
      result |= ((lane << (32 - width)) >>> (32 - width)) << (i * width);
    }
  }
  return result;
}

/** Two FP32 numbers in the low elements. */
function pack(code: i32, format: i32, a: i32, b: i32, mode: i32): i32 {
  return convert(code, FP32, format, a, mode) | (convert(code, FP32, format, b, mode) << widthOf(format));
}

function dot(code: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  const format = formatOf(code);
  const width = widthOf(format);
  const expands = opOf(code) == FloatOp.dotExpanding;
  const to = expands ? FP32 : format;
  let sum = expands ? c : laneOf(c, width, 0);
  for (let i = 0; i < 32 / width; i++) {
    const y = laneOf(b, width, code & REPLICATE ? 0 : i);
    sum = arithmetic(code, FloatOp.madd, to, format, laneOf(a, width, i), y, sum, mode) << (32 - widthOf(to));
  }
  return expands ? sum : fillUp(code, sum >>> (32 - width), format);
}

/**
 * One element: operands left-aligned, the result right-aligned. An integer to be converted has `integerBits` bits, left-aligned, and
 * so has one that results, right-aligned.
 */
function element(code: i32, op: i32, format: i32, source: i32, integerBits: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  if (op <= FloatOp.nmadd) return arithmetic(code, op, format, format, a, b, c, mode);
  const unused = 32 - widthOf(format);
  switch (op) {
    case FloatOp.sgnj: return ((a & 0x7fffffff) | (b & 0x80000000)) >>> unused;
    case FloatOp.sgnjn: return ((a & 0x7fffffff) | (~b & 0x80000000)) >>> unused;
    case FloatOp.sgnjx: return (a ^ (b & 0x80000000)) >>> unused;
    case FloatOp.min: return chosen(format, a, b, false) >>> unused;
    case FloatOp.max: return chosen(format, a, b, true) >>> unused;
    case FloatOp.eq: return i32(isEqual(format, a, b));
    case FloatOp.lt: return i32(isBelow(format, a, b));
    case FloatOp.le: return i32(isAtLeast(format, b, a));
    case FloatOp.ne: return i32(isUnequal(format, a, b));
    case FloatOp.ge: return i32(isAtLeast(format, a, b));
    case FloatOp.gt: return i32(isBelow(format, b, a));
    case FloatOp.classify: return scalarClass(format, a);
    case FloatOp.convert: return convert(code, source, format, a, mode);
    case FloatOp.toSigned: return toInteger(format, a, mode, integerBits, true);
    case FloatOp.toUnsigned: return toInteger(format, a, mode, integerBits, false);
    case FloatOp.fromSigned: return fromInteger(code, format, f64(a >> (32 - integerBits)), mode);
    case FloatOp.fromUnsigned: return fromInteger(code, format, f64(u32(a) >> (32 - integerBits)), mode);
    case FloatOp.mulExpanding: return arithmetic(code, FloatOp.mul, format, source, a, b, 0, mode);
    case FloatOp.maddExpanding: return arithmetic(code, FloatOp.madd, format, source, a, b, c, mode);
  }
  return unreachable();
}
