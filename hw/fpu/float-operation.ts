import type { FpFormat } from "./format.js";

/** What the FPU does; `FloatOperation` adds formats and rounding. Names follow the instructions of F, Zfh and smallFloat. */
export const FloatOp = {
  add: 0,
  sub: 1,
  mul: 2,
  /** a x b + c, a x b - c, -(a x b) + c, -(a x b) - c. */
  madd: 3,
  msub: 4,
  nmsub: 5,
  nmadd: 6,
  div: 7,
  sqrt: 8,
  sgnj: 9,
  sgnjn: 10,
  sgnjx: 11,
  min: 12,
  max: 13,
  eq: 14,
  lt: 15,
  le: 16,
  ne: 17,
  ge: 18,
  gt: 19,
  classify: 20,
  /** Between floating-point formats: `source` to `format`. */
  convert: 21,
  toSigned: 22,
  toUnsigned: 23,
  fromSigned: 24,
  fromUnsigned: 25,
  /** Bits between register files. */
  moveToInteger: 26,
  moveFromInteger: 27,
  /** Packs two FP32 operands into elements 0 and 1, or 2 and 3, of a vector; the other elements become 0. */
  packA: 28,
  packB: 29,
  /** Dot products of the elements, added to c: in the element format, or in FP32. */
  dot: 30,
  dotExpanding: 31,
  /** FP32 a x b and a x b + c of operands a and b in format `source`. */
  mulExpanding: 32,
  maddExpanding: 33,
} as const;
export type FloatOp = (typeof FloatOp)[keyof typeof FloatOp];

/** `FloatOperation.rounding` that stands for the mode in frm. */
export const DYNAMIC_ROUNDING = 7;

/** One decoded floating-point instruction; shared and never changed after decoding. */
export interface FloatOperation {
  readonly op: FloatOp;
  /** Format of the result, or of the operands where the result is an integer. */
  readonly format: FpFormat;
  /** Format of the operands that are converted on the way, else `format`. */
  readonly source: FpFormat;
  /** Rounding mode 0 to 4, or 7 for the one in frm, which must then be 0 to 4; 0 where nothing is rounded. */
  readonly rounding: number;
  /** Elements in a register: 1 for a scalar operation. */
  readonly lanes: 1 | 2 | 4;
  /** Element 0 of operand b goes to every lane. */
  readonly replicate: boolean;
  /** Raises no flags and needs no rounding mode: sign injection, moves, classification. */
  readonly exact: boolean;
}
