import type { FpFormat } from "./format.js";
import { exponentOf, isNan, isSignallingNan, magnitudeOf, significandOf, signOf } from "./operand.js";
import { INF_TIMES_ZERO_PLUS_NAN_IS_INVALID } from "./policy.js";
import type { Field } from "./registers.js";

/** Operations of the FMA unit; the first four in the order of the RISC-V opcodes MADD, MSUB, NMSUB, NMADD. */
export const FMA_OPERATION = {
  /** a * b + c */
  FMADD: 0,
  /** a * b - c */
  FMSUB: 1,
  /** -(a * b) + c */
  FNMSUB: 2,
  /** -(a * b) - c */
  FNMADD: 3,
  /** a + b, as fma(1, a, b) */
  ADD: 4,
  /** a - b, as fma(1, a, -b) */
  SUB: 5,
  /** a * b, as fma with a zero of the product's sign, which is right in every rounding mode */
  MUL: 6,
} as const;
const { FMSUB, FNMSUB, FNMADD, ADD, SUB, MUL } = FMA_OPERATION;

/** What the unit takes in. */
export const IN_A = 0;
export const IN_B = 1;
export const IN_C = 2;
export const IN_OPERATION = 3;
export const IN_ROUNDING = 4;
export const INPUT_LAYOUT: readonly Field[] = [
  { name: "a", slot: IN_A, width: (f) => f.width, operand: true },
  { name: "b", slot: IN_B, width: (f) => f.width, operand: true },
  { name: "c", slot: IN_C, width: (f) => f.width, operand: true },
  { name: "operation", slot: IN_OPERATION, width: () => 3 },
  { name: "rounding", slot: IN_ROUNDING, width: () => 3 },
];

/** Values of the `special` field: the result is known before any arithmetic. */
export const SPECIAL_NONE = 0;
export const SPECIAL_NAN = 1;
export const SPECIAL_PLUS_INF = 2;
export const SPECIAL_MINUS_INF = 3;

/** What every later stage hands on. */
export const SPECIAL = 0;
export const INVALID_OPERATION = 1;
export const ROUNDING_MODE = 2;
export const CARRIED_LAYOUT: readonly Field[] = [
  { name: "special", slot: SPECIAL, width: () => 2 },
  { name: "invalid", slot: INVALID_OPERATION, width: () => 1 },
  { name: "rounding", slot: ROUNDING_MODE, width: () => 3 },
];

/** Unpacked operands, their signs already those of the sum's terms. */
export const PRODUCT_SIGN = 3;
export const ADDEND_SIGN = 4;
export const SIG_A = 5;
export const SIG_B = 6;
export const SIG_C = 7;
export const EXP_A = 8;
export const EXP_B = 9;
export const EXP_C = 10;
export const UNPACKED_LAYOUT: readonly Field[] = [
  ...CARRIED_LAYOUT,
  { name: "product_sign", slot: PRODUCT_SIGN, width: () => 1 },
  { name: "addend_sign", slot: ADDEND_SIGN, width: () => 1 },
  { name: "sig_a", slot: SIG_A, width: (f) => f.precision },
  { name: "sig_b", slot: SIG_B, width: (f) => f.precision },
  { name: "sig_c", slot: SIG_C, width: (f) => f.precision },
  { name: "exp_a", slot: EXP_A, width: (f) => f.expBits },
  { name: "exp_b", slot: EXP_B, width: (f) => f.expBits },
  { name: "exp_c", slot: EXP_C, width: (f) => f.expBits },
];

/** Stage 1: selects the operands of the operation, splits them and decides the special cases. */
export function unpackFma(format: FpFormat, input: Uint32Array, out: Uint32Array): void {
  const operation = input[IN_OPERATION];
  const isSum = operation === ADD || operation === SUB;
  const a = isSum ? format.one : input[IN_A];
  const b = isSum ? input[IN_A] : input[IN_B];
  const negateProduct = operation === FNMSUB || operation === FNMADD ? 1 : 0;
  const productSign = signOf(format, a) ^ signOf(format, b) ^ negateProduct;
  const c = operation === MUL ? productSign * format.signBit : isSum ? input[IN_B] : input[IN_C];
  const negateAddend = operation === FMSUB || operation === FNMADD || operation === SUB ? 1 : 0;
  const addendSign = signOf(format, c) ^ negateAddend;

  const magA = magnitudeOf(format, a);
  const magB = magnitudeOf(format, b);
  const magC = magnitudeOf(format, c);
  out[SIG_A] = significandOf(format, magA);
  out[SIG_B] = significandOf(format, magB);
  out[SIG_C] = significandOf(format, magC);
  out[EXP_A] = exponentOf(format, magA);
  out[EXP_B] = exponentOf(format, magB);
  out[EXP_C] = exponentOf(format, magC);
  out[PRODUCT_SIGN] = productSign;
  out[ADDEND_SIGN] = addendSign;
  out[ROUNDING_MODE] = input[IN_ROUNDING];
  out[SPECIAL] = SPECIAL_NONE;
  out[INVALID_OPERATION] = 0;
  if (magA >= format.infinity || magB >= format.infinity || magC >= format.infinity) {
    decideSpecial(format, a, b, c, productSign, addendSign, out);
  }
}

function decideSpecial(
  format: FpFormat,
  a: number,
  b: number,
  c: number,
  productSign: number,
  addendSign: number,
  out: Uint32Array,
): void {
  const magA = magnitudeOf(format, a);
  const magB = magnitudeOf(format, b);
  const signals = isSignallingNan(format, a) || isSignallingNan(format, b) || isSignallingNan(format, c);
  const infTimesZero = (magA === format.infinity && magB === 0) || (magA === 0 && magB === format.infinity);
  const productNan = isNan(format, a) || isNan(format, b);
  const anyNan = productNan || isNan(format, c);
  const infProduct = !productNan && !infTimesZero && (magA === format.infinity || magB === format.infinity);
  const infAddend = magnitudeOf(format, c) === format.infinity;
  const infMinusInf = infProduct && infAddend && productSign !== addendSign;
  const zeroInvalid = infTimesZero && (INF_TIMES_ZERO_PLUS_NAN_IS_INVALID || !anyNan);
  out[INVALID_OPERATION] = signals || zeroInvalid || infMinusInf ? 1 : 0;
  if (anyNan || infTimesZero || infMinusInf) out[SPECIAL] = SPECIAL_NAN;
  else out[SPECIAL] = (infProduct ? productSign : addendSign) === 0 ? SPECIAL_PLUS_INF : SPECIAL_MINUS_INF;
}
