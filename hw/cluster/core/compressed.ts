import { branchType, iType, jType, rType, sType, uType } from "./formats.js";

const bits = (word: number, high: number, low: number) => (word >>> low) & ((1 << (high - low + 1)) - 1);
const OP_IMM = 0x13;
const OP = 0x33;

function arithmetic(half: number): number {
  const rd = 8 + bits(half, 9, 7);
  const rs2 = 8 + bits(half, 4, 2);
  const shamt = bits(half, 6, 2);
  const imm = shamt | -(half & 0x1000 ? 32 : 0);
  switch (bits(half, 11, 10)) {
    case 0:
      return half & 0x1000 ? 0 : iType(shamt, rd, 5, rd, OP_IMM);
    case 1:
      return half & 0x1000 ? 0 : iType(0x400 | shamt, rd, 5, rd, OP_IMM);
    case 2:
      return iType(imm, rd, 7, rd, OP_IMM);
  }
  if (half & 0x1000) return 0;
  switch (bits(half, 6, 5)) {
    case 0:
      return rType(0x20, rs2, rd, 0, rd, OP);
    case 1:
      return rType(0, rs2, rd, 4, rd, OP);
    case 2:
      return rType(0, rs2, rd, 6, rd, OP);
    default:
      return rType(0, rs2, rd, 7, rd, OP);
  }
}

function registerForms(half: number): number {
  const rd = bits(half, 11, 7);
  const rs2 = bits(half, 6, 2);
  if (half & 0x1000) {
    if (rs2 !== 0) return rType(0, rs2, rd, 0, rd, OP);
    return rd === 0 ? 0x0010_0073 : iType(0, rd, 0, 1, 0x67);
  }
  if (rs2 !== 0) return rType(0, rs2, 0, 0, rd, OP);
  return rd === 0 ? 0 : iType(0, rd, 0, 0, 0x67);
}

function jumpOffset(half: number): number {
  const offset =
    (bits(half, 11, 11) << 4) |
    (bits(half, 10, 9) << 8) |
    (bits(half, 8, 8) << 10) |
    (bits(half, 7, 7) << 6) |
    (bits(half, 6, 6) << 7) |
    (bits(half, 5, 3) << 1) |
    (bits(half, 2, 2) << 5);
  return half & 0x1000 ? offset - 0x800 : offset;
}

function branchOffset(half: number): number {
  const offset =
    (bits(half, 11, 10) << 3) | (bits(half, 6, 5) << 6) | (bits(half, 4, 3) << 1) | (bits(half, 2, 2) << 5);
  return half & 0x1000 ? offset - 0x100 : offset;
}

function luiOrStack(half: number): number {
  const rd = bits(half, 11, 7);
  if (rd === 2) {
    const imm = (bits(half, 6, 6) << 4) | (bits(half, 5, 5) << 6) | (bits(half, 4, 3) << 7) | (bits(half, 2, 2) << 5);
    const offset = half & 0x1000 ? imm - 0x200 : imm;
    return offset === 0 ? 0 : iType(offset, 2, 0, 2, OP_IMM);
  }
  const upper = bits(half, 6, 2) - (half & 0x1000 ? 32 : 0);
  return upper === 0 ? 0 : uType(upper << 12, rd, 0x37);
}

/**
 * The 32-bit equivalent of a compressed instruction (RISC-V unprivileged manual, chapter "C"), 0 when it is reserved.
 * Floating-point loads and stores of RV32FC are expanded too; the decoder decides whether they exist.
 */
export function expandCompressed(half: number): number {
  const rdPrime = 8 + bits(half, 4, 2);
  const rs1Prime = 8 + bits(half, 9, 7);
  const rd = bits(half, 11, 7);
  const imm = bits(half, 6, 2) - (half & 0x1000 ? 32 : 0);
  const wordOffset = (bits(half, 12, 10) << 3) | (bits(half, 6, 6) << 2) | (bits(half, 5, 5) << 6);
  const loadStack = (bits(half, 12, 12) << 5) | (bits(half, 6, 4) << 2) | (bits(half, 3, 2) << 6);
  const storeStack = (bits(half, 12, 9) << 2) | (bits(half, 8, 7) << 6);
  switch (((half & 3) << 3) | (half >>> 13)) {
    case 0: {
      const offset =
        (bits(half, 12, 11) << 4) | (bits(half, 10, 7) << 6) | (bits(half, 6, 6) << 2) | (bits(half, 5, 5) << 3);
      return offset === 0 ? 0 : iType(offset, 2, 0, rdPrime, OP_IMM);
    }
    case 2:
      return iType(wordOffset, rs1Prime, 2, rdPrime, 0x03);
    case 3:
      return iType(wordOffset, rs1Prime, 2, rdPrime, 0x07);
    case 6:
      return sType(wordOffset, rdPrime, rs1Prime, 2, 0x23);
    case 7:
      return sType(wordOffset, rdPrime, rs1Prime, 2, 0x27);
    case 8:
      return iType(imm, rd, 0, rd, OP_IMM);
    case 9:
      return jType(jumpOffset(half), 1);
    case 10:
      return iType(imm, 0, 0, rd, OP_IMM);
    case 11:
      return luiOrStack(half);
    case 12:
      return arithmetic(half);
    case 13:
      return jType(jumpOffset(half), 0);
    case 14:
      return branchType(branchOffset(half), 0, rs1Prime, 0);
    case 15:
      return branchType(branchOffset(half), 0, rs1Prime, 1);
    case 16:
      return half & 0x1000 ? 0 : iType(bits(half, 6, 2), rd, 1, rd, OP_IMM);
    case 18:
      return rd === 0 ? 0 : iType(loadStack, 2, 2, rd, 0x03);
    case 19:
      return iType(loadStack, 2, 2, rd, 0x07);
    case 20:
      return registerForms(half);
    case 22:
      return sType(storeStack, bits(half, 6, 2), 2, 2, 0x23);
    case 23:
      return sType(storeStack, bits(half, 6, 2), 2, 2, 0x27);
    default:
      return 0;
  }
}
