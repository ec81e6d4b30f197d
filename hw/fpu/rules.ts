import type { FpFormat } from "./format.js";

/**
 * How the FPU of a core reads and writes narrow numbers, and where it departs from IEEE 754 as RI5CY's does. The ids are those
 * of docs/errata.md.
 */
export interface FpuRules {
  /** C1: an infinity that is converted is inexact and rounded like a number beyond the range. */
  readonly roundsInfinity: boolean;
  /** C2: an integer beyond the range of a format is invalid and no overflow. */
  readonly refusesInteger: boolean;
  /** C5: a result is tiny when it is subnormal, whatever it would be with an unbounded exponent. */
  readonly subnormalIsTiny: boolean;
  /** A narrow scalar operand counts as the canonical NaN unless all bits above it are ones. */
  readonly checksBoxes: boolean;
  /** The bits above a narrow scalar result are copies of its sign, else ones. */
  readonly extendsSign: boolean;
}

/** F and Zfh on registers that also hold vectors, whose upper elements are nothing to a scalar. */
export const VECTOR_RULES: FpuRules = {
  roundsInfinity: false,
  refusesInteger: false,
  subnormalIsTiny: false,
  checksBoxes: false,
  extendsSign: false,
};

/** A narrow scalar result in a register. */
export function fillUp({ extendsSign }: FpuRules, bits: number, width: number): number {
  if (width === 32) return bits | 0;
  const unused = 32 - width;
  return extendsSign ? (bits << unused) >> unused : bits | (-1 << width);
}

/** A scalar operand of a register. */
export function operandOf({ checksBoxes }: FpuRules, { width, nan }: FpFormat, register: number): number {
  if (width === 32) return register | 0;
  return checksBoxes && register >> width !== -1 ? nan : register & (-1 >>> (32 - width));
}
