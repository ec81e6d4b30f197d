// Comparisons and classes of one element. Encodings stand at the top of a word.
import { infinityOf, INVALID, isNan, isSignalling, nanOf, raise, smallestNormalOf, valueOf } from "./float-number.as";

/** The smaller or larger one, -0 below +0; one NaN loses against the number. */
export function chosen(format: i32, a: i32, b: i32, larger: bool): i32 {
  if (isSignalling(format, a) || isSignalling(format, b)) raise(INVALID);
  if (isNan(format, a)) return isNan(format, b) ? nanOf(format) : b;
  if (isNan(format, b)) return a;
  const x = a ^ ((a >> 31) & 0x7fffffff);
  const y = b ^ ((b >> 31) & 0x7fffffff);
  return y < x == larger ? a : b;
}

/** Raises invalid for a signalling NaN alone. */
export function isEqual(format: i32, a: i32, b: i32): bool {
  if (isSignalling(format, a) || isSignalling(format, b)) raise(INVALID);
  return valueOf(format, a) == valueOf(format, b);
}

/** Holds for a quiet NaN, as in element.ts. */
export function isUnequal(format: i32, a: i32, b: i32): bool {
  const equal = isEqual(format, a, b);
  return !equal && !isSignalling(format, a) && !isSignalling(format, b);
}

/** Order raises invalid for any NaN, and does not hold. */
export function isBelow(format: i32, a: i32, b: i32): bool {
  if (isNan(format, a) || isNan(format, b)) raise(INVALID);
  return valueOf(format, a) < valueOf(format, b);
}

export function isAtLeast(format: i32, a: i32, b: i32): bool {
  if (isNan(format, a) || isNan(format, b)) raise(INVALID);
  return valueOf(format, a) >= valueOf(format, b);
}

/** Class of a number as the mask of RISC-V fclass. */
export function scalarClass(format: i32, a: i32): i32 {
  const magnitude = a & 0x7fffffff;
  if (isNan(format, a)) return isSignalling(format, a) ? 1 << 8 : 1 << 9;
  if (magnitude == infinityOf(format)) return a < 0 ? 1 << 0 : 1 << 7;
  if (magnitude == 0) return a < 0 ? 1 << 3 : 1 << 4;
  if (magnitude < smallestNormalOf(format)) return a < 0 ? 1 << 2 : 1 << 5;
  return a < 0 ? 1 << 1 : 1 << 6;
}

/** Class of a packed element, in the eight bits of classify.ts. */
export function packedClass(format: i32, a: i32): i32 {
  const magnitude = a & 0x7fffffff;
  if (isNan(format, a)) return 0x40 | (isSignalling(format, a) ? 1 << 4 : 1 << 5);
  const sign = a < 0 ? 0x80 : 0x40;
  if (magnitude == infinityOf(format)) return sign | (1 << 0);
  if (magnitude == 0) return sign | (1 << 3);
  return sign | (magnitude < smallestNormalOf(format) ? 1 << 2 : 1 << 1);
}
