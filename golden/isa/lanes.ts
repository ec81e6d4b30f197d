/** Elements of packed registers, and the fields of packed integer instructions. */
import { sext } from "./bits.js";

/** The elements of `bits` bits in a register, lowest first, as signed or unsigned numbers. */
export function lanesOf(value: number, bits: number, signed: boolean): number[] {
  return Array.from({ length: 32 / bits }, (_, i) => {
    const lane = (value >>> (bits * i)) & (2 ** bits - 1);
    return signed ? sext(lane, bits) : lane;
  });
}

/** The register of these elements, each cut to `bits` bits. */
export function fromLanes(lanes: readonly number[], bits: number): number {
  return lanes.reduce((word, lane, i) => word | ((lane & (2 ** bits - 1)) << (bits * i)), 0) >>> 0;
}

/** The low `bits` bits, at most 31. */
export const cut = (value: number, bits: number) => value & (2 ** bits - 1);

/** Masks of packed integer instructions with two registers, and with one and a 6-bit immediate. */
export const PACKED_BINARY = 0xfe00707f;
export const PACKED_IMMEDIATE = 0xfc00707f;

export const packedMatch = (funct7: number, funct3: number) => ((funct7 << 25) | (funct3 << 12) | 0x57) >>> 0;

/** The 6-bit immediate: its bit 0 stands apart. */
export const imm6Of = (word: number) => (((word >>> 20) & 31) << 1) | ((word >>> 25) & 1);
