/** M and A (RISC-V unprivileged manual, chapters "M" and "A"). */
import type { Extension, Row } from "./row.js";

export const RV32M: Extension = {
  name: "m",
  rows: [
    ["mul", "rd,rs1,rs2", 0x02000033],
    ["mulh", "rd,rs1,rs2", 0x02001033],
    ["mulhsu", "rd,rs1,rs2", 0x02002033],
    ["mulhu", "rd,rs1,rs2", 0x02003033],
    ["div", "rd,rs1,rs2", 0x02004033],
    ["divu", "rd,rs1,rs2", 0x02005033],
    ["rem", "rd,rs1,rs2", 0x02006033],
    ["remu", "rd,rs1,rs2", 0x02007033],
  ],
};

const ATOMIC: [name: string, syntax: string, match: number][] = [
  ["lr.w", "rd,(rs1)", 0x1000202f],
  ["sc.w", "rd,rs2,(rs1)", 0x1800202f],
  ["amoswap.w", "rd,rs2,(rs1)", 0x0800202f],
  ["amoadd.w", "rd,rs2,(rs1)", 0x0000202f],
  ["amoxor.w", "rd,rs2,(rs1)", 0x2000202f],
  ["amoand.w", "rd,rs2,(rs1)", 0x6000202f],
  ["amoor.w", "rd,rs2,(rs1)", 0x4000202f],
  ["amomin.w", "rd,rs2,(rs1)", 0x8000202f],
  ["amomax.w", "rd,rs2,(rs1)", 0xa000202f],
  ["amominu.w", "rd,rs2,(rs1)", 0xc000202f],
  ["amomaxu.w", "rd,rs2,(rs1)", 0xe000202f],
];

/** Acquire is bit 26, release bit 25. */
const withOrdering = ([name, syntax, match]: [string, string, number]): Row[] => [
  [name, syntax, match],
  [`${name}.aq`, syntax, match + 0x04000000],
  [`${name}.rl`, syntax, match + 0x02000000],
  [`${name}.aqrl`, syntax, match + 0x06000000],
];

export const RV32A: Extension = { name: "a", rows: ATOMIC.flatMap(withOrdering) };
