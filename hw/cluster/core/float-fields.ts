import type { FloatOperation } from "../../fpu/float-operation.js";
import { Unit, type Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

/** Register fields of an instruction, as bits: which are used, and which of them name floating-point registers. */
export const RD = 1;
export const RS1 = 2;
export const RS2 = 4;
export const RS3 = 8;

/**
 * Fills `d` for an operation whose register fields have been set from the word.
 * @param sources which of them are read
 * @param floats which name floating-point registers; they move to 32 to 63 where the core has a file of its own for these
 */
export function useFloat(
  d: Instruction,
  parameters: CoreParameters,
  sources: number,
  floats: number,
  operation: FloatOperation,
): true {
  const base = parameters.float === "separate" ? 32 : 0;
  d.unit = Unit.float;
  d.float = operation;
  d.usesRs1 = (sources & RS1) !== 0;
  d.usesRs2 = (sources & RS2) !== 0;
  d.usesRs3 = (sources & RS3) !== 0;
  if (floats & RD) d.rd += base;
  if (floats & RS1) d.rs1 += base;
  if (floats & RS2) d.rs2 += base;
  if (floats & RS3) d.rs3 += base;
  return true;
}
