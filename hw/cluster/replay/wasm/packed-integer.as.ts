// Operations of Xpulp on packed elements, as pulp-simd.ts and dot-product.ts compute them: four bytes or two halves at a time
// within one 32-bit number.

/** Fields of an operation, as in pulp-op.ts. */
const AMOUNT: i32 = 8;
const UNSIGNED: i32 = 1 << 14;
const SCALAR: i32 = 1 << 15;
const WIDTH: i32 = 16;
const BYTE: i32 = 1 << WIDTH;

/** The top bit of every element: the carry that must not leave it. */
export const HALVES: i32 = 0x80008000;
const BYTES: i32 = 0x80808080;

// @ts-ignore: decorator
@inline
export function tops(op: i32): i32 {
  return op & BYTE ? BYTES : HALVES;
}

// @ts-ignore: decorator
@inline
function width(op: i32): i32 {
  return op & BYTE ? 8 : 16;
}

// @ts-ignore: decorator
@inline
function mask(op: i32): i32 {
  return op & BYTE ? 0xff : 0xffff;
}

// @ts-ignore: decorator
@inline
function lower(a: i32): i32 {
  return i32(i16(a));
}

// @ts-ignore: decorator
@inline
function upper(a: i32): i32 {
  return a >> 16;
}

/** Operand b, or its element 0 in all places. */
// @ts-ignore: decorator
@inline
export function second(op: i32, b: i32): i32 {
  return op & SCALAR ? (b & mask(op)) * (op & BYTE ? 0x01010101 : 0x00010001) : b;
}

// @ts-ignore: decorator
@inline
export function add(a: i32, b: i32, top: i32): i32 {
  return ((a & ~top) + (b & ~top)) ^ ((a ^ b) & top);
}

// @ts-ignore: decorator
@inline
export function sub(a: i32, b: i32, top: i32): i32 {
  return ((a | top) - (b & ~top)) ^ (~(a ^ b) & top);
}

/** Fills each element with its top bit; all other bits of `bits` are 0. */
function spread(bits: i32, top: i32): i32 {
  return bits | (bits - (bits >>> (top == BYTES ? 7 : 15)));
}

export function absolute(op: i32, a: i32): i32 {
  const top = tops(op);
  const negative = spread(a & top, top);
  return sub(a ^ negative, negative, top);
}

// @ts-ignore: decorator
@inline
export function select(where: i32, a: i32, b: i32): i32 {
  return (a & where) | (b & ~where);
}

/** Ones in each element where a > b: subtracting a from b borrows. */
export function greater(op: i32, a: i32, b: i32): i32 {
  const top = tops(op);
  const flip = op & UNSIGNED ? 0 : top;
  const x = b ^ flip;
  const y = a ^ flip;
  return spread(((~x & y) | (~(x ^ y) & sub(x, y, top))) & top, top);
}

/** Ones in each element where a and b differ: adding the largest positive number carries into the top bit. */
export function unequal(op: i32, a: i32, b: i32): i32 {
  const top = tops(op);
  const x = a ^ b;
  return spread((((x & ~top) + ~top) | x) & top, top);
}

/** Half of the sum of each two elements. */
export function average(op: i32, x: i32, y: i32): i32 {
  const top = tops(op);
  const a = add(x, y, top);
  return ((a >>> 1) & ~top) | (op & UNSIGNED ? 0 : a & top);
}

// @ts-ignore: decorator
@inline
function amountOf(op: i32): i32 {
  return (op >> AMOUNT) & 31;
}

export function shiftHalves(op: i32, a: i32): i32 {
  const amount = amountOf(op);
  return ((upper(a) >> amount) << 16) | ((lower(a) >> amount) & 0xffff);
}

export function shiftRight(op: i32, a: i32, b: i32): i32 {
  const bits = width(op);
  const spare = 32 - bits;
  let result = 0;
  for (let at = 0; at < 32; at += bits) {
    const element = a << (spare - at);
    const amount = (b >>> at) & (bits - 1);
    result |= ((op & UNSIGNED ? element >>> amount : element >> amount) >>> spare) << at;
  }
  return result;
}

export function shiftLeft(op: i32, a: i32, b: i32): i32 {
  const bits = width(op);
  const ones = mask(op);
  let result = 0;
  for (let at = 0; at < 32; at += bits) result |= (((a >>> at) << ((b >>> at) & (bits - 1))) & ones) << at;
  return result;
}

/** One element, extended. */
export function element(op: i32, a: i32, index: i32): i32 {
  const spare = 32 - width(op);
  const top = a << (spare - index * width(op));
  return op & UNSIGNED ? top >>> spare : top >> spare;
}

/** Element i is the one of `a`, or of `other` where the selector's bit above the index is 0, that element i of b names. */
export function shuffle(op: i32, a: i32, b: i32, other: i32): i32 {
  const bits = width(op);
  const ones = mask(op);
  const count = op & BYTE ? 4 : 2;
  let result = 0;
  for (let at = 0; at < 32; at += bits) {
    const selector = b >>> at;
    const from = selector & count ? a : other;
    result |= ((from >>> ((selector & (count - 1)) * bits)) & ones) << at;
  }
  return result;
}

export function insertElement(op: i32, a: i32, index: i32, c: i32): i32 {
  const place = index * width(op);
  return select(mask(op) << place, a << place, c);
}

/** Products have 15 places behind the binary point, which the shift takes away. */
export function complexReal(op: i32, a: i32, b: i32, c: i32): i32 {
  const real = (lower(a) * lower(b) - upper(a) * upper(b)) >> (15 + amountOf(op));
  return (c & ~0xffff) | (real & 0xffff);
}

export function complexImaginary(op: i32, a: i32, b: i32, c: i32): i32 {
  const imaginary = (lower(a) * upper(b) + upper(a) * lower(b)) >> (15 + amountOf(op));
  return (imaginary << 16) | (c & 0xffff);
}

/** c + the sum of the products of the elements, of which those of b are signed unless the operation says otherwise. */
// @ts-ignore: decorator
@inline
export function dotProduct(op: i32, a: i32, b: i32, c: i32, signedA: bool): i32 {
  const how = (op >> WIDTH) & 3;
  if (how > 1) return narrowDot(op, a, b, c, signedA);
  if (op & UNSIGNED) {
    if (how == 0) {
      return signedA ? c + lower(a) * (b & 0xffff) + upper(a) * (b >>> 16) : c + (a & 0xffff) * (b & 0xffff) + (a >>> 16) * (b >>> 16);
    }
    return signedA
      ? c + i32(i8(a)) * (b & 0xff) + i32(i8(a >> 8)) * ((b >> 8) & 0xff) + i32(i8(a >> 16)) * ((b >> 16) & 0xff) + (a >> 24) * (b >>> 24)
      : c + (a & 0xff) * (b & 0xff) + ((a >> 8) & 0xff) * ((b >> 8) & 0xff) + ((a >> 16) & 0xff) * ((b >> 16) & 0xff) + (a >>> 24) * (b >>> 24);
  }
  if (how == 0) {
    return signedA ? c + lower(a) * lower(b) + upper(a) * upper(b) : c + (a & 0xffff) * lower(b) + (a >>> 16) * upper(b);
  }
  return signedA
    ? c + i32(i8(a)) * i32(i8(b)) + i32(i8(a >> 8)) * i32(i8(b >> 8)) + i32(i8(a >> 16)) * i32(i8(b >> 16)) + (a >> 24) * (b >> 24)
    : c + (a & 0xff) * i32(i8(b)) + ((a >> 8) & 0xff) * i32(i8(b >> 8)) + ((a >> 16) & 0xff) * i32(i8(b >> 16)) + (a >>> 24) * (b >> 24);
}

/** The same on elements of 4 or 2 bits. Flipping the top bit and subtracting it makes an element signed. */
function narrowDot(op: i32, a: i32, b: i32, c: i32, signedA: bool): i32 {
  const bits = 16 >> ((op >> WIDTH) & 3);
  const ones = (1 << bits) - 1;
  const top = 1 << (bits - 1);
  const signA = signedA ? top : 0;
  const signB = op & UNSIGNED ? 0 : top;
  let sum = c;
  for (let at = 0; at < 32; at += bits) {
    sum += ((((a >>> at) & ones) ^ signA) - signA) * ((((b >>> at) & ones) ^ signB) - signB);
  }
  return sum;
}
