import {
  canonicalNan,
  decode,
  infinity,
  type Finite,
  type FloatFormat,
  type NotANumber,
  type Value,
} from "./format.js";
import * as rational from "./rational.js";
import { INVALID, round, type Rounded, type RoundingMode } from "./round.js";

/** Every value but NaN. */
type Ordered = Exclude<Value, NotANumber>;

/** A NaN result; only a signaling operand or an operation without a value makes it an invalid operation. */
export function nan(format: FloatFormat, invalid: boolean): Rounded {
  return { bits: canonicalNan(format), flags: invalid ? INVALID : 0 };
}

/** Whether a value is a signaling NaN. */
export function isSignaling(value: Value): boolean {
  return value.kind === "nan" && value.signaling;
}

/** Whether a value is a zero of either sign. */
export function isZero(value: Value): boolean {
  return value.kind === "finite" && value.magnitude.num === 0n;
}

/** The exact sum; a sum of zero has the common sign of its terms, else the sign of the rounding mode (IEEE 754 section 6.3). */
function exactSum(a: Finite, b: Finite, mode: RoundingMode): Finite {
  if (a.negative === b.negative) {
    return { kind: "finite", negative: a.negative, magnitude: rational.add(a.magnitude, b.magnitude) };
  }
  const order = rational.compare(a.magnitude, b.magnitude);
  if (order === 0) return { kind: "finite", negative: mode === "rdn", magnitude: rational.ZERO };
  const [larger, smaller] = order > 0 ? [a, b] : [b, a];
  return {
    kind: "finite",
    negative: larger.negative,
    magnitude: rational.subtract(larger.magnitude, smaller.magnitude),
  };
}

/** `a + b` of decoded operands. */
function sum(format: FloatFormat, a: Value, b: Value, mode: RoundingMode): Rounded {
  if (a.kind === "nan" || b.kind === "nan") return nan(format, isSignaling(a) || isSignaling(b));
  if (a.kind === "infinite" && b.kind === "infinite" && a.negative !== b.negative) return nan(format, true);
  if (a.kind === "infinite") return { bits: infinity(format, a.negative), flags: 0 };
  if (b.kind === "infinite") return { bits: infinity(format, b.negative), flags: 0 };
  const exact = exactSum(a, b, mode);
  return round(format, exact.negative, exact.magnitude, mode);
}

/** The exact product; infinity times zero has none and answers like a signaling NaN, so that the caller raises invalid. */
function exactProduct(a: Ordered, b: Ordered): Value {
  const negative = a.negative !== b.negative;
  if (a.kind === "finite" && b.kind === "finite") {
    return { kind: "finite", negative, magnitude: rational.multiply(a.magnitude, b.magnitude) };
  }
  return isZero(a) || isZero(b) ? { kind: "nan", signaling: true } : { kind: "infinite", negative };
}

/** `a + b`, rounded once. */
export function add(format: FloatFormat, a: number, b: number, mode: RoundingMode = "rne"): Rounded {
  return sum(format, decode(format, a), decode(format, b), mode);
}

/** `a * b`, rounded once. */
export function mul(format: FloatFormat, a: number, b: number, mode: RoundingMode = "rne"): Rounded {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.kind === "nan" || y.kind === "nan") return nan(format, isSignaling(x) || isSignaling(y));
  const product = exactProduct(x, y);
  if (product.kind === "nan") return nan(format, true);
  if (product.kind === "infinite") return { bits: infinity(format, product.negative), flags: 0 };
  return round(format, product.negative, product.magnitude, mode);
}

/** `a * b + c`, rounded once. Infinity times zero is invalid whatever the addend (RISC-V "F", fused multiply-add). */
export function fma(format: FloatFormat, a: number, b: number, c: number, mode: RoundingMode = "rne"): Rounded {
  const x = decode(format, a);
  const y = decode(format, b);
  const z = decode(format, c);
  if (x.kind === "nan" || y.kind === "nan") return nan(format, [x, y, z].some(isSignaling));
  return sum(format, exactProduct(x, y), z, mode);
}

/** Whether `a` comes before `b` in the order -Inf ... -0, +0 ... +Inf. */
export function precedes(a: Ordered, b: Ordered): boolean {
  if (a.negative !== b.negative) return a.negative;
  const [nearer, farther] = a.negative ? [b, a] : [a, b];
  if (nearer.kind === "infinite") return false;
  return farther.kind === "infinite" || rational.compare(nearer.magnitude, farther.magnitude) < 0;
}

/** Picks one operand; a NaN loses against a number, two NaNs give the canonical one. */
function select(format: FloatFormat, a: number, b: number, takeLarger: boolean): Rounded {
  const x = decode(format, a);
  const y = decode(format, b);
  const flags = isSignaling(x) || isSignaling(y) ? INVALID : 0;
  if (x.kind === "nan") return { bits: y.kind === "nan" ? canonicalNan(format) : b, flags };
  if (y.kind === "nan") return { bits: a, flags };
  return { bits: precedes(x, y) === takeLarger ? b : a, flags };
}

/** minimumNumber of IEEE 754-2019 with -0 < +0. */
export function min(format: FloatFormat, a: number, b: number): Rounded {
  return select(format, a, b, false);
}

/** maximumNumber of IEEE 754-2019 with -0 < +0. */
export function max(format: FloatFormat, a: number, b: number): Rounded {
  return select(format, a, b, true);
}

/** The same number in another format. */
export function cast(from: FloatFormat, to: FloatFormat, bits: number, mode: RoundingMode = "rne"): Rounded {
  const value = decode(from, bits);
  if (value.kind === "nan") return nan(to, value.signaling);
  if (value.kind === "infinite") return { bits: infinity(to, value.negative), flags: 0 };
  return round(to, value.negative, value.magnitude, mode);
}
