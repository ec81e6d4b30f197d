/**
 * RedMulE as an instruction set extension. The order of the operands is this project's:
 * `mcnfig rs1, rs2` with rs1 = K << 16 | M and rs2 = N;
 * `marith rs1, rs2, rs3, cfmt, op, fmt` with the addresses of X, W and Z, and the fields of register 0x54.
 */
import { uimm } from "./operands.js";
import type { Extension } from "./row.js";

export const TENSOR: Extension = {
  name: "xtensor",
  rows: [
    ["mcnfig", "rs1,rs2", 0x0000000b],
    ["marith", "rs1,rs2,rs3,cfmt,op,fmt", 0x0000002b],
  ],
  operands: { cfmt: uimm([[14, 1, 0]]), op: uimm([[10, 3, 0]]), fmt: uimm([[7, 3, 0]]) },
};
