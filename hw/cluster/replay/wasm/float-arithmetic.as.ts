// Arithmetic and conversions of one element, in every format, rounding mode and set of rules.
import { REFUSES_INTEGER, ROUNDS_INFINITY, SUBNORMAL_IS_TINY } from "./float-code-layout";
import {
  beyond, clear, INEXACT, infinityOf, INVALID, isSignalling, nanOf, oddSum, OVERFLOW, raise, raised, rounded, roundsUp, valueOf,
  widthOf, zeroSum,
} from "./float-number.as";

/** `FloatOp` of float-operation.ts. */
export const enum FloatOp {
  add, sub, mul, madd, msub, nmsub, nmadd, div, sqrt, sgnj, sgnjn, sgnjx, min, max, eq, lt, le, ne, ge, gt, classify, convert, toSigned,
  toUnsigned, fromSigned, fromUnsigned, moveToInteger, moveFromInteger, packA, packB, dot, dotExpanding, mulExpanding, maddExpanding,
}

/** Sums and products: a and b, left-aligned, in format `source`, c and the result in `format`. */
export function arithmetic(code: i32, op: i32, format: i32, source: i32, a: i32, b: i32, c: i32, mode: i32): i32 {
  const x = valueOf(source, a);
  const y = valueOf(source, b);
  const isProduct = op >= FloatOp.mul;
  const negates = op == FloatOp.nmsub || op == FloatOp.nmadd;
  const p = isProduct ? (negates ? -(x * y) : x * y) : x;
  if (op == FloatOp.mul && x - x == 0 && y - y == 0) return rounded(format, mode, p, (code & SUBNORMAL_IS_TINY) != 0);
  const addend = isProduct ? (op == FloatOp.mul ? 0 : valueOf(format, c)) : y;
  const z = op == FloatOp.sub || op == FloatOp.msub || op == FloatOp.nmadd ? -addend : addend;
  const s = p + z;
  if (s - s == 0) {
    const exact = s == 0 ? zeroSum(mode, p, z) : oddSum(p, z);
    return rounded(format, mode, exact, (code & SUBNORMAL_IS_TINY) != 0);
  }
  const third = op >= FloatOp.madd;
  const signals = isSignalling(source, a) || isSignalling(source, b) || (third && isSignalling(format, c));
  const isNumber = x == x && y == y && addend == addend;
  // Infinity times zero is invalid beside a quiet NaN too.
  if (signals || (isNumber && s != s) || (isProduct && x == x && y == y && p != p)) raise(INVALID);
  const unused = 32 - widthOf(format);
  if (s != s) return nanOf(format) >>> unused;
  return (infinityOf(format) | (s < 0 ? 0x80000000 : 0)) >>> unused;
}

export function convert(code: i32, source: i32, format: i32, a: i32, mode: i32): i32 {
  const x = valueOf(source, a);
  if (x - x == 0) return rounded(format, mode, x, (code & SUBNORMAL_IS_TINY) != 0);
  const unused = 32 - widthOf(format);
  if (x != x) {
    if (isSignalling(source, a)) raise(INVALID);
    return nanOf(format) >>> unused;
  }
  if (code & ROUNDS_INFINITY) {
    raise(INEXACT);
    return beyond(format, mode, x < 0);
  }
  return (infinityOf(format) | (x < 0 ? 0x80000000 : 0)) >>> unused;
}

export function fromInteger(code: i32, format: i32, value: f64, mode: i32): i32 {
  const before = raised;
  clear();
  const result = rounded(format, mode, value, false);
  const flags = code & REFUSES_INTEGER && raised & OVERFLOW ? INVALID | INEXACT : raised;
  clear();
  raise(before | flags);
  return result;
}

/** Integers outside and infinities give the nearest bound, NaN the upper one. */
export function toInteger(format: i32, a: i32, mode: i32, bits: i32, isSigned: bool): i32 {
  const most = (isSigned ? 0x7fffffff : -1) >>> (32 - bits);
  const least = isSigned ? -most - 1 : 0;
  const x = valueOf(format, a);
  const floor = Math.floor(Math.abs(x));
  if (x != x || floor > 4294967296.0) {
    raise(INVALID);
    return x < 0 ? least : most;
  }
  const fraction = Math.abs(x) - floor;
  const up = roundsUp(mode, x < 0, (i64(floor) & 1) != 0, fraction >= 0.5, fraction != 0 && fraction != 0.5);
  const magnitude = i64(floor) + i64(up);
  const integer = x < 0 ? -magnitude : magnitude;
  const upper = isSigned ? i64(most) : i64(u32(most));
  if (integer < i64(least) || integer > upper) {
    raise(INVALID);
    return integer < 0 ? least : most;
  }
  if (fraction != 0) raise(INEXACT);
  return i32(integer);
}
