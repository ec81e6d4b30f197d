/**
 * The formats of the `.insn` directive (GNU as manual, "RISC-V Instruction Formats"). A format is a row that owns every bit
 * of the word; `.insn4` and `.insn2` give its length. Registers are either bank.
 */
import { COMMON_OPERANDS, popularReg, reg, special, uimm, simm, type Piece } from "./operands.js";
import { RV32C } from "./rv32c.js";
import type { Extension, Row } from "./row.js";

const LOAD_STORE: Piece[] = [
  [10, 3, 2],
  [5, 2, 0],
];
const operands = {
  opcode: special("opcode", [0, 7, 0]),
  op2: special("opcode", [0, 2, 0]),
  func3: uimm([[12, 3, 0]]),
  func7: uimm([[25, 7, 0]]),
  func2: uimm([[25, 2, 0]]),
  rd: reg("xf", 7),
  rs1: reg("xf", 15),
  rs2: reg("xf", 20),
  rs3: reg("xf", 27),
  cfunc3: uimm([[13, 3, 0]]),
  cfunc4: uimm([[12, 4, 0]]),
  cfunc6: uimm([[10, 6, 0]]),
  cfunc2: uimm([[5, 2, 0]]),
  crs2: reg("xf", 2),
  rd$: popularReg("xf", 7),
  rd$low: popularReg("xf", 2),
  rs2$: popularReg("xf", 2),
  rs1$: popularReg("xf", 7),
  simm6: simm([
    [12, 1, 5],
    [2, 5, 0],
  ]),
  uimm6: uimm([[7, 6, 0]]),
  uimm8: uimm([[5, 8, 0]]),
  uimm5c: uimm(LOAD_STORE),
  offs9: RV32C.operands!.offs9,
  offs12: RV32C.operands!.offs12,
  offs13: COMMON_OPERANDS.offs13,
};

const synonyms = (names: string[], ...syntaxes: string[]): Row[] =>
  names.flatMap((name) => syntaxes.map((syntax): Row => [`.insn4 ${name}`, syntax, 0]));

const COMPRESSED: [string, string][] = [
  ["cr", "op2,cfunc4,rd,crs2"],
  ["ci", "op2,cfunc3,rd,simm6"],
  ["ciw", "op2,cfunc3,rd$low,uimm8"],
  ["css", "op2,cfunc3,crs2,uimm6"],
  ["cl", "op2,cfunc3,rd$low,uimm5c(rs1$)"],
  ["cs", "op2,cfunc3,rs2$,uimm5c(rs1$)"],
  ["ca", "op2,cfunc6,cfunc2,rd$,rs2$"],
  ["cb", "op2,cfunc3,rs1$,offs9"],
  ["cj", "op2,cfunc3,offs12"],
];

export const INSN: Extension = {
  name: ".insn",
  rows: [
    ...synonyms(["r"], "opcode,func3,func7,rd,rs1,rs2"),
    ...synonyms(["r", "r4"], "opcode,func3,func2,rd,rs1,rs2,rs3"),
    ...synonyms(["i"], "opcode,func3,rd,rs1,simm12", "opcode,func3,rd,simm12(rs1)"),
    ...synonyms(["s"], "opcode,func3,rs2,simm12s(rs1)"),
    ...synonyms(["b", "sb"], "opcode,func3,rs1,rs2,offs13"),
    ...synonyms(["u"], "opcode,rd,uimm20"),
    ...synonyms(["j", "uj"], "opcode,rd,offs21"),
    ...COMPRESSED.map(([name, syntax]): Row => [`.insn2 ${name}`, syntax, 0]),
  ],
  operands,
};

/** Names of the major opcodes (RISC-V unprivileged manual, opcode map) and of the compressed quadrants. */
export const OPCODES: Readonly<Record<string, number>> = {
  LOAD: 0x03,
  LOAD_FP: 0x07,
  CUSTOM_0: 0x0b,
  MISC_MEM: 0x0f,
  OP_IMM: 0x13,
  AUIPC: 0x17,
  STORE: 0x23,
  STORE_FP: 0x27,
  CUSTOM_1: 0x2b,
  AMO: 0x2f,
  OP: 0x33,
  LUI: 0x37,
  MADD: 0x43,
  MSUB: 0x47,
  NMSUB: 0x4b,
  NMADD: 0x4f,
  OP_FP: 0x53,
  CUSTOM_2: 0x5b,
  BRANCH: 0x63,
  JALR: 0x67,
  JAL: 0x6f,
  SYSTEM: 0x73,
  CUSTOM_3: 0x7b,
  C0: 0,
  C1: 1,
  C2: 2,
};
