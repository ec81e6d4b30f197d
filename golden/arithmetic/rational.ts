/** A number >= 0 as a fraction of integers, not reduced: the operands of one operation are short. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

export const ZERO: Rational = { num: 0n, den: 1n };

/** `significand` times two to the power `exponent`. */
export function scaled(significand: bigint, exponent: number): Rational {
  return exponent >= 0
    ? { num: significand << BigInt(exponent), den: 1n }
    : { num: significand, den: 1n << BigInt(-exponent) };
}

export function multiply(a: Rational, b: Rational): Rational {
  return { num: a.num * b.num, den: a.den * b.den };
}

export function add(a: Rational, b: Rational): Rational {
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}

/** `a - b`; needs `a >= b`. */
export function subtract(a: Rational, b: Rational): Rational {
  return { num: a.num * b.den - b.num * a.den, den: a.den * b.den };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function bitLength(n: bigint): number {
  const hex = n.toString(16);
  return 4 * hex.length - Math.clz32(parseInt(hex[0], 16)) + 28;
}

/** The exponent e with `2^e <= a < 2^(e+1)`; needs `a > 0`. */
export function floorLog2(a: Rational): number {
  const estimate = bitLength(a.num) - bitLength(a.den);
  return compare(a, scaled(1n, estimate)) < 0 ? estimate - 1 : estimate;
}
