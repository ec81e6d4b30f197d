/** Floating-point operands in 32-bit registers. */
import { cast, fma } from "../arithmetic/arithmetic.js";
import { BF16, canonicalNan, FP16, FP32, FP8_E5M2, withSign, type FloatFormat } from "../arithmetic/format.js";
import { ROUNDING_MODES, type Rounded, type RoundingMode } from "../arithmetic/round.js";
import { sext } from "./bits.js";
import { withoutUnderflowOfNormal } from "./float-recorded.js";
import { checksBoxes, extendsSign, type IsaVariant } from "./variant.js";
import type { Hart } from "./hart.js";

/** A format as instructions name it; `h` is FP16, `ah` bfloat16, `b` FP8 with five exponent bits. */
export interface RegisterFormat {
  readonly format: FloatFormat;
  /** Width of an encoding. */
  readonly bits: number;
}

export const S: RegisterFormat = { format: FP32, bits: 32 };
export const H: RegisterFormat = { format: FP16, bits: 16 };
export const AH: RegisterFormat = { format: BF16, bits: 16 };
export const B: RegisterFormat = { format: FP8_E5M2, bits: 8 };

/** The low `bits` bits of a register. */
export const lowOf = (register: number, bits: number) => register % 2 ** bits;

/** Ones above a narrow number. */
export const boxed = (value: number, bits: number) => value + (2 ** 32 - 2 ** bits);

/** The number in a register as the operand of an operation. */
export function operandOf({ variant }: Hart, { format, bits }: RegisterFormat, register: number): number {
  const low = lowOf(register, bits);
  return checksBoxes(variant) && register !== boxed(low, bits) ? canonicalNan(format) : low;
}

/** A result in a register. */
export const filled = ({ variant }: Hart, value: number, bits: number): number =>
  extendsSign(variant) ? sext(value, bits) >>> 0 : boxed(value, bits);

/** `a` with the other sign. */
export function negated({ format, bits }: RegisterFormat, a: number): number {
  const weight = 2 ** (bits - 1);
  return withSign(format, a < weight, a % weight);
}

/** The rounding mode of an rm field; 5 (bfloat16) and 7 are the mode of frm. A reserved mode is an illegal instruction. */
export function roundingOf(model: Hart, word: number, rm: number): RoundingMode {
  return (rm === 5 || rm === 7 ? model.csrs.rounding : ROUNDING_MODES[rm]) ?? model.illegal(word);
}

/** `a * b + c` in FP32, rounded once, with factors of another format. */
export function fmaExpanding(
  variant: IsaVariant,
  from: FloatFormat,
  a: number,
  b: number,
  c: number,
  mode: RoundingMode,
): Rounded {
  const [x, y] = [a, b].map((bits) => cast(from, FP32, bits, mode));
  const { bits, flags } = withoutUnderflowOfNormal(variant, FP32, fma(FP32, x.bits, y.bits, c, mode));
  return { bits, flags: x.flags | y.flags | flags };
}
