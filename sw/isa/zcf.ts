/** Compressed loads and stores of C with F (RISC-V unprivileged manual, chapter "C"). */
import { popularReg, reg } from "./operands.js";
import type { Extension, Row } from "./row.js";
import { RV32C } from "./rv32c.js";

/** The `c.` mnemonic, and the form that the mnemonic of F takes under `.option rvc`. */
const access = (mnemonic: string, short: string, syntax: string, match: number): Row[] => [
  [short, syntax, match],
  [mnemonic, syntax, match],
];

export const ZCF: Extension = {
  name: "zcf",
  operands: { ...RV32C.operands, frd$: popularReg("f", 2), frs2$: popularReg("f", 2), cfrs2: reg("f", 2) },
  rows: [
    ...access("flw", "c.flw", "frd$,uimm7(rs1$)", 0x6000),
    ...access("fsw", "c.fsw", "frs2$,uimm7(rs1$)", 0xe000),
    ...access("flw", "c.flwsp", "frd,uimm8ls(sp)", 0x6002),
    ...access("fsw", "c.fswsp", "cfrs2,uimm8ss(sp)", 0xe002),
  ],
};
