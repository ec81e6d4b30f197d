/** Conversions between floating-point numbers and integers (RISC-V unprivileged manual, "F": conversion instructions). */
import { decode, type FloatFormat } from "./format.js";
import { INEXACT, INVALID, round, roundToInteger, type Rounded, type RoundingMode } from "./round.js";

/** An integer type. */
export interface IntegerType {
  readonly bits: number;
  readonly signed: boolean;
}

/** The integer nearest to a number; what does not fit and NaN give the nearest bound and invalid alone. `bits` is unsigned. */
export function toInteger(format: FloatFormat, a: number, type: IntegerType, mode: RoundingMode): Rounded {
  const largest = 2n ** BigInt(type.bits - (type.signed ? 1 : 0)) - 1n;
  const smallest = type.signed ? -largest - 1n : 0n;
  const encode = (value: bigint) => Number(BigInt.asUintN(type.bits, value));
  const value = decode(format, a);
  if (value.kind !== "finite") {
    const bound = value.kind === "infinite" && value.negative ? smallest : largest;
    return { bits: encode(bound), flags: INVALID };
  }
  const { integer, exact } = roundToInteger(value.magnitude, value.negative, mode);
  const rounded = value.negative ? -integer : integer;
  if (rounded > largest) return { bits: encode(largest), flags: INVALID };
  if (rounded < smallest) return { bits: encode(smallest), flags: INVALID };
  return { bits: encode(rounded), flags: exact ? 0 : INEXACT };
}

/** The number nearest to an integer, given as its bits. */
export function fromInteger(format: FloatFormat, bits: number, type: IntegerType, mode: RoundingMode): Rounded {
  const value = type.signed ? BigInt.asIntN(type.bits, BigInt(bits)) : BigInt(bits);
  return round(format, value < 0n, { num: value < 0n ? -value : value, den: 1n }, mode);
}
