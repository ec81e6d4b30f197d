// Single-clock integer operations of a core: what alu.ts and pulp-alu.ts compute, under the same numbers.
import {
  absolute, add, average, complexImaginary, complexReal, dotProduct, element, greater, HALVES, insertElement, second, select,
  shiftHalves, shiftLeft, shiftRight, shuffle, sub, tops, unequal,
} from "./packed-integer.as";

/** `Op` of instruction.ts, as far as the ALU does it. */
const enum Op { add, sub, sll, slt, sltu, xor, srl, sra, or, and, mul }

/** `PulpOp` of pulp-op.ts. */
const enum PulpOp {
  abs, setLessEqual, min, max, rotateRight, findFirst, findLast, countLeading, countOnes, extendHalf, extendByte, clip, extract,
  insert, clear, set, bitReverse2, bitReverse4, bitReverse8, mac, msu, macLow, macHigh, addShift, subShift, addShiftRegister,
  subShiftRegister, vAdd, vSub, vAverage, vMin, vMax, vShiftRight, vShiftLeft, vOr, vXor, vAnd, vAbs, vEqual, vNotEqual, vGreater,
  vGreaterEqual, vLess, vLessEqual, vExtract, vInsert, vShuffle, vShuffle2, pack, packUpper, packBytesHigh, packBytesLow,
  complexReal, complexImaginary, complexConjugate, subRotate, addHalve, subHalve, dot, dotUnsigned,
}

/** Fields of an operation, as in pulp-op.ts. */
const CODE: i32 = 0xff;
const AMOUNT: i32 = 8;
const ROUND: i32 = 1 << 13;
const UNSIGNED: i32 = 1 << 14;

/** In place of an `Op`: an operation of Xpulp. */
const PULP: i32 = 31;

/**
 * Result of an instruction.
 * @param op an `Op`; every number above the last is a product
 * @param word the `PulpOp` with its fields, where `op` is 31
 */
export function compute(op: i32, word: i32, a: i32, b: i32, c: i32): i32 {
  switch (op) {
    case Op.add: return a + b;
    case Op.sub: return a - b;
    case Op.sll: return a << b;
    case Op.slt: return i32(a < b);
    case Op.sltu: return i32(u32(a) < u32(b));
    case Op.xor: return a ^ b;
    case Op.srl: return a >>> b;
    case Op.sra: return a >> b;
    case Op.or: return a | b;
    case Op.and: return a & b;
    case PULP: return pulpAlu(word, a, b, c);
    default: return a * b;
  }
}

/** Results of Xpulp. */
function pulpAlu(op: i32, a: i32, b: i32, c: i32): i32 {
  switch (op & CODE) {
    case PulpOp.abs: return a < 0 ? -a : a;
    case PulpOp.setLessEqual: return i32(!isGreater(op, a, b));
    case PulpOp.min: return isGreater(op, a, b) ? b : a;
    case PulpOp.max: return isGreater(op, a, b) ? a : b;
    case PulpOp.rotateRight: return rotr(a, b);
    case PulpOp.findFirst: return ctz(a);
    case PulpOp.findLast: return a == 0 ? 32 : 31 - clz(a);
    case PulpOp.countLeading: return a == 0 ? 0 : clz(a ^ (a >> 31)) - 1;
    case PulpOp.countOnes: return popcnt(a);
    case PulpOp.extendHalf: return op & UNSIGNED ? a & 0xffff : i32(i16(a));
    case PulpOp.extendByte: return op & UNSIGNED ? a & 0xff : i32(i8(a));
    case PulpOp.clip: return clip(op, a, b);
    case PulpOp.extract: return extract(op, a, b);
    case PulpOp.insert: return (c & ~field(b)) | ((a << b) & field(b));
    case PulpOp.clear: return a & ~field(b);
    case PulpOp.set: return a | field(b);
    case PulpOp.bitReverse2: return reverseBits(a << b);
    case PulpOp.bitReverse4: return swapNeighbours(reverseBits(a << b));
    case PulpOp.bitReverse8: return reverseTriples(a << b);
    case PulpOp.mac: return c + a * b;
    case PulpOp.msu: return c - a * b;
    case PulpOp.macLow: return macShift(op, a << 16, b << 16, c);
    case PulpOp.macHigh: return macShift(op, a, b, c);
    case PulpOp.addShift: return roundShift(op, a + b, op >> AMOUNT);
    case PulpOp.subShift: return roundShift(op, a - b, op >> AMOUNT);
    case PulpOp.addShiftRegister: return roundShift(op, c + a, b);
    case PulpOp.subShiftRegister: return roundShift(op, c - a, b);
    case PulpOp.vAdd: return add(a, second(op, b), tops(op));
    case PulpOp.vSub: return sub(a, second(op, b), tops(op));
    case PulpOp.vAverage: return average(op, a, second(op, b));
    case PulpOp.vMin: return select(greater(op, a, second(op, b)), second(op, b), a);
    case PulpOp.vMax: return select(greater(op, a, second(op, b)), a, second(op, b));
    case PulpOp.vShiftRight: return shiftRight(op, a, second(op, b));
    case PulpOp.vShiftLeft: return shiftLeft(op, a, second(op, b));
    case PulpOp.vOr: return a | second(op, b);
    case PulpOp.vXor: return a ^ second(op, b);
    case PulpOp.vAnd: return a & second(op, b);
    case PulpOp.vAbs: return absolute(op, a);
    case PulpOp.vEqual: return ~unequal(op, a, second(op, b));
    case PulpOp.vNotEqual: return unequal(op, a, second(op, b));
    case PulpOp.vGreater: return greater(op, a, second(op, b));
    case PulpOp.vGreaterEqual: return ~greater(op, second(op, b), a);
    case PulpOp.vLess: return greater(op, second(op, b), a);
    case PulpOp.vLessEqual: return ~greater(op, a, second(op, b));
    case PulpOp.vExtract: return element(op, a, b);
    case PulpOp.vInsert: return insertElement(op, a, b, c);
    case PulpOp.vShuffle: return shuffle(op, a, b, a);
    case PulpOp.vShuffle2: return shuffle(op, a, b, c);
    case PulpOp.pack: return (a << 16) | (b & 0xffff);
    case PulpOp.packUpper: return (a & ~0xffff) | (b >>> 16);
    case PulpOp.packBytesHigh: return (a << 24) | ((b & 0xff) << 16) | (c & 0xffff);
    case PulpOp.packBytesLow: return (c & ~0xffff) | ((a & 0xff) << 8) | (b & 0xff);
    case PulpOp.complexReal: return complexReal(op, a, b, c);
    case PulpOp.complexImaginary: return complexImaginary(op, a, b, c);
    case PulpOp.complexConjugate: return (-(a >> 16) << 16) | (a & 0xffff);
    case PulpOp.subRotate: return shiftHalves(op, sub((b << 16) | (a >>> 16), (a << 16) | (b >>> 16), HALVES));
    case PulpOp.addHalve: return shiftHalves(op, add(a, b, HALVES));
    case PulpOp.subHalve: return shiftHalves(op, sub(a, b, HALVES));
    case PulpOp.dot: return dotProduct(op, a, second(op, b), c, true);
    case PulpOp.dotUnsigned: return dotProduct(op, a, second(op, b), c, false);
  }
  return unreachable();
}

// @ts-ignore: decorator
@inline
function isGreater(op: i32, a: i32, b: i32): bool {
  return op & UNSIGNED ? u32(a) > u32(b) : a > b;
}

/** As in pulp-alu.ts, a is below the lower bound when a 32-bit sum is negative. */
function clip(op: i32, a: i32, b: i32): i32 {
  if (a > b) return b;
  if (op & UNSIGNED) return a < 0 ? 0 : a + b < 0 ? ~b : a;
  return a + b + 1 < 0 ? ~b : a;
}

/** Ones where the bit field is that bits 4:0 and 9:5 of `place` describe. */
// @ts-ignore: decorator
@inline
function field(place: i32): i32 {
  return (-1 >>> (31 - ((place >>> 5) & 31))) << place;
}

function extract(op: i32, a: i32, place: i32): i32 {
  const above = 31 - ((place >>> 5) & 31);
  return op & UNSIGNED ? (a >>> place) & (-1 >>> above) : ((a >> place) << above) >> above;
}

function reverseBits(a: i32): i32 {
  let x = swapNeighbours(a);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  return bswap(x);
}

function swapNeighbours(a: i32): i32 {
  return ((a >>> 1) & 0x55555555) | ((a & 0x55555555) << 1);
}

/** Ten digits of three bits, the uppermost first; the two bits that remain drop out. */
function reverseTriples(a: i32): i32 {
  let result = 0;
  for (let at = 0; at < 30; at += 3) result |= ((a >>> (29 - at)) & 7) << at;
  return result;
}

/** c + the product of the upper halves of a and b, shifted. */
function macShift(op: i32, a: i32, b: i32, c: i32): i32 {
  const product = op & UNSIGNED ? (a >>> 16) * (b >>> 16) : (a >> 16) * (b >> 16);
  return roundShift(op, c + product, op >> AMOUNT);
}

function roundShift(op: i32, sum: i32, amount: i32): i32 {
  const rounded = op & ROUND ? sum + ((1 << amount) >>> 1) : sum;
  return op & UNSIGNED ? rounded >>> amount : rounded >> amount;
}
