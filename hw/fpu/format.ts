import { canonicalNan } from "./policy.js";

/** An IEEE 754 style binary interchange format: hidden bit, subnormals, infinities, NaN in the top binade. */
export interface FpFormat {
  readonly name: "fp16" | "bf16" | "fp8e5m2" | "fp8e4m3" | "fp32";
  readonly expBits: number;
  /** Stored fraction bits. */
  readonly manBits: number;
  readonly bias: number;
  /** Bits of the encoding. */
  readonly width: number;
  /** Significand bits, the hidden one included. */
  readonly precision: number;
  /** Value of the sign bit in the encoding. */
  readonly signBit: number;
  /** Encodings of positive infinity, of the largest finite number and of the canonical NaN. */
  readonly infinity: number;
  readonly maxFinite: number;
  readonly nan: number;
  /** Encoding of 1. */
  readonly one: number;
  /** The unit of a significand of biased exponent `e` weighs 2^(e - unit). */
  readonly unit: number;
  /** Bits of the FMA's aligned sum: addend, two bits of distance, product, two guard bits. */
  readonly sumBits: number;
}

function defineFormat(name: FpFormat["name"], expBits: number, manBits: number): FpFormat {
  const bias = 2 ** (expBits - 1) - 1;
  const infinity = (2 ** expBits - 1) * 2 ** manBits;
  return {
    name,
    expBits,
    manBits,
    bias,
    width: 1 + expBits + manBits,
    precision: manBits + 1,
    signBit: 2 ** (expBits + manBits),
    infinity,
    maxFinite: infinity - 1,
    nan: canonicalNan(expBits, manBits),
    one: bias * 2 ** manBits,
    unit: bias + manBits,
    sumBits: 3 * (manBits + 1) + 4,
  };
}

export const FP16 = defineFormat("fp16", 5, 10);
export const BF16 = defineFormat("bf16", 8, 7);
/** FP8 of RedMulE: infinity 0x7C. */
export const FP8_E5M2 = defineFormat("fp8e5m2", 5, 2);
/** FP8alt of RedMulE, IEEE style and not OCP E4M3FN: largest 240 = 0x77, infinity 0x78, NaN above. */
export const FP8_E4M3 = defineFormat("fp8e4m3", 4, 3);
export const FP32 = defineFormat("fp32", 8, 23);

/** Rounding modes in the encoding of the RISC-V `rm` field. */
export const ROUNDING = { rne: 0, rtz: 1, rdn: 2, rup: 3, rmm: 4 } as const;
export type RoundingName = keyof typeof ROUNDING;
export const RNE = ROUNDING.rne;
export const RTZ = ROUNDING.rtz;
export const RDN = ROUNDING.rdn;
export const RUP = ROUNDING.rup;
export const RMM = ROUNDING.rmm;

/** Exception flags in the encoding of the RISC-V `fflags` register. */
export const INVALID = 16;
export const DIVIDE_BY_ZERO = 8;
export const OVERFLOW = 4;
export const UNDERFLOW = 2;
export const INEXACT = 1;

/** A result and its flags, written in place by the function that takes it: nothing is allocated per operation. */
export class FpResult {
  /** Word 0 the result, word 1 the flags. */
  readonly words = new Uint32Array(2);

  /** Encoding of the result in its format, or the integer as 32 bits. */
  get bits(): number {
    return this.words[0];
  }

  /** The same as signed 32 bits, which cost no allocation on their way through calls. */
  get signedBits(): number {
    return this.words[0] | 0;
  }

  /** OR of the exception flags. */
  get flags(): number {
    return this.words[1];
  }

  set(bits: number, flags: number): void {
    this.words[0] = bits;
    this.words[1] = flags;
  }
}
