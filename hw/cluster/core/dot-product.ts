import { PULP_CODE, PULP_UNSIGNED, PULP_WIDTH, PulpOp } from "./pulp-op.js";

/**
 * c + the sum of the products of the elements of a and b, of 16, 8, 4 or 2 bits, modulo 2^32. Operands and result are signed
 * 32-bit numbers.
 * @param op `PulpOp.dot` or `PulpOp.dotUnsigned` with its fields
 */
export function dotProduct(op: number, a: number, b: number, c: number): number {
  const bits = 16 >> ((op >> PULP_WIDTH) & 3);
  const ones = (1 << bits) - 1;
  const top = 1 << (bits - 1);
  // Flipping the top bit and subtracting it makes an element signed.
  const signA = (op & PULP_CODE) === PulpOp.dotUnsigned ? 0 : top;
  const signB = op & PULP_UNSIGNED ? 0 : top;
  let sum = c;
  for (let at = 0; at < 32; at += bits) {
    const x = (((a >>> at) & ones) ^ signA) - signA;
    const y = (((b >>> at) & ones) ^ signB) - signB;
    sum = (sum + Math.imul(x, y)) | 0;
  }
  return sum;
}
