import { dotProduct } from "./dot-product.js";
import { PULP_AMOUNT, PULP_BYTE, PULP_SCALAR, PULP_UNSIGNED, PulpOp, type PulpFunction } from "./pulp-op.js";

/** The top bit of every element: the carry that must not leave it. */
const HALVES = 0x8000_8000 | 0;
const BYTES = 0x8080_8080 | 0;

/** Operations on packed elements of `pulpAlu`; four bytes or two halves at a time within one 32-bit number. */
export const SIMD = {
  [PulpOp.vAdd]: (op, a, b) => add(a, second(op, b), tops(op)),
  [PulpOp.vSub]: (op, a, b) => sub(a, second(op, b), tops(op)),
  [PulpOp.vAverage]: (op, a, b) => average(op, a, second(op, b)),
  [PulpOp.vMin]: (op, a, b) => select(greater(op, a, second(op, b)), second(op, b), a),
  [PulpOp.vMax]: (op, a, b) => select(greater(op, a, second(op, b)), a, second(op, b)),
  [PulpOp.vShiftRight]: (op, a, b) => shiftRight(op, a, second(op, b)),
  [PulpOp.vShiftLeft]: (op, a, b) => shiftLeft(op, a, second(op, b)),
  [PulpOp.vOr]: (op, a, b) => a | second(op, b),
  [PulpOp.vXor]: (op, a, b) => a ^ second(op, b),
  [PulpOp.vAnd]: (op, a, b) => a & second(op, b),
  [PulpOp.vAbs]: absolute,
  [PulpOp.vEqual]: (op, a, b) => ~unequal(op, a, second(op, b)),
  [PulpOp.vNotEqual]: (op, a, b) => unequal(op, a, second(op, b)),
  [PulpOp.vGreater]: (op, a, b) => greater(op, a, second(op, b)),
  [PulpOp.vGreaterEqual]: (op, a, b) => ~greater(op, second(op, b), a),
  [PulpOp.vLess]: (op, a, b) => greater(op, second(op, b), a),
  [PulpOp.vLessEqual]: (op, a, b) => ~greater(op, a, second(op, b)),
  [PulpOp.vExtract]: extract,
  [PulpOp.vInsert]: insert,
  [PulpOp.vShuffle]: (op, a, b) => shuffle(op, a, b, a),
  [PulpOp.vShuffle2]: shuffle,
  [PulpOp.pack]: (_op, a, b) => (a << 16) | (b & 0xffff),
  [PulpOp.packUpper]: (_op, a, b) => (a & ~0xffff) | (b >>> 16),
  [PulpOp.packBytesHigh]: (_op, a, b, c) => (a << 24) | ((b & 0xff) << 16) | (c & 0xffff),
  [PulpOp.packBytesLow]: (_op, a, b, c) => (c & ~0xffff) | ((a & 0xff) << 8) | (b & 0xff),
  [PulpOp.complexReal]: complexReal,
  [PulpOp.complexImaginary]: complexImaginary,
  [PulpOp.complexConjugate]: (_op, a) => (-upper(a) << 16) | (a & 0xffff),
  [PulpOp.subRotate]: (op, a, b) => shiftHalves(op, sub((b << 16) | (a >>> 16), (a << 16) | (b >>> 16), HALVES)),
  [PulpOp.addHalve]: (op, a, b) => shiftHalves(op, add(a, b, HALVES)),
  [PulpOp.subHalve]: (op, a, b) => shiftHalves(op, sub(a, b, HALVES)),
  [PulpOp.dot]: (op, a, b, c) => dotProduct(op, a, second(op, b), c),
  [PulpOp.dotUnsigned]: (op, a, b, c) => dotProduct(op, a, second(op, b), c),
} satisfies Partial<Record<PulpOp, PulpFunction>>;

const tops = (op: number) => (op & PULP_BYTE ? BYTES : HALVES);
const width = (op: number) => (op & PULP_BYTE ? 8 : 16);
const mask = (op: number) => (op & PULP_BYTE ? 0xff : 0xffff);
const lower = (a: number) => (a << 16) >> 16;
const upper = (a: number) => a >> 16;

/** Operand b, or its element 0 in all places. */
function second(op: number, b: number): number {
  return op & PULP_SCALAR ? Math.imul(b & mask(op), op & PULP_BYTE ? 0x0101_0101 : 0x0001_0001) : b;
}

function add(a: number, b: number, top: number): number {
  return ((a & ~top) + (b & ~top)) ^ ((a ^ b) & top);
}

function sub(a: number, b: number, top: number): number {
  return ((a | top) - (b & ~top)) ^ (~(a ^ b) & top);
}

/** Fills each element with its top bit; all other bits of `bits` are 0. */
function spread(bits: number, top: number): number {
  return bits | (bits - (bits >>> (top === BYTES ? 7 : 15)));
}

function absolute(op: number, a: number): number {
  const top = tops(op);
  const negative = spread(a & top, top);
  return sub(a ^ negative, negative, top);
}

function select(where: number, a: number, b: number): number {
  return (a & where) | (b & ~where);
}

/** Ones in each element where a > b: subtracting a from b borrows. Flipped top bits order signed numbers like unsigned ones. */
function greater(op: number, a: number, b: number): number {
  const top = tops(op);
  const flip = op & PULP_UNSIGNED ? 0 : top;
  const x = b ^ flip;
  const y = a ^ flip;
  return spread(((~x & y) | (~(x ^ y) & sub(x, y, top))) & top, top);
}

/** Ones in each element where a and b differ: adding the largest positive number carries into the top bit. */
function unequal(op: number, a: number, b: number): number {
  const top = tops(op);
  const x = a ^ b;
  return spread((((x & ~top) + ~top) | x) & top, top);
}

/** Half of the sum of each two elements. */
function average(op: number, x: number, y: number): number {
  const top = tops(op);
  const a = add(x, y, top);
  return ((a >>> 1) & ~top) | (op & PULP_UNSIGNED ? 0 : a & top);
}

const amountOf = (op: number) => (op >> PULP_AMOUNT) & 31;

function shiftHalves(op: number, a: number): number {
  const amount = amountOf(op);
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

function insert(op: number, a: number, index: number, c: number): number {
  const place = index * width(op);
  return select(mask(op) << place, a << place, c);
}

/** Products have 15 places behind the binary point, which the shift takes away. */
function complexReal(op: number, a: number, b: number, c: number): number {
  const real = (lower(a) * lower(b) - upper(a) * upper(b)) >> (15 + amountOf(op));
  return (c & ~0xffff) | (real & 0xffff);
}

function complexImaginary(op: number, a: number, b: number, c: number): number {
  const imaginary = (lower(a) * upper(b) + upper(a) * lower(b)) >> (15 + amountOf(op));
  return (imaginary << 16) | (c & 0xffff);
}
