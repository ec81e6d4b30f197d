/** Xpulp: integer arithmetic, bit manipulation, multiplication and addition with normalisation and rounding. */
import { uimm, type Operand } from "./operands.js";
import type { Row } from "./row.js";

export const ALU_OPERANDS: Readonly<Record<string, Operand>> = {
  /** Shift of the result. */
  I: uimm([[25, 5, 0]]),
  /** Length of a bit field minus one, and its lowest bit. */
  Is3: uimm([[25, 5, 0]]),
  Is2: uimm([[20, 5, 0]]),
  /** Of `p.bitrev`: radix 2, 4 or 8. */
  radix: uimm([[25, 2, 0]]),
};

const ARITHMETIC: readonly Row[] = [
  ["p.mac", "rd,rs1,rs2", 0x42000033],
  ["p.msu", "rd,rs1,rs2", 0x42001033],
  ["p.abs", "rd,rs1", 0x04000033],
  ["p.slet", "rd,rs1,rs2", 0x04002033],
  ["p.sletu", "rd,rs1,rs2", 0x04003033],
  ["p.min", "rd,rs1,rs2", 0x04004033],
  ["p.minu", "rd,rs1,rs2", 0x04005033],
  ["p.max", "rd,rs1,rs2", 0x04006033],
  ["p.maxu", "rd,rs1,rs2", 0x04007033],
  ["p.ror", "rd,rs1,rs2", 0x08005033],
  ["p.clip", "rd,rs1,uimm5", 0x14001033],
  ["p.clipu", "rd,rs1,uimm5", 0x14002033],
  ["p.clipr", "rd,rs1,rs2", 0x14005033],
  ["p.clipur", "rd,rs1,rs2", 0x14006033],
];

const BIT_COUNTS = ["ff1", "fl1", "clb", "cnt", "exths", "exthz", "extbs", "extbz"].map((name, funct3): Row => [
  `p.${name}`,
  "rd,rs1",
  0x10000033 | (funct3 << 12),
]);

/** The field is given by numbers, or with the suffix `r` by rs2. */
const BIT_FIELDS = ["extract", "extractu", "insert", "bclr", "bset"].flatMap((name, funct3): Row[] => [
  [`p.${name}`, "rd,rs1,Is3,Is2", (0xc0000033 | (funct3 << 12)) >>> 0],
  [`p.${name}r`, "rd,rs1,rs2", (0x80000033 | (funct3 << 12)) >>> 0],
]);

/** Products of halves: `p.mulsN` … shift, `p.mulsRN` … round and shift; without a shift `p.muls` …. */
const PRODUCTS = ["mul", "mac"].flatMap((kind, accumulate) =>
  ["u", "hhu", "s", "hhs"].flatMap((halves, index): Row[] => {
    const name = `p.${kind}${halves}`;
    const match = (0x0000005b | (index << 30) | (accumulate << 12)) >>> 0;
    return [
      [name, "rd,rs1,rs2", match],
      [`${name}N`, "rd,rs1,rs2,I", match],
      [`${name}RN`, "rd,rs1,rs2,I", match | 0x4000],
    ];
  }),
);

/** Sums and differences shifted by a number, or with the suffix `r` by rs2 and added to rd. */
const SUMS = ["add", "sub"].flatMap((kind, subtract) =>
  ["", "R"].flatMap((round, rounds) =>
    ["", "u"].flatMap((sign, unsigned): Row[] => {
      const name = `p.${kind}${sign}${round}N`;
      const match = (0x0000205b | (subtract << 12) | (rounds << 14) | (unsigned << 31)) >>> 0;
      return [
        [name, "rd,rs1,rs2,I", match],
        [`${name}r`, "rd,rs1,rs2", (match | 0x40000000) >>> 0],
      ];
    }),
  ),
);

export const ALU: readonly Row[] = [
  ...ARITHMETIC,
  ...BIT_COUNTS,
  ...BIT_FIELDS,
  ["p.bitrev", "rd,rs1,radix,Is2", 0xc0005033],
  ...PRODUCTS,
  ...SUMS,
];
