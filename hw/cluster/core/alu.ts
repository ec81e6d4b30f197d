import { Op } from "./instruction.js";

/** Single-clock results of EX; operands and result are signed 32-bit numbers. */
export function alu(op: Op, a: number, b: number): number {
  switch (op) {
    case Op.add:
      return (a + b) | 0;
    case Op.sub:
      return (a - b) | 0;
    case Op.sll:
      return a << b;
    case Op.slt:
      return a < b ? 1 : 0;
    case Op.sltu:
      return a >>> 0 < b >>> 0 ? 1 : 0;
    case Op.xor:
      return a ^ b;
    case Op.srl:
      return (a >>> b) | 0;
    case Op.sra:
      return a >> b;
    case Op.or:
      return a | b;
    case Op.and:
      return a & b;
    default:
      return Math.imul(a, b);
  }
}

/** Branch decision. */
export function compare(op: Op, a: number, b: number): boolean {
  switch (op) {
    case Op.eq:
      return a === b;
    case Op.ne:
      return a !== b;
    case Op.lt:
      return a < b;
    case Op.ge:
      return a >= b;
    case Op.ltu:
      return a >>> 0 < b >>> 0;
    default:
      return a >>> 0 >= b >>> 0;
  }
}
