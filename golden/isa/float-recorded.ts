/**
 * Where RI5CY's FPU departs from the RISC-V manual, as the vectors recorded from it show: conversions of infinities and of
 * integers beyond the range, and when a result is called tiny. A variant says which of these it has.
 */
import { cast } from "../arithmetic/arithmetic.js";
import { decode, type FloatFormat } from "../arithmetic/format.js";
import { fromInteger, type IntegerType } from "../arithmetic/integer.js";
import { scaled } from "../arithmetic/rational.js";
import { INEXACT, INVALID, OVERFLOW, round, UNDERFLOW, type Rounded, type RoundingMode } from "../arithmetic/round.js";
import type { IsaVariant } from "./variant.js";

/** Between formats; with C1 an infinity becomes what a finite number beyond the range becomes, and is inexact. */
export function convert(
  variant: IsaVariant,
  from: FloatFormat,
  to: FloatFormat,
  bits: number,
  mode: RoundingMode,
): Rounded {
  const value = decode(from, bits);
  if (value.kind !== "infinite" || !variant.departures.has("C1")) {
    return withoutUnderflowOfNormal(variant, to, cast(from, to, bits, mode));
  }
  const beyond = round(to, value.negative, scaled(1n, 2 ** to.exponentBits), mode);
  return { bits: beyond.bits, flags: INEXACT };
}

/** From an integer; with C2 one beyond the range of the format is invalid and no overflow. */
export function convertInteger(
  { departures }: IsaVariant,
  to: FloatFormat,
  bits: number,
  type: IntegerType,
  mode: RoundingMode,
): Rounded {
  const result = fromInteger(to, bits, type, mode);
  return departures.has("C2") && result.flags & OVERFLOW ? { bits: result.bits, flags: INVALID | INEXACT } : result;
}

/** With C5 a result that was rounded up to the smallest normal number is not tiny. */
export function withoutUnderflowOfNormal(
  { departures }: IsaVariant,
  format: FloatFormat,
  { bits, flags }: Rounded,
): Rounded {
  const magnitude = bits % 2 ** (format.exponentBits + format.fractionBits);
  const drops = departures.has("C5") && magnitude >= 2 ** format.fractionBits;
  return { bits, flags: drops ? flags & ~UNDERFLOW : flags };
}
