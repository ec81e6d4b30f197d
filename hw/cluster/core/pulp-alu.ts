import { PULP_AMOUNT, PULP_CODE, PULP_ROUND, PULP_UNSIGNED, PulpOp } from "./pulp-op.js";
import { pulpSimd } from "./pulp-simd.js";

/**
 * Single-clock results of Xpulp (CV32E40P manual, "CORE-V Instruction Set Extensions"; where cv32e40p and the cluster's core
 * disagree, the latter's). Operands and result are signed 32-bit numbers.
 * @param op a `PulpOp` with its fields
 * @param c third operand: the old value of the destination, or 0 where nothing is accumulated
 */
export function pulpAlu(op: number, a: number, b: number, c: number): number {
  const code = op & PULP_CODE;
  if (code >= PulpOp.vAdd) return pulpSimd(op, a, b, c);
  switch (code) {
    case PulpOp.abs:
      return a < 0 ? -a | 0 : a;
    case PulpOp.setLessEqual:
      return greater(op, a, b) ? 0 : 1;
    case PulpOp.min:
      return greater(op, a, b) ? b : a;
    case PulpOp.max:
      return greater(op, a, b) ? a : b;
    case PulpOp.rotateRight:
      return (a >>> b) | (a << -b);
    case PulpOp.findFirst:
      return a === 0 ? 32 : 31 - Math.clz32(a & -a);
    case PulpOp.findLast:
      return a === 0 ? 32 : 31 - Math.clz32(a);
    case PulpOp.countLeading:
      return a === 0 ? 0 : Math.clz32(a ^ (a >> 31)) - 1;
    case PulpOp.countOnes:
      return countOnes(a);
    case PulpOp.extendHalf:
      return op & PULP_UNSIGNED ? a & 0xffff : (a << 16) >> 16;
    case PulpOp.extendByte:
      return op & PULP_UNSIGNED ? a & 0xff : (a << 24) >> 24;
    case PulpOp.clip:
      return clip(op, a, b);
    case PulpOp.extract:
      return extract(op, a, b);
    case PulpOp.insert:
      return (c & ~field(b)) | ((a << b) & field(b));
    case PulpOp.clear:
      return a & ~field(b);
    case PulpOp.set:
      return a | field(b);
    case PulpOp.bitReverse2:
      return reverseBits(a << b);
    case PulpOp.bitReverse4:
      return reversePairs(reverseBits(a << b));
    case PulpOp.bitReverse8:
      return reverseTriples(a << b);
    case PulpOp.mac:
      return (c + Math.imul(a, b)) | 0;
    case PulpOp.msu:
      return (c - Math.imul(a, b)) | 0;
    case PulpOp.macLow:
      return macShift(op, a << 16, b << 16, c);
    case PulpOp.macHigh:
      return macShift(op, a, b, c);
    case PulpOp.addShift:
      return roundShift(op, a + b, op >> PULP_AMOUNT);
    case PulpOp.subShift:
      return roundShift(op, a - b, op >> PULP_AMOUNT);
    case PulpOp.addShiftRegister:
      return roundShift(op, c + a, b);
    default:
      return roundShift(op, c - a, b);
  }
}

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
