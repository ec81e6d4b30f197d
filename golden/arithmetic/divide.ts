import { canonicalNan, decode, infinity, withSign, type FloatFormat, type Value } from "./format.js";
import { compare, floorLog2, multiply, scaled, type Rational } from "./rational.js";
import { DIVIDE_BY_ZERO, INVALID, round, type Rounded, type RoundingMode } from "./round.js";

const isZero = (value: Value): boolean => value.kind === "finite" && value.magnitude.num === 0n;
const isSignaling = (value: Value): boolean => value.kind === "nan" && value.signaling;

/** `a / b`, rounded once. */
export function divide(format: FloatFormat, a: number, b: number, mode: RoundingMode = "rne"): Rounded {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.kind === "nan" || y.kind === "nan") {
    return { bits: canonicalNan(format), flags: isSignaling(x) || isSignaling(y) ? INVALID : 0 };
  }
  const negative = x.negative !== y.negative;
  if ((x.kind === "infinite" && y.kind === "infinite") || (isZero(x) && isZero(y))) {
    return { bits: canonicalNan(format), flags: INVALID };
  }
  if (x.kind === "infinite") return { bits: infinity(format, negative), flags: 0 };
  if (y.kind === "infinite") return { bits: withSign(format, negative, 0), flags: 0 };
  if (isZero(y)) return { bits: infinity(format, negative), flags: DIVIDE_BY_ZERO };
  const reciprocal = { num: y.magnitude.den, den: y.magnitude.num };
  return round(format, negative, multiply(x.magnitude, reciprocal), mode);
}

/** The largest integer whose square is at most `n`, by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * A rational that rounds to `fractionBits` like the square root: the root itself where it is rational with few enough digits,
 * else the midpoint of two neighbours far finer than any place it is rounded at.
 */
function rootOf(a: Rational, fractionBits: number): Rational {
  const places = 2 * fractionBits + 8 - (floorLog2(a) >> 1);
  const square = multiply(a, scaled(1n, 2 * places));
  const digits = integerRoot(square.num / square.den);
  const isExact = compare({ num: digits * digits, den: 1n }, square) === 0;
  return isExact ? scaled(digits, -places) : scaled(2n * digits + 1n, -places - 1);
}

/** The square root, rounded once. */
export function squareRoot(format: FloatFormat, a: number, mode: RoundingMode = "rne"): Rounded {
  const x = decode(format, a);
  if (x.kind === "nan") return { bits: canonicalNan(format), flags: isSignaling(x) ? INVALID : 0 };
  if (isZero(x)) return { bits: a, flags: 0 };
  if (x.negative) return { bits: canonicalNan(format), flags: INVALID };
  if (x.kind === "infinite") return { bits: a, flags: 0 };
  return round(format, false, rootOf(x.magnitude, format.fractionBits), mode);
}
