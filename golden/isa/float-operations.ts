/** Floating-point operations by their number, on encodings; scalar and packed instructions share them. */
import { add, fma, max, min, mul } from "../arithmetic/arithmetic.js";
import { order, type Order } from "../gemm/compare.js";
import { divide } from "../arithmetic/divide.js";
import { negated, type RegisterFormat } from "./float-operand.js";
import { withoutUnderflowOfNormal } from "./float-recorded.js";
import type { Rounded, RoundingMode } from "../arithmetic/round.js";
import type { IsaVariant } from "./variant.js";

/** An operation on up to three numbers of one format. */
export type FloatOperation = (
  f: RegisterFormat,
  a: number,
  b: number,
  c: number,
  mode: RoundingMode,
  variant: IsaVariant,
) => Rounded;

/** Operations that round in the multiplier-adder, where a variant may have a tininess of its own. */
const rounding =
  (exact: FloatOperation): FloatOperation =>
  (f, a, b, c, mode, variant) =>
    withoutUnderflowOfNormal(variant, f.format, exact(f, a, b, c, mode, variant));

export const addition = rounding(({ format }, a, b, _c, mode) => add(format, a, b, mode));
export const subtraction = rounding((f, a, b, _c, mode) => add(f.format, a, negated(f, b), mode));
export const multiplication = rounding(({ format }, a, b, _c, mode) => mul(format, a, b, mode));
export const division: FloatOperation = ({ format }, a, b, _c, mode) => divide(format, a, b, mode);
export const minimum: FloatOperation = ({ format }, a, b) => min(format, a, b);
export const maximum: FloatOperation = ({ format }, a, b) => max(format, a, b);

/** a b + c, a b - c, -(a b) + c, -(a b) - c: names as in F. */
export const madd = rounding(({ format }, a, b, c, mode) => fma(format, a, b, c, mode));
export const msub = rounding((f, a, b, c, mode) => fma(f.format, a, b, negated(f, c), mode));
export const nmsub = rounding((f, a, b, c, mode) => fma(f.format, negated(f, a), b, c, mode));
export const nmadd = rounding((f, a, b, c, mode) => fma(f.format, negated(f, a), b, negated(f, c), mode));

const signOf = ({ bits }: RegisterFormat, a: number) => (a >= 2 ** (bits - 1) ? 1 : 0);
const withSignBit = ({ bits }: RegisterFormat, a: number, sign: number) =>
  (a % 2 ** (bits - 1)) + sign * 2 ** (bits - 1);
const injection =
  (sign: (a: number, b: number) => number): FloatOperation =>
  (f, a, b) => ({ bits: withSignBit(f, a, sign(signOf(f, a), signOf(f, b))), flags: 0 });

export const injectSign = injection((_, b) => b);
export const injectNegatedSign = injection((_, b) => 1 - b);
export const injectXorSign = injection((a, b) => a ^ b);

const comparison =
  (signals: boolean, ...holding: Order[]): FloatOperation =>
  ({ format }, a, b) => {
    const result = order(format, a, b, signals);
    return { bits: holding.includes(result.order) ? 1 : 0, flags: result.flags };
  };

export const equal = comparison(false, "equal");
export const less = comparison(true, "less");
export const lessOrEqual = comparison(true, "less", "equal");
export const greater = comparison(true, "greater");
export const greaterOrEqual = comparison(true, "greater", "equal");
/** As recorded: a quiet NaN differs from everything, a signaling one from nothing. */
export const notEqual: FloatOperation = ({ format }, a, b) => {
  const result = order(format, a, b, false);
  return { bits: result.order === "equal" || result.flags !== 0 ? 0 : 1, flags: result.flags };
};
