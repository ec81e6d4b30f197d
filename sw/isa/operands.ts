/**
 * Operand kinds: what an operand of an instruction may be and where its bits stand in the word. The names are the ones
 * of the manuals; a row of an instruction table spells its operands with them.
 */

/** Bits `at + width - 1 : at` of the word hold bits `from + width - 1 : from` of the value. */
export type Piece = readonly [at: number, width: number, from: number];

export type OperandKind =
  | "x" // integer register
  | "f" // floating-point register (integer register under Zfinx)
  | "xf" // either
  | "imm"
  | "target" // address of an instruction; the word holds its distance from the pc
  | "offset" // as target, but a plain number is the distance in bytes
  | "loop" // hardware loop, written 0 and 1 or x0 and x1
  | "csr"
  | "fence" // a subset of the letters iorw
  | "rm" // rounding mode
  | "opcode"; // major opcode of .insn by number or name

export interface Operand {
  readonly kind: OperandKind;
  /** Empty for a register that the instruction implies. */
  readonly pieces: readonly Piece[];
  readonly min: number;
  readonly max: number;
  /** The value is a multiple of it. */
  readonly step: number;
  /** Values that the encoding reserves or that another instruction uses. */
  readonly except: readonly number[];
  /** Negative values are written as unsigned numbers of that many bits (`c.lui`). */
  readonly writtenBits?: number;
  /** The value of an operand that is left out. */
  readonly default?: number;
}

const REG: Omit<Operand, "kind" | "pieces"> = { min: 0, max: 31, step: 1, except: [] };

export function reg(kind: "x" | "f" | "xf", at: number, ...except: number[]): Operand {
  return { ...REG, kind, pieces: [[at, 5, 0]], except };
}

/** A three-bit register field: x8 to x15. */
export function popularReg(kind: "x" | "f" | "xf", at: number): Operand {
  return { ...REG, kind, pieces: [[at, 3, 0]], min: 8, max: 15 };
}

/** A register that the syntax names and the encoding implies. */
export function impliedReg(index: number): Operand {
  return { ...REG, kind: "x", pieces: [], min: index, max: index };
}

function immediateRange(pieces: readonly Piece[], signed: boolean): Pick<Operand, "min" | "max" | "step"> {
  const top = Math.max(...pieces.map(([, width, from]) => from + width));
  const step = 2 ** Math.min(...pieces.map(([, , from]) => from));
  return signed ? { min: -(2 ** (top - 1)), max: 2 ** (top - 1) - step, step } : { min: 0, max: 2 ** top - step, step };
}

export function uimm(pieces: readonly Piece[], ...except: number[]): Operand {
  return { kind: "imm", pieces, except, ...immediateRange(pieces, false) };
}

export function simm(pieces: readonly Piece[], ...except: number[]): Operand {
  return { kind: "imm", pieces, except, ...immediateRange(pieces, true) };
}

export function target(pieces: readonly Piece[]): Operand {
  return { kind: "target", pieces, except: [], ...immediateRange(pieces, true) };
}

/** An instruction that a label or a distance in bytes names. */
export function offset(pieces: readonly Piece[], signed: boolean): Operand {
  return { kind: "offset", pieces, except: [], ...immediateRange(pieces, signed) };
}

/** A field of a special kind. */
export function special(kind: "csr" | "fence" | "opcode" | "loop", piece: Piece): Operand {
  return { kind, pieces: [piece], except: [], ...immediateRange([piece], false) };
}

/** The rounding mode of a floating-point instruction; 5 and 6 are reserved. */
export function roundingMode(standard: number): Operand {
  return { kind: "rm", pieces: [[12, 3, 0]], min: 0, max: 7, step: 1, except: [5, 6], default: standard };
}

const S_TYPE: Piece[] = [
  [25, 7, 5],
  [7, 5, 0],
];
export const B_TYPE: Piece[] = [
  [31, 1, 12],
  [7, 1, 11],
  [25, 6, 5],
  [8, 4, 1],
];
const J_TYPE: Piece[] = [
  [31, 1, 20],
  [12, 8, 12],
  [20, 1, 11],
  [21, 10, 1],
];

/** Operand kinds that every extension may use; an extension adds its own. */
export const COMMON_OPERANDS: Readonly<Record<string, Operand>> = {
  rd: reg("x", 7),
  rs1: reg("x", 15),
  rs2: reg("x", 20),
  rs3: reg("x", 27),
  frd: reg("f", 7),
  frs1: reg("f", 15),
  frs2: reg("f", 20),
  frs3: reg("f", 27),
  sp: impliedReg(2),
  x0: impliedReg(0),
  simm12: simm([[20, 12, 0]]),
  simm12s: simm(S_TYPE),
  uimm20: uimm([[12, 20, 0]]),
  uimm12: uimm([[20, 12, 0]]),
  uimm5: uimm([[20, 5, 0]]),
  zimm5: uimm([[15, 5, 0]]),
  offs13: target(B_TYPE),
  offs21: target(J_TYPE),
  csr: special("csr", [20, 12, 0]),
  pred: special("fence", [24, 4, 0]),
  succ: special("fence", [20, 4, 0]),
  rm: roundingMode(7),
};

/** Puts a value into its bits of a word. */
export function scatter(pieces: readonly Piece[], value: number): number {
  let word = 0;
  for (const [at, width, from] of pieces) word |= ((value >> from) & (2 ** width - 1)) << at;
  return word >>> 0;
}

/** Takes the value of an operand out of a word. */
export function gather(operand: Operand, word: number): number {
  let value = 0;
  if (operand.pieces.length === 0) return operand.min;
  for (const [at, width, from] of operand.pieces) value |= ((word >>> at) & (2 ** width - 1)) << from;
  if (operand.min > 0) return value + operand.min;
  const sign = -operand.min;
  return value & sign ? value - 2 * sign : value;
}

/** True if the encoding can hold the value. */
export function holds(operand: Operand, value: number): boolean {
  const { min, max, step, except } = operand;
  return value >= min && value <= max && value % step === 0 && !except.includes(value);
}
