/**
 * The core's frequent operations through doubles, in round-to-nearest-even, with exact flags. Every function leaves what it
 * does not cover (NaN, infinities, other formats and modes) to the exact units and says so by returning false.
 *
 * Every operation is one sum s = p + z of doubles. The product p of two FP32 or FP16 numbers is exact, having at most 48 bits
 * and a unit of 2^-298 or more. Knuth's two-sum gives the error e of s without error, so s + e is the exact result.
 * - FP16: s rounded to FP16 is the rounded exact result; the proof is in fast.ts.
 * - FP32: where e is not zero, s is replaced by whichever neighbour of the exact result has an odd last bit ("round to odd").
 *   That keeps two bits and more below every place at which FP32 rounds, the sticky one set, so the second rounding is right
 *   (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", IEEE Trans. Computers 57(4), 2008).
 * The result is inexact when it differs from s or e is not zero. A zero product added to -0 keeps its sign.
 */
import { FloatOp } from "./float-operation.js";
import { f64ToF16Bits } from "./fast.js";
import { FP16, FP32, INEXACT, OVERFLOW, UNDERFLOW, type FpFormat, type FpResult } from "./format.js";

const float32 = new Float32Array(3);
const bits32 = new Int32Array(float32.buffer);
const float64 = new Float64Array(1);
/** The same eight bytes, low word first. */
const words64 = new Int32Array(float64.buffer);
/** p and z: in memory, as doubles that cross a call can cost an allocation each. */
const terms = new Float64Array(2);

/** An FP16 encoding at the place of an FP32 one has an exponent bias that is 112 larger. */
const FP16_IN_FP32 = 2 ** 112;
const FP16_EXPONENT = 0x7c00;

/** Bits of a double's significand behind those of FP32, and what they are half way between two numbers of FP32. */
const BELOW_FP32 = 2 ** 29 - 1;
const MIDDLE_OF_FP32 = 2 ** 28;

const MIN_NORMAL_32 = 2 ** -126;
const MIN_NORMAL_16 = 2 ** -14;
/** Magnitudes below these round to less than the smallest normal number even with an unbounded exponent: they are tiny. */
const TINY_32 = 2 ** -126 - 2 ** -151;
const TINY_16 = 2 ** -14 - 2 ** -26;

/** Moves float64, nearest to the exact result, to the neighbour with an odd last bit; `outward` says the result is farther from zero. */
function roundToOdd(outward: boolean): void {
  if (words64[0] & 1) return;
  if (!outward && words64[0] === 0) words64[1]--;
  words64[0] += outward ? 1 : -1;
}

/** Puts an FP16 number at float32[i], in units of 2^-112. */
function load16(i: number, bits: number): void {
  bits32[i] = ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13);
}

function isFinite16(bits: number): boolean {
  return (bits & FP16_EXPONENT) !== FP16_EXPONENT;
}

/**
 * Rounds the sum of `terms` to FP32. Between two numbers of FP32 the middle is a double, which no rounding to a double passes: unless
 * s is that middle, its own rounding is that of the exact result, e need not be known, and the result is inexact.
 */
function sumToFp32(out: FpResult): boolean {
  const s = terms[0] + terms[1];
  if (s - s !== 0) return false;
  const nearest = Math.fround(s);
  const magnitude = Math.abs(nearest);
  if (nearest !== s && magnitude > MIN_NORMAL_32 && magnitude !== Infinity) {
    float64[0] = s;
    if ((words64[0] & BELOW_FP32) !== MIDDLE_OF_FP32) {
      float32[0] = nearest;
      out.set(bits32[0], INEXACT);
      return true;
    }
  }
  return sumWithError(out);
}

/** The same in every case. */
function sumWithError(out: FpResult): boolean {
  const p = terms[0];
  const z = terms[1];
  let s = p + z;
  const t = s - p;
  const error = p - (s - t) + (z - t);
  if (error !== 0) {
    float64[0] = s;
    roundToOdd(error > 0 === s > 0);
    s = float64[0];
  }
  const nearest = Math.fround(s);
  float32[0] = nearest;
  let flags = 0;
  if (nearest !== s) {
    const magnitude = Math.abs(nearest);
    flags = INEXACT;
    if (magnitude === Infinity) flags |= OVERFLOW;
    else if (magnitude <= MIN_NORMAL_32 && (magnitude < MIN_NORMAL_32 || Math.abs(s) < TINY_32)) flags |= UNDERFLOW;
  }
  out.set(bits32[0], flags);
  return true;
}

/** Rounds the sum of `terms` to FP16. */
function sumToFp16(out: FpResult): boolean {
  const p = terms[0];
  const z = terms[1];
  const s = p + z;
  if (s - s !== 0) return false;
  const t = s - p;
  const error = p - (s - t) + (z - t);
  const bits = f64ToF16Bits(s);
  load16(0, bits);
  const nearest = float32[0] * FP16_IN_FP32;
  let flags = 0;
  if (!isFinite16(bits)) flags = OVERFLOW | INEXACT;
  else if (nearest !== s || error !== 0) {
    const magnitude = Math.abs(nearest);
    flags = INEXACT;
    if (magnitude <= MIN_NORMAL_16 && (magnitude < MIN_NORMAL_16 || Math.abs(s) < TINY_16)) flags |= UNDERFLOW;
  }
  out.set(bits, flags);
  return true;
}

/** Add, subtract, multiply and the fused forms (FloatOp add to nmadd) on FP32 encodings. */
export function fastFp32(op: FloatOp, a: number, b: number, c: number, out: FpResult): boolean {
  bits32[0] = a;
  bits32[1] = b;
  bits32[2] = c;
  setTerms(op, 1);
  return sumToFp32(out);
}

/** The same on FP16 encodings. */
export function fastFp16(op: FloatOp, a: number, b: number, c: number, out: FpResult): boolean {
  if (!isFinite16(a) || !isFinite16(b) || (op > FloatOp.mul && !isFinite16(c))) return false;
  load16(0, a);
  load16(1, b);
  load16(2, c);
  setTerms(op, FP16_IN_FP32);
  return sumToFp16(out);
}

/** Fills `terms` from the operands a, b, c in float32, in units of `scale`. */
function setTerms(op: FloatOp, scale: number): void {
  const x = float32[0] * scale;
  const y = float32[1] * scale;
  if (op <= FloatOp.sub) {
    terms[0] = x;
    terms[1] = op === FloatOp.sub ? -y : y;
  } else if (op === FloatOp.mul) {
    terms[0] = x * y;
    terms[1] = -0;
  } else {
    const z = float32[2] * scale;
    terms[0] = op >= FloatOp.nmsub ? -(x * y) : x * y;
    terms[1] = op === FloatOp.msub || op === FloatOp.nmadd ? -z : z;
  }
}

/** FP32 a x b + c, or a x b without `accumulates`, of FP16 encodings a and b and an FP32 encoding c. */
export function fastExpanding(accumulates: boolean, a: number, b: number, c: number, out: FpResult): boolean {
  if (!isFinite16(a) || !isFinite16(b)) return false;
  load16(0, a);
  load16(1, b);
  bits32[2] = c;
  terms[0] = float32[0] * FP16_IN_FP32 * (float32[1] * FP16_IN_FP32);
  terms[1] = accumulates ? float32[2] : -0;
  return sumToFp32(out);
}

/** Converts between FP32 and FP16. */
export function fastConvert(from: FpFormat, to: FpFormat, a: number, out: FpResult): boolean {
  terms[1] = -0;
  if (from === FP32 && to === FP16) {
    bits32[0] = a;
    terms[0] = float32[0];
    return sumToFp16(out);
  }
  if (from !== FP16 || to !== FP32 || !isFinite16(a)) return false;
  load16(0, a);
  terms[0] = float32[0] * FP16_IN_FP32;
  return sumToFp32(out);
}

/** Converts a 32-bit integer to FP32. */
export function fastFromInteger(to: FpFormat, a: number, isSigned: boolean, out: FpResult): boolean {
  if (to !== FP32) return false;
  terms[0] = isSigned ? a | 0 : a >>> 0;
  terms[1] = -0;
  return sumToFp32(out);
}
