/** Rows that every scalar floating-point format has (RISC-V unprivileged manual, chapter "F"; smallFloat for the others). */
import { reg, roundingMode, type Operand } from "./operands.js";
import type { Row } from "./row.js";

/** A format: the suffix of its mnemonics, bits 26:25 of its instructions, and its number as the source of a conversion. */
export interface FloatFormat {
  readonly suffix: string;
  readonly format: number;
  readonly source: number;
}

export const SINGLE: FloatFormat = { suffix: "s", format: 0, source: 0 };
export const HALF: FloatFormat = { suffix: "h", format: 2, source: 2 };
export const BYTE: FloatFormat = { suffix: "b", format: 3, source: 3 };
/** bfloat16: the encodings of the half format with a bit of the rounding mode set. */
export const ALTERNATIVE_HALF: FloatFormat = { suffix: "ah", format: 2, source: 6 };

/** Operands of the rows below and of conversions that are exact, whose rounding mode is RNE if it is left out. */
export const FLOAT_OPERANDS: Readonly<Record<string, Operand>> = {
  rmExact: roundingMode(0),
  /** One register in both source fields. */
  frs: {
    ...reg("f", 15),
    pieces: [
      [15, 5, 0],
      [20, 5, 0],
    ],
  },
};

const OP_FP = 0x53;
const at = (funct5: number, { format }: FloatFormat, funct3 = 0): number =>
  ((funct5 << 27) | (format << 25) | (funct3 << 12) | OP_FP) >>> 0;

const FUSED: readonly [string, number][] = [
  ["fmadd", 0x43],
  ["fmsub", 0x47],
  ["fnmsub", 0x4b],
  ["fnmadd", 0x4f],
];

/** Arithmetic, comparison, sign injection, classification, and conversion from and to integers. */
export function scalarRows(f: FloatFormat): Row[] {
  const name = (operation: string): string => `${operation}.${f.suffix}`;
  return [
    [name("fadd"), "frd,frs1,frs2,[rm]", at(0x00, f)],
    [name("fsub"), "frd,frs1,frs2,[rm]", at(0x01, f)],
    [name("fmul"), "frd,frs1,frs2,[rm]", at(0x02, f)],
    [name("fdiv"), "frd,frs1,frs2,[rm]", at(0x03, f)],
    [name("fsqrt"), "frd,frs1,[rm]", at(0x0b, f)],
    [name("fsgnj"), "frd,frs1,frs2", at(0x04, f, 0)],
    [name("fsgnjn"), "frd,frs1,frs2", at(0x04, f, 1)],
    [name("fsgnjx"), "frd,frs1,frs2", at(0x04, f, 2)],
    [name("fmin"), "frd,frs1,frs2", at(0x05, f, 0)],
    [name("fmax"), "frd,frs1,frs2", at(0x05, f, 1)],
    [name("fle"), "rd,frs1,frs2", at(0x14, f, 0)],
    [name("flt"), "rd,frs1,frs2", at(0x14, f, 1)],
    [name("feq"), "rd,frs1,frs2", at(0x14, f, 2)],
    [`fcvt.w.${f.suffix}`, "rd,frs1,[rm]", at(0x18, f)],
    [`fcvt.wu.${f.suffix}`, "rd,frs1,[rm]", (at(0x18, f) | (1 << 20)) >>> 0],
    [`fcvt.${f.suffix}.w`, "frd,rs1,[rm]", at(0x1a, f)],
    [`fcvt.${f.suffix}.wu`, "frd,rs1,[rm]", (at(0x1a, f) | (1 << 20)) >>> 0],
    [name("fclass"), "rd,frs1", at(0x1c, f, 1)],
    ...FUSED.map(([operation, opcode]): Row => [name(operation), "frd,frs1,frs2,frs3,[rm]", (f.format << 25) | opcode]),
  ];
}

/** Moves of the bits between the register files: `fmv.x.NAME` and `fmv.NAME.x`. */
export const moveRows = (f: FloatFormat, name: string, note?: "alias"): Row[] => {
  const rows: Row[] = [
    [`fmv.x.${name}`, "rd,frs1", at(0x1c, f)],
    [`fmv.${name}.x`, "frd,rs1", at(0x1e, f)],
  ];
  return note ? rows.map(([mnemonic, syntax, match]): Row => [mnemonic, syntax, match, note]) : rows;
};

/** `fcvt.TO.FROM` between two formats; `exact` if every value of the source is one of the target. */
export const conversionRow = (to: FloatFormat, from: FloatFormat, exact: boolean): Row => [
  `fcvt.${to.suffix}.${from.suffix}`,
  `frd,frs1,[${exact ? "rmExact" : "rm"}]`,
  at(0x08, to) | (from.source << 20),
];

/** The pseudo-instructions of GNU as. */
export const pseudoRows = (f: FloatFormat): Row[] => [
  [`fmv.${f.suffix}`, "frd,frs", at(0x04, f, 0), "alias"],
  [`fneg.${f.suffix}`, "frd,frs", at(0x04, f, 1), "alias"],
  [`fabs.${f.suffix}`, "frd,frs", at(0x04, f, 2), "alias"],
  [`fgt.${f.suffix}`, "rd,frs2,frs1", at(0x14, f, 1), "alias"],
  [`fge.${f.suffix}`, "rd,frs2,frs1", at(0x14, f, 0), "alias"],
];
