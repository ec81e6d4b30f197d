/** Xpulp: hardware loops, loads and stores with post-increment or register offset, branches on a small number. */
import { B_TYPE, offset, reg, simm, special, type Operand } from "./operands.js";
import type { Row } from "./row.js";

export const MEMORY_OPERANDS: Readonly<Record<string, Operand>> = {
  L: special("loop", [7, 1, 0]),
  /** Of the last instruction of a loop body, or of its first for `lp.starti`. */
  end: offset([[20, 12, 1]], false),
  endShort: offset([[15, 5, 1]], false),
  /** The offset register of a store. */
  rs3d: reg("x", 7),
  simm5: simm([[20, 5, 0]]),
  branch: offset(B_TYPE, true),
};

const LOOPS: readonly Row[] = [
  ["lp.starti", "L,end", 0x0000007b],
  ["lp.endi", "L,end", 0x0000107b],
  ["lp.count", "L,rs1", 0x0000207b],
  ["lp.counti", "L,uimm12", 0x0000307b],
  ["lp.setup", "L,rs1,end", 0x0000407b],
  ["lp.setupi", "L,uimm12,endShort", 0x0000507b],
];

/** One addressing mode under the mnemonic of the toolchain, and under the longer name of the reference table. */
const access = (mnemonic: string, mode: string, syntax: string, match: number): Row[] => [
  [mnemonic, syntax, match],
  [`${mnemonic}_${mode}`, syntax, match, "alias"],
];

const LOADS = ["lb", "lh", "lw", "", "lbu", "lhu"].flatMap((name, width): Row[] =>
  name === ""
    ? []
    : [
        ...access(`p.${name}`, "ipost", "rd,simm12(rs1!)", 0x0000000b | (width << 12)),
        ...access(`p.${name}`, "rpost", "rd,rs2(rs1!)", 0x0000700b | (width << 28)),
        ...access(`p.${name}`, "r", "rd,rs2(rs1)", 0x00007003 | (width << 28)),
      ],
);

const STORES = ["sb", "sh", "sw"].flatMap((name, width): Row[] => [
  ...access(`p.${name}`, "ipost", "rs2,simm12s(rs1!)", 0x0000002b | (width << 12)),
  ...access(`p.${name}`, "rpost", "rs2,rs3d(rs1!)", 0x0000402b | (width << 12)),
  ...access(`p.${name}`, "r", "rs2,rs3d(rs1)", 0x00004023 | (width << 12)),
]);

export const MEMORY: readonly Row[] = [
  ...LOOPS,
  ...LOADS,
  ["p.elw", "rd,simm12(rs1)", 0x00006003],
  ...STORES,
  ["p.beqimm", "rs1,simm5,branch", 0x00002063],
  ["p.bneimm", "rs1,simm5,branch", 0x00003063],
];
