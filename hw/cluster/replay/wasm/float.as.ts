// The FPU of a core: what core-fpu.ts computes, result and exceptions. The frequent operations go a short way through doubles, in
// round-to-nearest-even; what a short way does not cover, such as NaN, infinities and results near the subnormal range, goes
// the general one. Why the sums are right is written in fast-core.ts and fast.ts.
import {
  FP16_ADD, FP16_DOT, FP16_EXPANDING, FP16_TO_FP32, FP32_ADD, FP32_FROM_SIGNED, FP32_SGNJ, FP32_SGNJN, FP32_SGNJX, FP32_TO_FP16,
  GENERAL, MOVE, PACK_FP16, PACKED_ADD, REPLICATE, ROUNDING, WAY,
} from "./float-code-layout";
import { general } from "./float-general.as";
import { clear, finite5, fp32, INEXACT, OVERFLOW, raise, raised, RNE, UNDERFLOW } from "./float-number.as";

/** `FloatOperation.rounding` that stands for the mode in frm. */
const DYNAMIC: i32 = 7;
/** Raised beside the exceptions by a sum that its short way does not cover. */
const UNCOVERED: i32 = 1 << 5;

const SIGN: u64 = 1 << 63;
/** Exponent fields of doubles: of 2^0 and of the ends of FP16's normal range. */
const BIAS: i32 = 1023;
const LEAST_16: i32 = BIAS - 14;
const MOST_16: i32 = BIAS + 15;
const INFINITY_16: i32 = 0x7c00;
const NORMAL_16: i32 = 0x0400;

/** The normal numbers of FP32 beyond the smallest: from the encoding after it, so many. */
const FIRST_32: u32 = 0x00800001;
const COUNT_32: u32 = 0x7f800000 - FIRST_32;
const BELOW_32: i64 = (1 << 29) - 1;
const MIDDLE_32: i64 = 1 << 28;

/** Exceptions of the last operation, in the encoding of fflags. */
// @ts-ignore: decorator
@inline
export function flags(): i32 {
  return raised;
}

/** Whether both halves of a word are finite FP16 numbers; bits of others may be in the way of nothing. */
// @ts-ignore: decorator
@inline
function areFinite(a: i32, b: i32, c: i32): bool {
  const overflow = (((a & 0x7c007c00) + 0x04000400) | ((b & 0x7c007c00) + 0x04000400) | ((c & 0x7c007c00) + 0x04000400)) & 0x80008000;
  return overflow == 0;
}

/** p + z in FP32. */
// @ts-ignore: decorator
@inline
function sum32(p: f64, z: f64): i32 {
  const s = p + z;
  const nearest = f32(s);
  const bits = reinterpret<i32>(nearest);
  if (u32(bits & 0x7fffffff) - FIRST_32 < COUNT_32 && (reinterpret<i64>(s) & BELOW_32) != MIDDLE_32) {
    const t = s - p;
    const error = p - (s - t) + (z - t);
    raise(i32(f64(nearest) != s) | i32(error != 0));
  } else if (s != 0) raise(UNCOVERED);
  return bits;
}

/** p + z in FP16. */
function sum16(p: f64, z: f64): i32 {
  const s = p + z;
  const t = s - p;
  const error = p - (s - t) + (z - t);
  const bits = reinterpret<u64>(s);
  const sign = i32(bits >> 48) & 0x8000;
  const field = max(i32(bits >> 52) & 0x7ff, LEAST_16);
  // 1.5 x 2^42 times the binade of s, whose unit as a double is that of FP16 there: adding it makes the adder round.
  const rounder = reinterpret<f64>((bits & SIGN) | (u64(field + 42) << 52) | (1 << 51));
  const sum = s + rounder;
  const encoding = ((field - LEAST_16) << 10) + i32(reinterpret<u64>(sum));
  if (field > MOST_16 || encoding >= INFINITY_16) {
    raise(OVERFLOW | INEXACT);
    return sign | INFINITY_16;
  }
  if (sum - rounder != s || error != 0) {
    if (encoding > NORMAL_16) raise(INEXACT);
    else raise(encoding == NORMAL_16 ? UNCOVERED : INEXACT | UNDERFLOW);
  }
  return sign | encoding;
}

/** FP16 arithmetic on the upper halves of words that hold finite ones. */
// @ts-ignore: decorator
@inline
function arithmetic16(op: i32, a: i32, b: i32, c: i32): i32 {
  const x = finite5(a & 0xffff0000);
  const y = finite5(b & 0xffff0000);
  switch (op) {
    case 0: return sum16(x, y);
    case 1: return sum16(x, -y);
    case 2: return sum16(x * y, -0.0);
  }
  const z = finite5(c & 0xffff0000);
  return sum16(op > 4 ? -(x * y) : x * y, op == 4 || op == 6 ? -z : z);
}

// @ts-ignore: decorator
@inline
function scalar16(op: i32, a: i32, b: i32, c: i32): i32 {
  if (!areFinite(a << 16, b << 16, op > 2 ? c << 16 : 0)) raise(UNCOVERED);
  return arithmetic16(op, a << 16, b << 16, c << 16) | 0xffff0000;
}

// @ts-ignore: decorator
@inline
function packed16(op: i32, code: i32, a: i32, b: i32, c: i32): i32 {
  if (!areFinite(a, b, op > 2 ? c : 0)) raise(UNCOVERED);
  const low = arithmetic16(op, a << 16, b << 16, c << 16);
  return low | (arithmetic16(op, a, code & REPLICATE ? b << 16 : b, c) << 16);
}

/** An FP32 number in FP16. */
// @ts-ignore: decorator
@inline
function narrowed(a: i32): i32 {
  if ((a & 0x7f800000) == 0x7f800000) raise(UNCOVERED);
  return sum16(fp32(a), -0.0);
}

/** The FP32 sum of c and a product of FP16 numbers in the upper halves. */
// @ts-ignore: decorator
@inline
function expanding(a: i32, b: i32, c: i32): i32 {
  return sum32(finite5(a & 0xffff0000) * finite5(b & 0xffff0000), fp32(c));
}

// @ts-ignore: decorator
@inline
function dot16(code: i32, a: i32, b: i32, c: i32): i32 {
  if (!areFinite(a, b, 0)) raise(UNCOVERED);
  const low = expanding(a << 16, b << 16, c);
  return expanding(a, code & REPLICATE ? b << 16 : b, low);
}

/**
 * Result of an operation.
 * @param code of `floatCodeOf`
 * @param frm the dynamic rounding mode, 0 to 4
 */
export function execute(code: i32, a: i32, b: i32, c: i32, frm: i32): i32 {
  const fixed = (code >> ROUNDING) & 7;
  const mode = fixed == DYNAMIC ? frm : fixed;
  let result = 0;
  clear();
  switch (mode == RNE ? code & WAY : GENERAL) {
    case FP32_ADD: result = sum32(fp32(a), fp32(b)); break;
    case FP32_ADD + 1: result = sum32(fp32(a), -fp32(b)); break;
    case FP32_ADD + 2: result = sum32(fp32(a) * fp32(b), -0.0); break;
    case FP32_ADD + 3: result = sum32(fp32(a) * fp32(b), fp32(c)); break;
    case FP32_ADD + 4: result = sum32(fp32(a) * fp32(b), -fp32(c)); break;
    case FP32_ADD + 5: result = sum32(-(fp32(a) * fp32(b)), fp32(c)); break;
    case FP32_ADD + 6: result = sum32(-(fp32(a) * fp32(b)), -fp32(c)); break;
    case FP16_ADD: result = scalar16(0, a, b, c); break;
    case FP16_ADD + 1: result = scalar16(1, a, b, c); break;
    case FP16_ADD + 2: result = scalar16(2, a, b, c); break;
    case FP16_ADD + 3: result = scalar16(3, a, b, c); break;
    case FP16_ADD + 4: result = scalar16(4, a, b, c); break;
    case FP16_ADD + 5: result = scalar16(5, a, b, c); break;
    case FP16_ADD + 6: result = scalar16(6, a, b, c); break;
    case PACKED_ADD: result = packed16(0, code, a, b, c); break;
    case PACKED_ADD + 1: result = packed16(1, code, a, b, c); break;
    case PACKED_ADD + 2: result = packed16(2, code, a, b, c); break;
    case PACKED_ADD + 3: result = packed16(3, code, a, b, c); break;
    case PACKED_ADD + 4: result = packed16(4, code, a, b, c); break;
    case FP32_SGNJ: return (a & 0x7fffffff) | (b & 0x80000000);
    case FP32_SGNJN: return (a & 0x7fffffff) | (~b & 0x80000000);
    case FP32_SGNJX: return a ^ (b & 0x80000000);
    case MOVE: return a;
    case FP32_FROM_SIGNED: {
      const nearest = f32(a);
      raise(i32(f64(nearest) != f64(a)));
      return reinterpret<i32>(nearest);
    }
    case FP32_TO_FP16: result = narrowed(a) | 0xffff0000; break;
    case FP16_TO_FP32:
      if (!areFinite(a << 16, 0, 0)) raise(UNCOVERED);
      result = reinterpret<i32>(f32(finite5(a << 16)));
      break;
    case PACK_FP16: result = narrowed(a) | (narrowed(b) << 16); break;
    case FP16_DOT: result = dot16(code, a, b, c); break;
    case FP16_EXPANDING:
      if (!areFinite(a << 16, b << 16, 0)) raise(UNCOVERED);
      result = expanding(a << 16, b << 16, c);
      break;
    default: return general(code, a, b, c, mode);
  }
  return raised & UNCOVERED ? general(code, a, b, c, mode) : result;
}
