/**
 * Xpulp: PULP's integer extension as RI5CY and CV32E40P v1 to v4 without the `cv.` prefix encode it (RI5CY user manual,
 * chapter "PULP instruction set extensions"). It shares the opcodes 0x0B and 0x2B with xtensor.
 */
import type { Extension } from "./row.js";
import { ALU, ALU_OPERANDS } from "./xpulp-alu.js";
import { MEMORY, MEMORY_OPERANDS } from "./xpulp-memory.js";
import { SIMD, SIMD_OPERANDS } from "./xpulp-simd.js";

export const XPULP: Extension = {
  name: "xpulp",
  rows: [...MEMORY, ...ALU, ...SIMD],
  operands: { ...MEMORY_OPERANDS, ...ALU_OPERANDS, ...SIMD_OPERANDS },
};
