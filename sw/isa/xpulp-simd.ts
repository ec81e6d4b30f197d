/** Xpulp: packed integers of 16 (`.h`) and 8 bits (`.b`), complex numbers, and dot products that load their operands. */
import { simm, uimm, type Operand, type Piece } from "./operands.js";
import type { Row } from "./row.js";

const IMM6: Piece[] = [
  [20, 5, 1],
  [25, 1, 0],
];
export const SIMD_OPERANDS: Readonly<Record<string, Operand>> = { simm6: simm(IMM6), uimm6: uimm(IMM6) };

const WIDTHS = ["h", "b"];
/** An operation's place: bits 31:24 of its instructions. */
const at = (top: number, funct3: number): number => ((top << 24) | (funct3 << 12) | 0x57) >>> 0;

/** With a register, with its element 0 replicated (`.sc`), and with a replicated number (`.sci`). */
const elementwise = (name: string, top: number, immediate: "simm6" | "uimm6"): Row[] =>
  WIDTHS.flatMap((width, bit): Row[] => [
    [`pv.${name}.${width}`, "rd,rs1,rs2", at(top, bit)],
    [`pv.${name}.sc.${width}`, "rd,rs1,rs2", at(top, 4 + bit)],
    [`pv.${name}.sci.${width}`, `rd,rs1,${immediate}`, at(top, 6 + bit)],
  ]);

/** Operations by name and place; numbers sign-extended. */
const SIGNED = {
  ...{ add: 0x00, sub: 0x08, avg: 0x10, min: 0x20, max: 0x30 },
  ...{ srl: 0x40, sra: 0x48, sll: 0x50, or: 0x58, xor: 0x60, and: 0x68 },
  ...{ dotusp: 0x88, dotsp: 0x98, sdotusp: 0xa8, sdotsp: 0xb8 },
  ...{ cmpeq: 0x04, cmpne: 0x0c, cmpgt: 0x14, cmpge: 0x1c, cmplt: 0x24, cmple: 0x2c },
};
/** The same with numbers zero-extended. */
const UNSIGNED = {
  ...{ avgu: 0x18, minu: 0x28, maxu: 0x38, dotup: 0x80, sdotup: 0xa0 },
  ...{ cmpgtu: 0x34, cmpgeu: 0x3c, cmpltu: 0x44, cmpleu: 0x4c },
};

const oneElement = (name: string, top: number): Row[] =>
  WIDTHS.map((width, bit): Row => [`pv.${name}.${width}`, "rd,rs1,uimm6", at(top, 6 + bit)]);

const byWidth = (name: string, top: number, syntax: string): Row[] =>
  WIDTHS.map((width, bit): Row => [`pv.${name}.${width}`, syntax, at(top, bit)]);

const SHUFFLES: readonly Row[] = [
  ...byWidth("shuffle", 0xc0, "rd,rs1,rs2"),
  ["pv.shuffle.sci.h", "rd,rs1,uimm6", at(0xc0, 6)],
  ...[0xc0, 0xe8, 0xf0, 0xf8].map((top, index): Row => [`pv.shuffleI${index}.sci.b`, "rd,rs1,uimm6", at(top, 7)]),
  ...byWidth("shuffle2", 0xc8, "rd,rs1,rs2"),
  ["pv.pack", "rd,rs1,rs2", at(0xd0, 0)],
  ["pv.pack.h", "rd,rs1,rs2", at(0xd2, 0)],
  ["pv.packhi.b", "rd,rs1,rs2", at(0xd8, 1)],
  ["pv.packlo.b", "rd,rs1,rs2", at(0xe0, 1)],
];

/** The result divided by 1, 2, 4 or 8, from the index `first` of these on. */
const divided = (name: string, top: number, first = 0): Row[] =>
  ["", ".div2", ".div4", ".div8"]
    .map((suffix, index): Row => [`pv.${name}${suffix}`, "rd,rs1,rs2", at(top, 2 * index)])
    .slice(first);

const COMPLEX: readonly Row[] = [
  ...divided("cplxmul.h.r", 0x54),
  ...divided("cplxmul.h.i", 0x56),
  ...divided("subrotmj.h", 0x6c),
  ["pv.cplxconj.h", "rd,rs1", at(0x5c, 0)],
  ...divided("add.h", 0x74, 1),
  ...divided("sub.h", 0x64, 1),
];

/** The weight and activation registers are chosen and loaded by the number (PULP-NN's MAC-load). */
const LOADING = Object.entries({ mlsdotsp: 0xf8, mlsdotsup: 0xe8, mlsdotup: 0xe0, mlsdotusp: 0xd8 }).flatMap(
  ([name, top]) =>
    ["h", "b", "n", "c"].map((width, funct3): Row => [
      `pv.${name}.${width}`,
      "rd,rs1,uimm5",
      (at(top, funct3) | 0x20) >>> 0,
    ]),
);

export const SIMD: readonly Row[] = [
  ...Object.entries(SIGNED).flatMap(([name, top]) => elementwise(name, top, "simm6")),
  ...Object.entries(UNSIGNED).flatMap(([name, top]) => elementwise(name, top, "uimm6")),
  ...byWidth("abs", 0x70, "rd,rs1"),
  ...oneElement("extract", 0x78),
  ...oneElement("extractu", 0x90),
  ...oneElement("insert", 0xb0),
  ...SHUFFLES,
  ...COMPLEX,
  ...LOADING,
];
