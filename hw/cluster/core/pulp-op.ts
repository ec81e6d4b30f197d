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
  /** This and the following work on the elements of packed registers. */
  vAdd: 27,
  vSub: 28,
  vAverage: 29,
  vMin: 30,
  vMax: 31,
  vShiftRight: 32,
  vShiftLeft: 33,
  vOr: 34,
  vXor: 35,
  vAnd: 36,
  vAbs: 37,
  vEqual: 38,
  vNotEqual: 39,
  vGreater: 40,
  vGreaterEqual: 41,
  vLess: 42,
  vLessEqual: 43,
  vExtract: 44,
  vInsert: 45,
  vShuffle: 46,
  vShuffle2: 47,
  pack: 48,
  packUpper: 49,
  packBytesHigh: 50,
  packBytesLow: 51,
  complexReal: 52,
  complexImaginary: 53,
  complexConjugate: 54,
  subRotate: 55,
  addHalve: 56,
  subHalve: 57,
  /** c + the sum of the products of elements; elements of a are signed. */
  dot: 58,
  /** As `dot`, but elements of a are unsigned. */
  dotUnsigned: 59,
} as const;
export type PulpOp = (typeof PulpOp)[keyof typeof PulpOp];

/** What an operation computes, from itself with its fields and signed 32-bit operands. */
export type PulpFunction = (op: number, a: number, b: number, c: number) => number;

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
