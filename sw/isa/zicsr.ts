/** Zicsr with its aliases (RISC-V unprivileged manual, chapter "Zicsr"). */
import type { Extension, Row } from "./row.js";

const readCounter = (name: string, csr: number): Row => [name, "rd", ((csr << 20) | 0x2073) >>> 0, "alias"];

export const ZICSR: Extension = {
  name: "zicsr",
  rows: [
    ["csrrw", "rd,csr,rs1", 0x00001073],
    ["csrrs", "rd,csr,rs1", 0x00002073],
    ["csrrc", "rd,csr,rs1", 0x00003073],
    ["csrrwi", "rd,csr,zimm5", 0x00005073],
    ["csrrsi", "rd,csr,zimm5", 0x00006073],
    ["csrrci", "rd,csr,zimm5", 0x00007073],
    ["csrrw", "rd,csr,zimm5", 0x00005073, "alias"],
    ["csrrs", "rd,csr,zimm5", 0x00006073, "alias"],
    ["csrrc", "rd,csr,zimm5", 0x00007073, "alias"],
    ["csrr", "rd,csr", 0x00002073, "alias"],
    ["csrw", "csr,rs1", 0x00001073, "alias"],
    ["csrs", "csr,rs1", 0x00002073, "alias"],
    ["csrc", "csr,rs1", 0x00003073, "alias"],
    ["csrw", "csr,zimm5", 0x00005073, "alias"],
    ["csrs", "csr,zimm5", 0x00006073, "alias"],
    ["csrc", "csr,zimm5", 0x00007073, "alias"],
    ["csrwi", "csr,zimm5", 0x00005073, "alias"],
    ["csrsi", "csr,zimm5", 0x00006073, "alias"],
    ["csrci", "csr,zimm5", 0x00007073, "alias"],
    readCounter("rdcycle", 0xc00),
    readCounter("rdtime", 0xc01),
    readCounter("rdinstret", 0xc02),
    readCounter("rdcycleh", 0xc80),
    readCounter("rdtimeh", 0xc81),
    readCounter("rdinstreth", 0xc82),
  ],
};
