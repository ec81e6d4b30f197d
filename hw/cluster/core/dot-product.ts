import { PULP_CODE, PULP_UNSIGNED, PULP_WIDTH, PulpOp } from "./pulp-op.js";

/**
 * c + the sum of the products of the elements of a and b, of 16, 8, 4 or 2 bits, modulo 2^32. Operands and result are signed
 * 32-bit numbers.
 * @param op `PulpOp.dot` or `PulpOp.dotUnsigned` with its fields
 */
export function dotProduct(op: number, a: number, b: number, c: number): number {
  const bits = 16 >> ((op >> PULP_WIDTH) & 3);
  const spare = 32 - bits;
  const unsignedA = (op & PULP_CODE) === PulpOp.dotUnsigned;
  const unsignedB = (op & PULP_UNSIGNED) !== 0;
  let sum = c;
  for (let at = spare; at >= 0; at -= bits) {
    const x = unsignedA ? (a << at) >>> spare : (a << at) >> spare;
    const y = unsignedB ? (b << at) >>> spare : (b << at) >> spare;
    sum = (sum + Math.imul(x, y)) | 0;
  }
  return sum;
}
