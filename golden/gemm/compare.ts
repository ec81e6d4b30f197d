/** Comparisons and classes of floating-point numbers (RISC-V unprivileged manual, "F"). */
import { isSignaling, isZero, precedes } from "../arithmetic/arithmetic.js";
import { decode, minExponent, type FloatFormat } from "../arithmetic/format.js";
import { compare, scaled } from "../arithmetic/rational.js";
import { INVALID } from "../arithmetic/round.js";

/** How two numbers are ordered; zeros of either sign are equal, a NaN is unordered. */
export type Order = "less" | "equal" | "greater" | "unordered";

/** The order of `a` and `b`, and the flags of a comparison: a quiet NaN raises invalid only if it `signals`. */
export function order(format: FloatFormat, a: number, b: number, signals: boolean): { order: Order; flags: number } {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.kind === "nan" || y.kind === "nan") {
    const invalid = signals || isSignaling(x) || isSignaling(y);
    return { order: "unordered", flags: invalid ? INVALID : 0 };
  }
  if ((isZero(x) && isZero(y)) || a === b) return { order: "equal", flags: 0 };
  return { order: precedes(x, y) ? "less" : "greater", flags: 0 };
}

/** What `fclass` tells apart. */
export interface FloatClass {
  readonly kind: "infinite" | "normal" | "subnormal" | "zero" | "signaling" | "quiet";
  /** Sign bit; false for a NaN. */
  readonly negative: boolean;
}

/** The class of a number. */
export function classify(format: FloatFormat, bits: number): FloatClass {
  const value = decode(format, bits);
  if (value.kind === "nan") return { kind: value.signaling ? "signaling" : "quiet", negative: false };
  const { negative } = value;
  if (value.kind === "infinite") return { kind: "infinite", negative };
  if (isZero(value)) return { kind: "zero", negative };
  const normal = compare(value.magnitude, scaled(1n, minExponent(format))) >= 0;
  return { kind: normal ? "normal" : "subnormal", negative };
}
