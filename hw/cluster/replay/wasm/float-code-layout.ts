/** Fields of the code by which float.as.ts knows an operation of the FPU; TypeScript and AssemblyScript read this file alike. */

/** The way in the low six bits: `GENERAL`, or one of those below, which rounds to the nearest even number or not at all. */
export const WAY = 0x3f;
export const GENERAL = 63;

/** Add, sub, mul, madd, msub, nmsub, nmadd in the order of `FloatOp`: of FP32, of one FP16 number, of two packed ones. */
export const FP32_ADD = 0;
export const FP16_ADD = 7;
export const PACKED_ADD = 14;
export const FP32_SGNJ = 21;
export const FP32_SGNJN = 22;
export const FP32_SGNJX = 23;
/** The result is operand a. */
export const MOVE = 24;
export const FP32_FROM_SIGNED = 25;
export const FP32_TO_FP16 = 26;
export const FP16_TO_FP32 = 27;
export const PACK_FP16 = 28;
/** Dot product of packed FP16 in FP32. */
export const FP16_DOT = 29;
/** FP32 a x b + c of FP16 numbers a and b. */
export const FP16_EXPANDING = 30;
export const FP32_MIN = 31;
export const FP32_MAX = 32;
export const FP32_EQ = 33;
export const FP32_LT = 34;
export const FP32_LE = 35;
export const FP32_TO_SIGNED = 36;
/** The same towards zero, as its static rounding mode says. */
export const FP32_TRUNCATED = 37;
export const PACKED_MIN = 38;
export const PACKED_MAX = 39;

/** Places of `FloatOp`, of the formats of result and source, of the rounding mode. */
export const OP = 6;
export const FORMAT = 12;
export const SOURCE = 14;
export const ROUNDING = 16;

/** Operations on vectors, and with element 0 of b for all elements. */
export const PACKED = 1 << 19;
export const REPLICATE = 1 << 20;

/** Numbers of formats. */
export const FP32 = 0;
export const FP16 = 1;
export const BF16 = 2;
export const FP8 = 3;

/** `FpuRules` that hold. */
export const ROUNDS_INFINITY = 1 << 21;
export const REFUSES_INTEGER = 1 << 22;
export const SUBNORMAL_IS_TINY = 1 << 23;
export const CHECKS_BOXES = 1 << 24;
export const EXTENDS_SIGN = 1 << 25;
