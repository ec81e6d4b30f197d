import { DIVIDE_BY_ZERO, INVALID, type FpFormat, type FpResult } from "./format.js";
import { exponentOf, isSignallingNan, magnitudeOf, significandOf, signOf } from "./operand.js";
import { normaliseRound } from "./round.js";

/** Digits that one clock produces. */
export const DIGITS_PER_CLOCK = 3;

/** Words of the record that a division or square root works on. */
export const KNOWN = 0;
export const FLAGS = 1;
export const SIGN = 2;
/** Biased exponent of the result's last digit plus EXPONENT_OFFSET. */
export const EXPONENT = 3;
export const REMAINDER = 4;
/** Divisor, or the digits of the radicand that are still to come, leading bits first. */
export const OPERAND = 5;
/** Digits so far; the encoding of the result where `KNOWN` is 1. */
export const QUOTIENT = 6;
export const RECORD_WORDS = 7;
/** Bits of each word. */
export const RECORD_WIDTHS = [1, 5, 1, 10, 29, 32, 32] as const;
const EXPONENT_OFFSET = 512;

/**
 * Clocks of iteration that a format takes: the precision, a digit for a quotient below 1, one to round at, and what fills
 * the last clock. These are the counts of the public unit `div_sqrt_mvp` with three cells a clock; FP8 runs as FP16 there.
 */
export function iterationClocks(format: FpFormat): number {
  if (format.precision > 11) return 9;
  return format.name === "bf16" ? 4 : 5;
}

const digitsOf = (format: FpFormat): number => DIGITS_PER_CLOCK * iterationClocks(format);

function known(record: Uint32Array, bits: number, flags: number): void {
  record[KNOWN] = 1;
  record[FLAGS] = flags;
  record[QUOTIENT] = bits;
}

/** Places that normalise a significand: none, except for a subnormal number's. */
function leadingZeros(format: FpFormat, significand: number): number {
  return Math.clz32(significand) - (32 - format.precision);
}

/** Prepares a / b. Division of a finite number by zero raises divide-by-zero; 0/0 and infinity by infinity are invalid. */
export function startDivision(format: FpFormat, a: number, b: number, record: Uint32Array): void {
  const magA = magnitudeOf(format, a);
  const magB = magnitudeOf(format, b);
  const { infinity } = format;
  const negative = signOf(format, a) ^ signOf(format, b);
  const sign = (negative * format.signBit) | 0;
  record[SIGN] = negative;
  if (magA > infinity || magB > infinity) {
    const signals = isSignallingNan(format, a) || isSignallingNan(format, b);
    known(record, format.nan, signals ? INVALID : 0);
  } else if (magA === infinity)
    known(record, magB === infinity ? format.nan : sign + infinity, magB === infinity ? INVALID : 0);
  else if (magB === infinity) known(record, sign, 0);
  else if (magB === 0) known(record, magA === 0 ? format.nan : sign + infinity, magA === 0 ? INVALID : DIVIDE_BY_ZERO);
  else if (magA === 0) known(record, sign, 0);
  else startQuotient(format, magA, magB, record);
}

function startQuotient(format: FpFormat, magA: number, magB: number, record: Uint32Array): void {
  const sigA = significandOf(format, magA);
  const sigB = significandOf(format, magB);
  const shiftA = leadingZeros(format, sigA);
  const shiftB = leadingZeros(format, sigB);
  const exponent = exponentOf(format, magA) - shiftA - (exponentOf(format, magB) - shiftB);
  record[KNOWN] = record[FLAGS] = record[QUOTIENT] = 0;
  record[EXPONENT] = exponent + format.unit + 1 - digitsOf(format) + EXPONENT_OFFSET;
  record[REMAINDER] = sigA << shiftA;
  record[OPERAND] = sigB << shiftB;
}

/** Prepares the square root of a; that of a number below zero is invalid, that of -0 is -0. */
export function startSquareRoot(format: FpFormat, a: number, record: Uint32Array): void {
  const magnitude = magnitudeOf(format, a);
  const negative = signOf(format, a);
  record[SIGN] = negative;
  if (magnitude > format.infinity) known(record, format.nan, isSignallingNan(format, a) ? INVALID : 0);
  else if (magnitude === 0) known(record, a, 0);
  else if (negative !== 0) known(record, format.nan, INVALID);
  else if (magnitude === format.infinity) known(record, magnitude, 0);
  else startRoot(format, magnitude, record);
}

function startRoot(format: FpFormat, magnitude: number, record: Uint32Array): void {
  const significand = significandOf(format, magnitude);
  const exponent = exponentOf(format, magnitude) - format.unit;
  // The root takes half of the exponent, so that of the radicand is made even.
  const shift = 2 * digitsOf(format) - format.precision + leadingZeros(format, significand);
  const odd = (exponent - shift) & 1;
  record[KNOWN] = record[FLAGS] = record[REMAINDER] = record[QUOTIENT] = 0;
  record[EXPONENT] = (exponent - shift + odd) / 2 + format.unit + EXPONENT_OFFSET;
  record[OPERAND] = significand << (Math.clz32(significand) - odd);
}

/** One clock of restoring division. */
export function divideDigits(record: Uint32Array): void {
  const divisor = record[OPERAND];
  let remainder = record[REMAINDER];
  let quotient = record[QUOTIENT];
  for (let i = 0; i < DIGITS_PER_CLOCK; i++) {
    const fits = remainder >= divisor;
    quotient = (quotient << 1) | (fits ? 1 : 0);
    remainder = (fits ? remainder - divisor : remainder) << 1;
  }
  record[REMAINDER] = remainder;
  record[QUOTIENT] = quotient;
}

/** One clock of restoring square root: two digits of the radicand give one of the root. */
export function rootDigits(record: Uint32Array): void {
  let radicand = record[OPERAND];
  let remainder = record[REMAINDER];
  let root = record[QUOTIENT];
  for (let i = 0; i < DIGITS_PER_CLOCK; i++) {
    remainder = (remainder << 2) | (radicand >>> 30);
    radicand <<= 2;
    const trial = (root << 2) | 1;
    const fits = remainder >= trial;
    root = (root << 1) | (fits ? 1 : 0);
    if (fits) remainder -= trial;
  }
  record[OPERAND] = radicand;
  record[REMAINDER] = remainder;
  record[QUOTIENT] = root;
}

/** Rounds the digits, of which the remainder says whether more would follow, or hands out the known result. */
export function finishDigits(format: FpFormat, rounding: number, record: Uint32Array, out: FpResult): void {
  if (record[KNOWN] !== 0) {
    out.set(record[QUOTIENT], record[FLAGS]);
    return;
  }
  const sticky = record[REMAINDER] === 0 ? 0 : 1;
  const exponent = record[EXPONENT] - EXPONENT_OFFSET;
  normaliseRound(format, rounding, record[SIGN], exponent, record[QUOTIENT], 0, 0, sticky, out);
}

const scratch = new Uint32Array(RECORD_WORDS);

/** a / b with all iterations at once. Writes encoding and flags into `out` and returns it. */
export function divide(format: FpFormat, a: number, b: number, rounding: number, out: FpResult): FpResult {
  startDivision(format, a, b, scratch);
  if (scratch[KNOWN] === 0) for (let i = iterationClocks(format); i > 0; i--) divideDigits(scratch);
  finishDigits(format, rounding, scratch, out);
  return out;
}

/** Square root of a with all iterations at once. Writes encoding and flags into `out` and returns it. */
export function squareRoot(format: FpFormat, a: number, rounding: number, out: FpResult): FpResult {
  startSquareRoot(format, a, scratch);
  if (scratch[KNOWN] === 0) for (let i = iterationClocks(format); i > 0; i--) rootDigits(scratch);
  finishDigits(format, rounding, scratch, out);
  return out;
}
