/**
 * Operation of `Unit.pulp`: a code in the low eight bits, joined with the fields below. One code covers the forms of an
 * instruction that differ in a field only, such as pv.min.h and pv.minu.sc.b.
 */
export const PulpOp = {
  abs: 0,
  setLessEqual: 1,
  min: 2,
  max: 3,
  rotateRight: 4,
  findFirst: 5,
  findLast: 6,
  countLeading: 7,
  countOnes: 8,
  extendHalf: 9,
  extendByte: 10,
  clip: 11,
  extract: 12,
  insert: 13,
  clear: 14,
  set: 15,
  bitReverse2: 16,
  bitReverse4: 17,
  bitReverse8: 18,
  mac: 19,
  msu: 20,
  /** c + low half of a times low half of b, shifted right by the amount. */
  macLow: 21,
  macHigh: 22,
  /** a + b, shifted right by the amount. */
  addShift: 23,
  subShift: 24,
  /** c + a, shifted right by the low five bits of b. */
  addShiftRegister: 25,
  subShiftRegister: 26,
  /** Codes from here on work on the elements of packed registers. */
  vAdd: 32,
  vSub: 33,
  vAverage: 34,
  vMin: 35,
  vMax: 36,
  vShiftRight: 37,
  vShiftLeft: 38,
  vOr: 39,
  vXor: 40,
  vAnd: 41,
  vAbs: 42,
  vEqual: 43,
  vNotEqual: 44,
  vGreater: 45,
  vGreaterEqual: 46,
  vLess: 47,
  vLessEqual: 48,
  vExtract: 49,
  vInsert: 50,
  vShuffle: 51,
  vShuffle2: 52,
  pack: 53,
  packUpper: 54,
  packBytesHigh: 55,
  packBytesLow: 56,
  complexReal: 57,
  complexImaginary: 58,
  complexConjugate: 59,
  subRotate: 60,
  addHalve: 61,
  subHalve: 62,
  /** c + the sum of the products of elements; elements of a are signed. */
  dot: 63,
  /** As `dot`, but elements of a are unsigned. */
  dotUnsigned: 64,
} as const;
export type PulpOp = (typeof PulpOp)[keyof typeof PulpOp];

/** Bits of the code in an operation. */
export const PULP_CODE = 0xff;

/** Place of the amount, 0 to 31, by which a result is shifted right. */
export const PULP_AMOUNT = 8;

/** Half of the last place is added before the shift. */
export const PULP_ROUND = 1 << 13;

/** Operands are unsigned, or the shift is logical; of a dot product, only the elements of b. */
export const PULP_UNSIGNED = 1 << 14;

/** Element 0 of b stands for all its elements. */
export const PULP_SCALAR = 1 << 15;

/** Place of the width of elements: 16 bits shifted right by this field. */
export const PULP_WIDTH = 16;

/** Elements are bytes. */
export const PULP_BYTE = 1 << PULP_WIDTH;
