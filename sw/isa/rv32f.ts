/** F and, on integer registers, Zfinx (RISC-V unprivileged manual, chapters "F" and "Zfinx"). */
import { FLOAT_OPERANDS, moveRows, pseudoRows, scalarRows, SINGLE } from "./float-rows.js";
import type { Extension, Row } from "./row.js";

const CSR = { fflags: 0x00100000, frm: 0x00200000, fcsr: 0x00300000 };
const [WRITE, READ, WRITE_IMMEDIATE] = [0x1073, 0x2073, 0x5073];

/** Reads and swaps of one CSR; a write alone gives up the old value. */
const csrRows = (read: string, write: string, csr: number): Row[] => [
  [read, "rd", csr | READ, "alias"],
  [write, "rd,rs1", csr | WRITE, "alias"],
  [write, "rs1", csr | WRITE, "alias"],
];
const csrImmediateRows = (write: string, csr: number): Row[] => [
  [write, "rd,zimm5", csr | WRITE_IMMEDIATE, "alias"],
  [write, "zimm5", csr | WRITE_IMMEDIATE, "alias"],
];

export const RV32F: Extension = {
  name: "f",
  onIntegers: "zfinx",
  operands: FLOAT_OPERANDS,
  rows: [
    ["flw", "frd,simm12(rs1)", 0x00002007],
    ["fsw", "frs2,simm12s(rs1)", 0x00002027],
    ...scalarRows(SINGLE),
    ...moveRows(SINGLE, "w"),
    ...moveRows(SINGLE, "s", "alias"),
    ...pseudoRows(SINGLE),
    ...csrRows("frcsr", "fscsr", CSR.fcsr),
    ...csrRows("frsr", "fssr", CSR.fcsr),
    ...csrRows("frrm", "fsrm", CSR.frm),
    ...csrRows("frflags", "fsflags", CSR.fflags),
    ...csrImmediateRows("fsrmi", CSR.frm),
    ...csrImmediateRows("fsflagsi", CSR.fflags),
  ],
};
