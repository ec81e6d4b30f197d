/** Decimal floating-point literals, rounded once to an IEEE 754 format. */

export interface FloatFormat {
  readonly bytes: number;
  readonly exponentBits: number;
  readonly fractionBits: number;
}

export const FLOAT_FORMATS = {
  half: { bytes: 2, exponentBits: 5, fractionBits: 10 },
  single: { bytes: 4, exponentBits: 8, fractionBits: 23 },
  double: { bytes: 8, exponentBits: 11, fractionBits: 52 },
} as const satisfies Record<string, FloatFormat>;

const LITERAL = /^([-+]?)(?:0[a-z]:?)?(?:(inf(?:inity)?)|(nan)|(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?)$/i;

/** Floor of the binary logarithm of the fraction n / d. */
function exponentOf(n: bigint, d: bigint): number {
  const guess = n.toString(2).length - d.toString(2).length;
  const isBelow = guess >= 0 ? n < d << BigInt(guess) : n << BigInt(-guess) < d;
  return isBelow ? guess - 1 : guess;
}

/** Encoding of the nearest number to n / d, ties to even; beyond the range infinity. */
function round(n: bigint, d: bigint, { exponentBits, fractionBits }: FloatFormat): bigint {
  if (n === 0n) return 0n;
  const bias = 2 ** (exponentBits - 1) - 1;
  const exponent = Math.max(exponentOf(n, d), 1 - bias);
  const shift = fractionBits - exponent;
  const [up, down] = shift >= 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)];
  let significand = up / down;
  const rest = 2n * (up % down);
  if (rest > down || (rest === down && significand % 2n === 1n)) significand++;
  // A significand that reaches the next binade carries into the exponent, and a subnormal one into the first.
  const bits = (BigInt(exponent + bias - 1) << BigInt(fractionBits)) + significand;
  const infinity = (2n ** BigInt(exponentBits) - 1n) << BigInt(fractionBits);
  return bits > infinity ? infinity : bits;
}

/** Encoding of a literal such as `-1.5e3`, `inf` or `nan`; undefined when it is none. */
export function encodeFloat(text: string, format: FloatFormat): bigint | undefined {
  const parts = LITERAL.exec(text.trim());
  if (!parts) return undefined;
  const [, sign, infinite, nan, whole = "", fraction = "", power = "0"] = parts;
  const { exponentBits, fractionBits } = format;
  const width = BigInt(exponentBits + fractionBits);
  const negative = sign === "-" ? 1n << width : 0n;
  if (nan) return negative | ((1n << width) - 1n);
  if (infinite) return negative | ((2n ** BigInt(exponentBits) - 1n) << BigInt(fractionBits));
  if (whole + fraction === "" || Math.abs(Number(power)) > 10000) return undefined;
  const scale = Number(power) - fraction.length;
  const digits = BigInt(whole + fraction);
  const ten = 10n ** BigInt(Math.abs(scale));
  return negative | (scale >= 0 ? round(digits * ten, 1n, format) : round(digits, ten, format));
}
