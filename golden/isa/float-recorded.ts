/**
 * Where RI5CY's FPU departs from the RISC-V manual, as the vectors recorded from it show: conversions of infinities and of
 * integers beyond the range, and when a result of FP8 is called tiny.
 */
import { cast } from "../arithmetic/arithmetic.js";
import { decode, type FloatFormat } from "../arithmetic/format.js";
import { fromInteger, type IntegerType } from "../arithmetic/integer.js";
import type { RegisterFormat } from "./float-operand.js";
import { scaled } from "../arithmetic/rational.js";
import { INEXACT, INVALID, OVERFLOW, round, UNDERFLOW, type Rounded, type RoundingMode } from "../arithmetic/round.js";

/** Between formats: an infinity becomes what a finite number beyond the range becomes, and is inexact. */
export function convert(from: FloatFormat, to: FloatFormat, bits: number, mode: RoundingMode): Rounded {
  const value = decode(from, bits);
  if (value.kind !== "infinite") return cast(from, to, bits, mode);
  const beyond = round(to, value.negative, scaled(1n, 2 ** to.exponentBits), mode);
  return { bits: beyond.bits, flags: INEXACT };
}

/** From an integer: one beyond the range of the format is invalid and no overflow. */
export function convertInteger(to: FloatFormat, bits: number, type: IntegerType, mode: RoundingMode): Rounded {
  const result = fromInteger(to, bits, type, mode);
  return result.flags & OVERFLOW ? { bits: result.bits, flags: INVALID | INEXACT } : result;
}

/** An FP8 result that was rounded up to the smallest normal number is not tiny. */
export function withoutUnderflowOfNormal({ format, bits }: RegisterFormat, result: Rounded): Rounded {
  const tiny = bits !== 8 || result.bits % 2 ** (bits - 1) < 2 ** format.fractionBits;
  return tiny ? result : { bits: result.bits, flags: result.flags & ~UNDERFLOW };
}
