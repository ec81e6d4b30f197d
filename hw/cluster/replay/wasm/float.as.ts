// The FPU of a core: what core-fpu.ts computes, result and exceptions. The frequent operations go a short way through doubles, in
// round-to-nearest-even; what a short way does not cover, such as NaN, infinities and results near the subnormal range, goes
// the general one. Why the sums are right is written in fast-core.ts and fast.ts.
import {
  FP16_ADD, FP16_DOT, FP16_EXPANDING, FP16_TO_FP32, FP32_ADD, FP32_EQ, FP32_FROM_SIGNED, FP32_LE, FP32_LT, FP32_MAX, FP32_MIN,
  FP32_SGNJ, FP32_SGNJN, FP32_SGNJX, FP32_TO_FP16, FP32_TO_SIGNED, FP32_TRUNCATED, GENERAL, MOVE, PACK_FP16, PACKED_ADD, PACKED_MAX,
  PACKED_MIN, REPLICATE, ROUNDING, WAY,
} from "./float-code-layout";
import { areFinite, chosenPacked, narrowed, packed16, scalar16 } from "./float16.as";
import { general } from "./float-general.as";
import { clear, finite5, fp32, INEXACT, raise, raised, RNE, RTZ, UNCOVERED } from "./float-number.as";

/** `FloatOperation.rounding` that stands for the mode in frm. */
const DYNAMIC: i32 = 7;

/** The normal numbers of FP32 beyond the smallest: from the encoding after it, so many. */
const FIRST: u32 = 0x00800001;
const COUNT: u32 = 0x7f800000 - FIRST;
/** Bits of a double's significand behind those of FP32, and what they are half way between two numbers of FP32. */
const BELOW: i64 = (1 << 29) - 1;
const MIDDLE: i64 = 1 << 28;

/** Exceptions of the last operation, in the encoding of fflags. */
// @ts-ignore: decorator
@inline
export function flags(): i32 {
  return raised;
}

/** p + z in FP32. */
// @ts-ignore: decorator
@inline
function sum32(p: f64, z: f64): i32 {
  const s = p + z;
  const nearest = f32(s);
  const bits = reinterpret<i32>(nearest);
  const t = s - p;
  const error = p - (s - t) + (z - t);
  if (u32(bits & 0x7fffffff) - FIRST < COUNT) {
    if (error != 0) raise((reinterpret<i64>(s) & BELOW) == MIDDLE ? UNCOVERED : INEXACT);
    else raise(i32(f64(nearest) != s));
  } else if (s != 0) raise(UNCOVERED);
  return bits;
}

// @ts-ignore: decorator
@inline
function isNan32(a: i32): bool {
  return (a & 0x7fffffff) > 0x7f800000;
}

/** The integer that x was rounded to, where it fits. */
// @ts-ignore: decorator
@inline
function integer(x: f64, rounded: f64): i32 {
  raise(abs(rounded) <= 2147483647.0 ? i32(rounded != x) : UNCOVERED);
  return i32(rounded);
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
    case FP32_MIN: {
      const least = min(reinterpret<f32>(a), reinterpret<f32>(b));
      if (least != least) raise(UNCOVERED);
      result = reinterpret<i32>(least);
      break;
    }
    case FP32_MAX: {
      const most = max(reinterpret<f32>(a), reinterpret<f32>(b));
      if (most != most) raise(UNCOVERED);
      result = reinterpret<i32>(most);
      break;
    }
    case FP32_EQ:
      if (isNan32(a) || isNan32(b)) raise(UNCOVERED);
      result = i32(reinterpret<f32>(a) == reinterpret<f32>(b));
      break;
    case FP32_LT:
      if (isNan32(a) || isNan32(b)) raise(UNCOVERED);
      result = i32(reinterpret<f32>(a) < reinterpret<f32>(b));
      break;
    case FP32_LE:
      if (isNan32(a) || isNan32(b)) raise(UNCOVERED);
      result = i32(reinterpret<f32>(a) <= reinterpret<f32>(b));
      break;
    case FP32_TO_SIGNED: result = integer(fp32(a), nearest(fp32(a))); break;
    case FP32_TRUNCATED:
      result = integer(fp32(a), trunc(fp32(a)));
      if (raised & UNCOVERED) return general(code, a, b, c, RTZ);
      break;
    case PACKED_MIN: result = chosenPacked(code, a, b, false); break;
    case PACKED_MAX: result = chosenPacked(code, a, b, true); break;
    default: return general(code, a, b, c, mode);
  }
  return raised & UNCOVERED ? general(code, a, b, c, mode) : result;
}
