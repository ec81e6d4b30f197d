/** RV32I and M of the instruction-set model (RISC-V unprivileged manual). */
import { gather, sext } from "./bits.js";
import { funct3Of, loadOffsetOf, rdOf, rs1Of, rs2Of, storeOffsetOf } from "./row.js";
import type { Hart } from "./hart.js";

/** Distance of a conditional branch. */
export function branchOffset(word: number): number {
  const high = gather(word, [31, 12], [7, 11], [30, 10], [29, 9], [28, 8], [27, 7], [26, 6]);
  return sext(high | gather(word, [25, 5], [11, 4], [10, 3], [9, 2], [8, 1]), 13);
}

function jumpOffset(word: number): number {
  const middle = (((word >>> 20) & 1) << 11) | (((word >>> 21) & 0x3ff) << 1);
  return sext(((word >>> 31) << 20) | (word & 0xff000) | middle, 21);
}

/** Whether a branch with this funct3 is taken; undefined when there is none. */
function branchHolds(f3: number, a: number, b: number): boolean | undefined {
  const [signedA, signedB] = [a | 0, b | 0];
  return [a === b, a !== b, undefined, undefined, signedA < signedB, signedA >= signedB, a < b, a >= b][f3];
}

/** Executes an instruction of RV32I or M but SYSTEM; false when the word is none. */
export function executeInteger(model: Hart, word: number, pc: number): boolean {
  const { x } = model;
  const rd = rdOf(word);
  const f3 = funct3Of(word);
  const f7 = word >>> 25;
  const a = x[rs1Of(word)];
  const b = x[rs2Of(word)];
  const imm = loadOffsetOf(word);
  switch (word & 0x7f) {
    case 0b0110111:
      x[rd] = word & 0xfffff000;
      return true;
    case 0b0010111:
      x[rd] = pc + (word & 0xfffff000);
      return true;
    case 0b1101111:
      x[rd] = model.pc;
      model.jump(pc + jumpOffset(word));
      return true;
    case 0b1100111:
      if (f3 !== 0) return false;
      x[rd] = model.pc;
      model.jump(a + imm);
      return true;
    case 0b1100011: {
      const holds = branchHolds(f3, a, b);
      if (holds) model.jump(pc + branchOffset(word));
      return holds !== undefined;
    }
    case 0b0000011:
      if (f3 === 3 || f3 > 5) return false;
      x[rd] = model.load(a + imm, 1 << (f3 % 4), f3 < 4);
      return true;
    case 0b0100011:
      if (f3 > 2) return false;
      model.store(a + storeOffsetOf(word), 1 << f3, b);
      return true;
    case 0b0010011:
      if ((f3 === 1 && f7 !== 0) || (f3 === 5 && f7 !== 0 && f7 !== 32)) return false;
      x[rd] = arithmetic(f3, a, f3 === 1 || f3 === 5 ? imm & 31 : imm, f3 === 5 && f7 === 32);
      return true;
    case 0b0110011:
      if (f7 === 1) x[rd] = multiplyDivide(f3, a, b);
      else if (f7 === 0 || (f7 === 32 && (f3 === 0 || f3 === 5))) x[rd] = arithmetic(f3, a, b, f7 === 32);
      else return false;
      return true;
    case 0b0001111:
      return f3 <= 1;
    default:
      return false;
  }
}

function arithmetic(f3: number, a: number, b: number, alternative: boolean): number {
  switch (f3) {
    case 0:
      return alternative ? a - b : a + b;
    case 1:
      return a << (b & 31);
    case 2:
      return (a | 0) < (b | 0) ? 1 : 0;
    case 3:
      return a >>> 0 < b >>> 0 ? 1 : 0;
    case 4:
      return a ^ b;
    case 5:
      return alternative ? (a | 0) >> (b & 31) : a >>> (b & 31);
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

function multiplyDivide(f3: number, a: number, b: number): number {
  const [ua, ub, sa, sb] = [BigInt(a), BigInt(b), BigInt(a | 0), BigInt(b | 0)];
  const low = (value: bigint) => Number(BigInt.asUintN(32, value));
  switch (f3) {
    case 0:
      return low(ua * ub);
    case 1:
      return low((sa * sb) >> 32n);
    case 2:
      return low((sa * ub) >> 32n);
    case 3:
      return low((ua * ub) >> 32n);
    case 4:
      return b === 0 ? 0xffffffff : low(sa / sb);
    case 5:
      return b === 0 ? 0xffffffff : low(ua / ub);
    case 6:
      return b === 0 ? a : low(sa % sb);
    default:
      return b === 0 ? a : low(ua % ub);
  }
}
