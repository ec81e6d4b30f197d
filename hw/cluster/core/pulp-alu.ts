import { PULP_AMOUNT, PULP_CODE, PULP_ROUND, PULP_UNSIGNED, PulpOp, type PulpFunction } from "./pulp-op.js";
import { SIMD } from "./pulp-simd.js";

/**
 * Single-clock results of Xpulp (CV32E40P manual, "CORE-V Instruction Set Extensions"; where cv32e40p and the cluster's core
 * disagree, the latter's). Operands and result are signed 32-bit numbers.
 * @param op a `PulpOp` with its fields
 * @param c third operand: the old value of the destination, or 0 where nothing is accumulated
 */
export function pulpAlu(op: number, a: number, b: number, c: number): number {
  return FUNCTIONS[op & PULP_CODE](op, a, b, c);
}

const SCALAR = {
  [PulpOp.abs]: (_op, a) => (a < 0 ? -a | 0 : a),
  [PulpOp.setLessEqual]: (op, a, b) => (greater(op, a, b) ? 0 : 1),
  [PulpOp.min]: (op, a, b) => (greater(op, a, b) ? b : a),
  [PulpOp.max]: (op, a, b) => (greater(op, a, b) ? a : b),
  [PulpOp.rotateRight]: (_op, a, b) => (a >>> b) | (a << -b),
  [PulpOp.findFirst]: (_op, a) => (a === 0 ? 32 : 31 - Math.clz32(a & -a)),
  [PulpOp.findLast]: (_op, a) => (a === 0 ? 32 : 31 - Math.clz32(a)),
  [PulpOp.countLeading]: (_op, a) => (a === 0 ? 0 : Math.clz32(a ^ (a >> 31)) - 1),
  [PulpOp.countOnes]: (_op, a) => countOnes(a),
  [PulpOp.extendHalf]: (op, a) => (op & PULP_UNSIGNED ? a & 0xffff : (a << 16) >> 16),
  [PulpOp.extendByte]: (op, a) => (op & PULP_UNSIGNED ? a & 0xff : (a << 24) >> 24),
  [PulpOp.clip]: clip,
  [PulpOp.extract]: extract,
  [PulpOp.insert]: (_op, a, b, c) => (c & ~field(b)) | ((a << b) & field(b)),
  [PulpOp.clear]: (_op, a, b) => a & ~field(b),
  [PulpOp.set]: (_op, a, b) => a | field(b),
  [PulpOp.bitReverse2]: (_op, a, b) => reverseBits(a << b),
  [PulpOp.bitReverse4]: (_op, a, b) => reversePairs(reverseBits(a << b)),
  [PulpOp.bitReverse8]: (_op, a, b) => reverseTriples(a << b),
  [PulpOp.mac]: (_op, a, b, c) => (c + Math.imul(a, b)) | 0,
  [PulpOp.msu]: (_op, a, b, c) => (c - Math.imul(a, b)) | 0,
  [PulpOp.macLow]: (op, a, b, c) => macShift(op, a << 16, b << 16, c),
  [PulpOp.macHigh]: macShift,
  [PulpOp.addShift]: (op, a, b) => roundShift(op, a + b, op >> PULP_AMOUNT),
  [PulpOp.subShift]: (op, a, b) => roundShift(op, a - b, op >> PULP_AMOUNT),
  [PulpOp.addShiftRegister]: (op, a, b, c) => roundShift(op, c + a, b),
  [PulpOp.subShiftRegister]: (op, a, b, c) => roundShift(op, c - a, b),
} satisfies Partial<Record<PulpOp, PulpFunction>>;

const BY_OP: Readonly<Record<PulpOp, PulpFunction>> = { ...SCALAR, ...SIMD };

/** Index = `PulpOp`. */
const FUNCTIONS: readonly PulpFunction[] = Object.values(PulpOp).map((op) => BY_OP[op]);

function greater(op: number, a: number, b: number): boolean {
  return op & PULP_UNSIGNED ? a >>> 0 > b >>> 0 : a > b;
}

function countOnes(a: number): number {
  const pairs = a - ((a >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** The cluster's core finds out whether a is below the lower bound from the sign of a 32-bit sum, which matters for b < 0. */
function clip(op: number, a: number, b: number): number {
  if (a > b) return b;
  if (op & PULP_UNSIGNED) return a < 0 ? 0 : ((a + b) | 0) < 0 ? ~b : a;
  return ((a + b + 1) | 0) < 0 ? ~b : a;
}

/** Ones where a bit field is: its lowest bit in bits 4:0, its length less one in bits 9:5. Bits beyond bit 31 drop out. */
function field(place: number): number {
  return (-1 >>> (31 - ((place >>> 5) & 31))) << place;
}

function extract(op: number, a: number, place: number): number {
  const above = 31 - ((place >>> 5) & 31);
  return op & PULP_UNSIGNED ? (a >>> place) & (-1 >>> above) : ((a >> place) << above) >> above;
}

function reverseBits(a: number): number {
  let x = ((a >>> 1) & 0x5555_5555) | ((a & 0x5555_5555) << 1);
  x = ((x >>> 2) & 0x3333_3333) | ((x & 0x3333_3333) << 2);
  x = ((x >>> 4) & 0x0f0f_0f0f) | ((x & 0x0f0f_0f0f) << 4);
  x = ((x >>> 8) & 0x00ff_00ff) | ((x & 0x00ff_00ff) << 8);
  return (x >>> 16) | (x << 16);
}

function reversePairs(a: number): number {
  return ((a >>> 1) & 0x5555_5555) | ((a & 0x5555_5555) << 1);
}

/** Ten digits of three bits, the uppermost first; the two bits that remain drop out. */
function reverseTriples(a: number): number {
  let result = 0;
  for (let at = 0; at < 30; at += 3) result |= ((a >>> (29 - at)) & 7) << at;
  return result;
}

/** c + the product of the upper halves of a and b, shifted. */
function macShift(op: number, a: number, b: number, c: number): number {
  const product = op & PULP_UNSIGNED ? Math.imul(a >>> 16, b >>> 16) : Math.imul(a >> 16, b >> 16);
  return roundShift(op, c + product, op >> PULP_AMOUNT);
}

/** Shifts a sum, modulo 2^32, right by the low five bits of `amount`. */
function roundShift(op: number, sum: number, amount: number): number {
  const rounded = (op & PULP_ROUND ? sum + ((1 << amount) >>> 1) : sum) | 0;
  return op & PULP_UNSIGNED ? (rounded >>> amount) | 0 : rounded >> amount;
}
