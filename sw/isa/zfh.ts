/** Zfh and, on integer registers, Zhinx (RISC-V unprivileged manual, chapters "Zfh" and "Zfinx"). */
import { conversionRow, FLOAT_OPERANDS, HALF, moveRows, pseudoRows, scalarRows, SINGLE } from "./float-rows.js";
import type { Extension } from "./row.js";

export const ZFH: Extension = {
  name: "zfh",
  onIntegers: "zhinx",
  operands: FLOAT_OPERANDS,
  rows: [
    ["flh", "frd,simm12(rs1)", 0x00001007],
    ["fsh", "frs2,simm12s(rs1)", 0x00001027],
    ...scalarRows(HALF),
    ...moveRows(HALF, "h"),
    conversionRow(SINGLE, HALF, true),
    conversionRow(HALF, SINGLE, false),
    ...pseudoRows(HALF),
  ],
};
