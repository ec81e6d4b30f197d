/**
 * C for RV32 without floating point (RISC-V unprivileged manual, chapter "C"): the `c.` instructions, and under the
 * mnemonics of the base set the forms that are compressed, in the order in which GNU as tries them.
 */
import { popularReg, reg, simm, target, uimm, type Piece } from "./operands.js";
import type { Extension, Row } from "./row.js";

const IMM6: Piece[] = [
  [12, 1, 5],
  [2, 5, 0],
];
const SP16: Piece[] = [
  [12, 1, 9],
  [6, 1, 4],
  [5, 1, 6],
  [3, 2, 7],
  [2, 1, 5],
];
const SP4: Piece[] = [
  [11, 2, 4],
  [7, 4, 6],
  [6, 1, 2],
  [5, 1, 3],
];
const WORD: Piece[] = [
  [10, 3, 3],
  [6, 1, 2],
  [5, 1, 6],
];
const WORD_SP_LOAD: Piece[] = [
  [12, 1, 5],
  [4, 3, 2],
  [2, 2, 6],
];
const WORD_SP_STORE: Piece[] = [
  [9, 4, 2],
  [7, 2, 6],
];
const JUMP: Piece[] = [
  [12, 1, 11],
  [11, 1, 4],
  [9, 2, 8],
  [8, 1, 10],
  [7, 1, 6],
  [6, 1, 7],
  [3, 3, 1],
  [2, 1, 5],
];
const BRANCH: Piece[] = [
  [12, 1, 8],
  [10, 2, 3],
  [5, 2, 6],
  [3, 2, 1],
  [2, 1, 5],
];
const SHIFT: Piece[] = [[2, 5, 0]];

const NOT_POPULAR = Array.from({ length: 24 }, (_, i) => (i < 8 ? i : i + 8));

const operands = {
  rdn0: reg("x", 7, 0),
  rdn02: reg("x", 7, 0, 2),
  rdn2: reg("x", 7, 2),
  rs1n0: reg("x", 7, 0),
  crs2: reg("x", 2),
  crs2n0: reg("x", 2, 0),
  rd$: popularReg("x", 7),
  rd$low: popularReg("x", 2),
  rs1$: popularReg("x", 7),
  rs2$: popularReg("x", 2),
  lrs1: reg("x", 15, ...NOT_POPULAR),
  simm6: simm(IMM6),
  nzimm6: simm(IMM6, 0),
  zero: { ...simm([[0, 1, 0]]), pieces: [], min: 0, max: 0, step: 1 },
  nzlui: { ...simm(IMM6, 0), writtenBits: 20 },
  nzimm10: simm(SP16, 0),
  nzuimm10: uimm(SP4, 0),
  uimm7: uimm(WORD),
  uimm8ls: uimm(WORD_SP_LOAD),
  uimm8ss: uimm(WORD_SP_STORE),
  offs12: target(JUMP),
  offs9: target(BRANCH),
  shamt: uimm(SHIFT, 0),
};

const COMPRESSED: Row[] = [
  ["c.unimp", "", 0x0000],
  ["c.addi4spn", "rd$low,sp,nzuimm10", 0x0000],
  ["c.lw", "rd$low,uimm7(rs1$)", 0x4000],
  ["c.sw", "rs2$,uimm7(rs1$)", 0xc000],
  ["c.nop", "", 0x0001],
  ["c.nop", "nzimm6", 0x0001, "alias"],
  ["c.addi", "rd,simm6", 0x0001],
  ["c.jal", "offs12", 0x2001],
  ["c.li", "rd,simm6", 0x4001],
  ["c.addi16sp", "sp,nzimm10", 0x6101],
  ["c.lui", "rdn2,nzlui", 0x6001],
  ["c.srli", "rd$,shamt", 0x8001],
  ["c.srai", "rd$,shamt", 0x8401],
  ["c.andi", "rd$,simm6", 0x8801],
  ["c.sub", "rd$,rs2$", 0x8c01],
  ["c.xor", "rd$,rs2$", 0x8c21],
  ["c.or", "rd$,rs2$", 0x8c41],
  ["c.and", "rd$,rs2$", 0x8c61],
  ["c.j", "offs12", 0xa001],
  ["c.beqz", "rs1$,offs9", 0xc001],
  ["c.bnez", "rs1$,offs9", 0xe001],
  ["c.slli", "rd,shamt", 0x0002],
  ["c.lwsp", "rdn0,uimm8ls(sp)", 0x4002],
  ["c.jr", "rs1n0", 0x8002],
  ["c.mv", "rd,crs2n0", 0x8002],
  ["c.ebreak", "", 0x9002],
  ["c.jalr", "rs1n0", 0x9002],
  ["c.add", "rd,crs2n0", 0x9002],
  ["c.swsp", "crs2,uimm8ss(sp)", 0xc002],
];

/** What GNU as makes of a compressed jump that does not reach. */
const LONG: Row[] = [
  ["c.j", "offs21", 0x0000006f, "alias"],
  ["c.jal", "offs21", 0x000000ef, "alias"],
  ["c.beqz", "lrs1,offs13", 0x00000063, "alias"],
  ["c.bnez", "lrs1,offs13", 0x00001063, "alias"],
];

/** `op rd, rd, rs2` and, where it commutes, `op rd, rs2, rd`. */
const twoRegister = (name: string, match: number, commutes: boolean): Row[] => [
  [name, "rd$,=0,rs2$", match],
  ...(commutes ? [[name, "rd$,rs2$,=0", match] as Row] : []),
];
const shift = (names: string[], syntax: string, match: number): Row[] => names.map((name) => [name, syntax, match]);

const FORMS: Row[] = [
  ["unimp", "", 0x0000],
  ["nop", "", 0x0001],
  ["mv", "rdn0,crs2n0", 0x8002],
  ["move", "rdn0,crs2n0", 0x8002],
  ["lui", "rdn02,nzlui", 0x6001],
  ["addi", "rd$low,sp,nzuimm10", 0x0000],
  ["addi", "rdn0,=0,nzimm6", 0x0001],
  ["addi", "x0,x0,zero", 0x0001],
  ["addi", "sp,sp,nzimm10", 0x6101],
  ["addi", "rdn0,x0,simm6", 0x4001],
  ["addi", "rdn0,crs2n0,zero", 0x8002],
  ["add", "rdn0,=0,crs2n0", 0x9002],
  ["add", "rdn0,crs2n0,=0", 0x9002],
  ["add", "rdn0,=0,nzimm6", 0x0001],
  ["add", "rd$low,sp,nzuimm10", 0x0000],
  ["add", "sp,sp,nzimm10", 0x6101],
  ["add", "rdn0,x0,crs2n0", 0x8002],
  ...twoRegister("sub", 0x8c01, false),
  ...twoRegister("xor", 0x8c21, true),
  ...twoRegister("or", 0x8c41, true),
  ...twoRegister("and", 0x8c61, true),
  ["andi", "rd$,=0,simm6", 0x8801],
  ["and", "rd$,=0,simm6", 0x8801],
  ...shift(["slli", "sll"], "rdn0,=0,shamt", 0x0002),
  ...shift(["srli", "srl"], "rd$,=0,shamt", 0x8001),
  ...shift(["srai", "sra"], "rd$,=0,shamt", 0x8401),
  ["lw", "rd$low,uimm7(rs1$)", 0x4000],
  ["lw", "rdn0,uimm8ls(sp)", 0x4002],
  ["sw", "rs2$,uimm7(rs1$)", 0xc000],
  ["sw", "crs2,uimm8ss(sp)", 0xc002],
  ["beqz", "rs1$,offs9", 0xc001],
  ["bnez", "rs1$,offs9", 0xe001],
  ["beq", "rs1$,x0,offs9", 0xc001],
  ["bne", "rs1$,x0,offs9", 0xe001],
  ["j", "offs12", 0xa001],
  ["jr", "rs1n0", 0x8002],
  ["jalr", "rs1n0", 0x9002],
  ["ret", "", 0x8082],
  ["ebreak", "", 0x9002],
  ["sbreak", "", 0x9002],
];

export const RV32C: Extension = { name: "c", rows: [...COMPRESSED, ...LONG, ...FORMS], operands };
