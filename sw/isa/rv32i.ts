/** RV32I base and privileged instructions with the aliases of the assembler (RISC-V unprivileged manual, chapter 2). */
import type { Extension, Row } from "./row.js";

const REG_REG: Row[] = [];
const aluOp = (name: string, match: number, immediate: string, immediateMatch: number): void => {
  REG_REG.push([name, "rd,rs1,rs2", match]);
  if (immediate !== "") REG_REG.push([name, `rd,rs1,${immediate}`, immediateMatch, "alias"]);
};
aluOp("add", 0x00000033, "simm12", 0x00000013);
aluOp("sub", 0x40000033, "", 0);
aluOp("sll", 0x00001033, "uimm5", 0x00001013);
aluOp("slt", 0x00002033, "simm12", 0x00002013);
aluOp("sltu", 0x00003033, "simm12", 0x00003013);
aluOp("xor", 0x00004033, "simm12", 0x00004013);
aluOp("srl", 0x00005033, "uimm5", 0x00005013);
aluOp("sra", 0x40005033, "uimm5", 0x40005013);
aluOp("or", 0x00006033, "simm12", 0x00006013);
aluOp("and", 0x00007033, "simm12", 0x00007013);

const BASE: Row[] = [
  ["lui", "rd,uimm20", 0x00000037],
  ["auipc", "rd,uimm20", 0x00000017],
  ["jal", "rd,offs21", 0x0000006f],
  ["jalr", "rd,simm12(rs1)", 0x00000067],
  ["beq", "rs1,rs2,offs13", 0x00000063],
  ["bne", "rs1,rs2,offs13", 0x00001063],
  ["blt", "rs1,rs2,offs13", 0x00004063],
  ["bge", "rs1,rs2,offs13", 0x00005063],
  ["bltu", "rs1,rs2,offs13", 0x00006063],
  ["bgeu", "rs1,rs2,offs13", 0x00007063],
  ["lb", "rd,simm12(rs1)", 0x00000003],
  ["lh", "rd,simm12(rs1)", 0x00001003],
  ["lw", "rd,simm12(rs1)", 0x00002003],
  ["lbu", "rd,simm12(rs1)", 0x00004003],
  ["lhu", "rd,simm12(rs1)", 0x00005003],
  ["sb", "rs2,simm12s(rs1)", 0x00000023],
  ["sh", "rs2,simm12s(rs1)", 0x00001023],
  ["sw", "rs2,simm12s(rs1)", 0x00002023],
  ["addi", "rd,rs1,simm12", 0x00000013],
  ["slti", "rd,rs1,simm12", 0x00002013],
  ["sltiu", "rd,rs1,simm12", 0x00003013],
  ["xori", "rd,rs1,simm12", 0x00004013],
  ["ori", "rd,rs1,simm12", 0x00006013],
  ["andi", "rd,rs1,simm12", 0x00007013],
  ["slli", "rd,rs1,uimm5", 0x00001013],
  ["srli", "rd,rs1,uimm5", 0x00005013],
  ["srai", "rd,rs1,uimm5", 0x40005013],
  ["fence", "pred,succ", 0x0000000f],
  ["fence.tso", "", 0x8330000f],
  ["pause", "", 0x0100000f],
  ["fence.i", "", 0x0000100f],
  ["ecall", "", 0x00000073],
  ["ebreak", "", 0x00100073],
  ["uret", "", 0x00200073],
  ["sret", "", 0x10200073],
  ["mret", "", 0x30200073],
  ["dret", "", 0x7b200073],
  ["wfi", "", 0x10500073],
];

const ALIASES: Row[] = [
  ["nop", "", 0x00000013, "alias"],
  ["unimp", "", 0xc0001073, "alias"],
  ["mv", "rd,rs1", 0x00000013, "alias"],
  ["move", "rd,rs1", 0x00000013, "alias"],
  ["not", "rd,rs1", 0xfff04013, "alias"],
  ["neg", "rd,rs2", 0x40000033, "alias"],
  ["zext.b", "rd,rs1", 0x0ff07013, "alias"],
  ["seqz", "rd,rs1", 0x00103013, "alias"],
  ["snez", "rd,rs2", 0x00003033, "alias"],
  ["sltz", "rd,rs1", 0x00002033, "alias"],
  ["sgtz", "rd,rs2", 0x00002033, "alias"],
  ["sgt", "rd,rs2,rs1", 0x00002033, "alias"],
  ["sgtu", "rd,rs2,rs1", 0x00003033, "alias"],
  ["beqz", "rs1,offs13", 0x00000063, "alias"],
  ["bnez", "rs1,offs13", 0x00001063, "alias"],
  ["blez", "rs2,offs13", 0x00005063, "alias"],
  ["bgez", "rs1,offs13", 0x00005063, "alias"],
  ["bltz", "rs1,offs13", 0x00004063, "alias"],
  ["bgtz", "rs2,offs13", 0x00004063, "alias"],
  ["bgt", "rs2,rs1,offs13", 0x00004063, "alias"],
  ["ble", "rs2,rs1,offs13", 0x00005063, "alias"],
  ["bgtu", "rs2,rs1,offs13", 0x00006063, "alias"],
  ["bleu", "rs2,rs1,offs13", 0x00007063, "alias"],
  ["j", "offs21", 0x0000006f, "alias"],
  ["jal", "offs21", 0x000000ef, "alias"],
  ["jr", "rs1", 0x00000067, "alias"],
  ["jr", "simm12(rs1)", 0x00000067, "alias"],
  ["jr", "rs1,simm12", 0x00000067, "alias"],
  ["jalr", "rs1", 0x000000e7, "alias"],
  ["jalr", "simm12(rs1)", 0x000000e7, "alias"],
  ["jalr", "rs1,simm12", 0x000000e7, "alias"],
  ["jalr", "rd,rs1", 0x00000067, "alias"],
  ["jalr", "rd,rs1,simm12", 0x00000067, "alias"],
  ["ret", "", 0x00008067, "alias"],
  ["fence", "", 0x0ff0000f, "alias"],
  ["scall", "", 0x00000073, "alias"],
  ["sbreak", "", 0x00100073, "alias"],
];

export const RV32I: Extension = { name: "i", rows: [...BASE, ...REG_REG, ...ALIASES] };
