/** Instruction formats of the RISC-V unprivileged manual, section "Base Instruction Formats": fields to a 32-bit word. */

export function rType(funct7: number, rs2: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

export function iType(imm: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return (imm << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

export function sType(imm: number, rs2: number, rs1: number, funct3: number, opcode: number): number {
  return ((imm >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | ((imm & 0x1f) << 7) | opcode;
}

export function branchType(offset: number, rs2: number, rs1: number, funct3: number): number {
  const high = ((offset >> 12) << 31) | (((offset >> 5) & 0x3f) << 25);
  const low = (((offset >> 1) & 0xf) << 8) | (((offset >> 11) & 1) << 7);
  return high | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | low | 0x63;
}

export function uType(imm: number, rd: number, opcode: number): number {
  return (imm & ~0xfff) | (rd << 7) | opcode;
}

export function jType(offset: number, rd: number): number {
  const high = ((offset >> 20) << 31) | (((offset >> 1) & 0x3ff) << 21);
  return high | (((offset >> 11) & 1) << 20) | (((offset >> 12) & 0xff) << 12) | (rd << 7) | 0x6f;
}

export const funct3 = (word: number) => (word >>> 12) & 7;
export const iImmediate = (word: number) => word >> 20;
export const sImmediate = (word: number) => ((word >> 25) << 5) | ((word >>> 7) & 0x1f);
export const bImmediate = (word: number) =>
  ((word >> 31) << 12) | ((word & 0x80) << 4) | ((word >>> 20) & 0x7e0) | ((word >>> 7) & 0x1e);
export const uImmediate = (word: number) => word & ~0xfff;
export const jImmediate = (word: number) =>
  ((word >> 31) << 20) | (word & 0xff000) | ((word >>> 9) & 0x800) | ((word >>> 20) & 0x7fe);
