import { dotProduct } from "./dot-product.js";
import { PULP_AMOUNT, PULP_BYTE, PULP_CODE, PULP_SCALAR, PULP_UNSIGNED, PulpOp } from "./pulp-op.js";

/** The top bit of every element: the carry that must not leave it. */
const HALVES = 0x8000_8000 | 0;
const BYTES = 0x8080_8080 | 0;

/** Operations on packed elements of `pulpAlu`; four bytes or two halves at a time within one 32-bit number. */
export function pulpSimd(op: number, a: number, bFull: number, c: number): number {
  const top = op & PULP_BYTE ? BYTES : HALVES;
  const b = op & PULP_SCALAR ? replicate(op, bFull) : bFull;
  switch (op & PULP_CODE) {
    case PulpOp.vAdd:
      return add(a, b, top);
    case PulpOp.vSub:
      return sub(a, b, top);
    case PulpOp.vAverage:
      return halve(op, add(a, b, top), top);
    case PulpOp.vMin:
      return select(greater(op, a, b, top), b, a);
    case PulpOp.vMax:
      return select(greater(op, a, b, top), a, b);
    case PulpOp.vShiftRight:
      return shiftRight(op, a, b);
    case PulpOp.vShiftLeft:
      return shiftLeft(op, a, b);
    case PulpOp.vOr:
      return a | b;
    case PulpOp.vXor:
      return a ^ b;
    case PulpOp.vAnd:
      return a & b;
    case PulpOp.vAbs: {
      const negative = spread(a & top, top);
      return sub(a ^ negative, negative, top);
    }
    case PulpOp.vEqual:
      return ~unequal(a, b, top);
    case PulpOp.vNotEqual:
      return unequal(a, b, top);
    case PulpOp.vGreater:
      return greater(op, a, b, top);
    case PulpOp.vGreaterEqual:
      return ~greater(op, b, a, top);
    case PulpOp.vLess:
      return greater(op, b, a, top);
    case PulpOp.vLessEqual:
      return ~greater(op, a, b, top);
    case PulpOp.dot:
    case PulpOp.dotUnsigned:
      return dotProduct(op, a, b, c);
    default:
      return arrange(op, a, b, c);
  }
}

/** Operations that move elements or are defined for halves alone. */
function arrange(op: number, a: number, b: number, c: number): number {
  const amount = (op >> PULP_AMOUNT) & 31;
  switch (op & PULP_CODE) {
    case PulpOp.vExtract:
      return extract(op, a, b);
    case PulpOp.vInsert: {
      const place = mask(op) << (b * width(op));
      return (c & ~place) | ((a << (b * width(op))) & place);
    }
    case PulpOp.vShuffle:
      return shuffle(op, a, b, a);
    case PulpOp.vShuffle2:
      return shuffle(op, a, b, c);
    case PulpOp.pack:
      return (a << 16) | (b & 0xffff);
    case PulpOp.packUpper:
      return (a & ~0xffff) | (b >>> 16);
    case PulpOp.packBytesHigh:
      return (a << 24) | ((b & 0xff) << 16) | (c & 0xffff);
    case PulpOp.packBytesLow:
      return (c & ~0xffff) | ((a & 0xff) << 8) | (b & 0xff);
    case PulpOp.complexReal:
      return (c & ~0xffff) | (((lower(a) * lower(b) - upper(a) * upper(b)) >> (15 + amount)) & 0xffff);
    case PulpOp.complexImaginary:
      return (((lower(a) * upper(b) + upper(a) * lower(b)) >> (15 + amount)) << 16) | (c & 0xffff);
    case PulpOp.complexConjugate:
      return (-upper(a) << 16) | (a & 0xffff);
    case PulpOp.subRotate:
      return shiftHalves(sub((b << 16) | (a >>> 16), (a << 16) | (b >>> 16), HALVES), amount);
    case PulpOp.addHalve:
      return shiftHalves(add(a, b, HALVES), amount);
    default:
      return shiftHalves(sub(a, b, HALVES), amount);
  }
}

const width = (op: number) => (op & PULP_BYTE ? 8 : 16);
const mask = (op: number) => (op & PULP_BYTE ? 0xff : 0xffff);
const lower = (a: number) => (a << 16) >> 16;
const upper = (a: number) => a >> 16;

function replicate(op: number, b: number): number {
  return Math.imul(b & mask(op), op & PULP_BYTE ? 0x0101_0101 : 0x0001_0001);
}

function add(a: number, b: number, top: number): number {
  return ((a & ~top) + (b & ~top)) ^ ((a ^ b) & top);
}

function sub(a: number, b: number, top: number): number {
  return ((a | top) - (b & ~top)) ^ (~(a ^ b) & top);
}

/** Fills each element with its top bit; all other bits of `tops` are 0. */
function spread(tops: number, top: number): number {
  return tops | (tops - (tops >>> (top === BYTES ? 7 : 15)));
}

function select(where: number, a: number, b: number): number {
  return (a & where) | (b & ~where);
}

/** Ones in each element where a > b: subtracting a from b borrows. Flipped top bits order signed numbers like unsigned ones. */
function greater(op: number, a: number, b: number, top: number): number {
  const flip = op & PULP_UNSIGNED ? 0 : top;
  const x = b ^ flip;
  const y = a ^ flip;
  return spread(((~x & y) | (~(x ^ y) & sub(x, y, top))) & top, top);
}

/** Ones in each element where a and b differ: adding the largest positive number carries into the top bit. */
function unequal(a: number, b: number, top: number): number {
  const x = a ^ b;
  return spread((((x & ~top) + ~top) | x) & top, top);
}

/** Shifts each element right by one place. */
function halve(op: number, a: number, top: number): number {
  return ((a >>> 1) & ~top) | (op & PULP_UNSIGNED ? 0 : a & top);
}

function shiftHalves(a: number, amount: number): number {
  return ((upper(a) >> amount) << 16) | ((lower(a) >> amount) & 0xffff);
}

function shiftRight(op: number, a: number, b: number): number {
  const bits = width(op);
  const spare = 32 - bits;
  let result = 0;
  for (let at = 0; at < 32; at += bits) {
    const element = a << (spare - at);
    const amount = (b >>> at) & (bits - 1);
    result |= ((op & PULP_UNSIGNED ? element >>> amount : element >> amount) >>> spare) << at;
  }
  return result;
}

function shiftLeft(op: number, a: number, b: number): number {
  const bits = width(op);
  const ones = mask(op);
  let result = 0;
  for (let at = 0; at < 32; at += bits) result |= (((a >>> at) << ((b >>> at) & (bits - 1))) & ones) << at;
  return result;
}

function extract(op: number, a: number, index: number): number {
  const spare = 32 - width(op);
  const element = a << (spare - index * width(op));
  return op & PULP_UNSIGNED ? element >>> spare : element >> spare;
}

/** Element i is the one of `a`, or of `other` where the selector's bit above the index is 0, that element i of b names. */
function shuffle(op: number, a: number, b: number, other: number): number {
  const bits = width(op);
  const ones = mask(op);
  const count = 32 / bits;
  let result = 0;
  for (let at = 0; at < 32; at += bits) {
    const selector = b >>> at;
    const from = selector & count ? a : other;
    result |= ((from >>> ((selector & (count - 1)) * bits)) & ones) << at;
  }
  return result;
}
