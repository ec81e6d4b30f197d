import { type Instruction, Unit } from "./instruction.js";
import { PULP_AMOUNT, PULP_BYTE, PULP_ROUND, PULP_SCALAR, PULP_UNSIGNED, PulpOp } from "./pulp-op.js";

/** What the fields of a word mean beside rd and rs1. */
interface Form {
  /** Bits that tell instructions of this form apart. */
  readonly mask: number;
  /** Operand b; rs2 without it. */
  readonly immediate?: (word: number) => number;
  readonly unary?: boolean;
  /** Operand c: the old rd, or x0 for what shares its operation with an accumulating instruction. */
  readonly third?: "rd" | "x0" | undefined;
  /** Bits 29:25 are the amount of the operation. */
  readonly amount?: boolean;
}

/** Bits that match, form, operation. */
type Row = readonly [match: number, form: Form, op: number];

const bits = (word: number, from: number, count: number) => (word >>> from) & ((1 << count) - 1);

/** Lowest bit and length less one of a bit field, placed as in rs2 of the register forms. */
const fieldPlace = (word: number) => bits(word, 20, 10);
const reversePlace = (word: number) => bits(word, 20, 5);
const clipBound = (word: number) => Math.max(((1 << bits(word, 20, 5)) >>> 1) - 1, 0);

/** The six bits of an immediate lie in 24:20 and 25, the lowest last. */
const imm6 = (word: number) => (bits(word, 20, 5) << 1) | bits(word, 25, 1);
const signed6 = (word: number) => (imm6(word) << 26) >> 26;
const halves = (element: number) => Math.imul(element & 0xffff, 0x0001_0001);
const bytes = (element: number) => Math.imul(element & 0xff, 0x0101_0101);

/** Two bits for each of the lower three bytes; which byte becomes the uppermost is part of the opcode. */
function byteSelectors(word: number): number {
  const imm = imm6(word);
  return (bits(word, 27, 2) << 24) | ((imm >> 4) << 16) | (((imm >> 2) & 3) << 8) | (imm & 3);
}
const halfSelectors = (word: number) => (imm6(word) & 1) | ((imm6(word) & 2) << 15);

const REGISTERS = 0xfe00_707f;
const UNARY: Form = { mask: 0xfff0_707f, unary: true };
const BINARY: Form = { mask: REGISTERS };
const TERNARY: Form = { mask: REGISTERS, third: "rd" };
const FIELD: Form = { mask: 0xc000_707f, immediate: fieldPlace };
const CLIP: Form = { mask: REGISTERS, immediate: clipBound };
const REVERSE: Form = { mask: REGISTERS, immediate: reversePlace };
const SHIFTED: Form = { mask: 0xc000_707f, amount: true };
const SIX_BITS = 0xfc00_707f;
const HALF_INDEX: Form = { mask: SIX_BITS, immediate: (word) => imm6(word) & 1 };
const BYTE_INDEX: Form = { mask: SIX_BITS, immediate: (word) => imm6(word) & 3 };
const HALF_SELECTORS: Form = { mask: SIX_BITS, immediate: halfSelectors };
const BYTE_SELECTORS: Form = { mask: SIX_BITS, immediate: byteSelectors };

/** Major opcode 0x33. */
const SCALAR: readonly Row[] = [
  [0x4200_0033, TERNARY, PulpOp.mac],
  [0x4200_1033, TERNARY, PulpOp.msu],
  [0x0400_0033, UNARY, PulpOp.abs],
  [0x0400_2033, BINARY, PulpOp.setLessEqual],
  [0x0400_3033, BINARY, PulpOp.setLessEqual | PULP_UNSIGNED],
  [0x0400_4033, BINARY, PulpOp.min],
  [0x0400_5033, BINARY, PulpOp.min | PULP_UNSIGNED],
  [0x0400_6033, BINARY, PulpOp.max],
  [0x0400_7033, BINARY, PulpOp.max | PULP_UNSIGNED],
  [0x0800_5033, BINARY, PulpOp.rotateRight],
  [0x1000_0033, UNARY, PulpOp.findFirst],
  [0x1000_1033, UNARY, PulpOp.findLast],
  [0x1000_2033, UNARY, PulpOp.countLeading],
  [0x1000_3033, UNARY, PulpOp.countOnes],
  [0x1000_4033, UNARY, PulpOp.extendHalf],
  [0x1000_5033, UNARY, PulpOp.extendHalf | PULP_UNSIGNED],
  [0x1000_6033, UNARY, PulpOp.extendByte],
  [0x1000_7033, UNARY, PulpOp.extendByte | PULP_UNSIGNED],
  [0x1400_1033, CLIP, PulpOp.clip],
  [0x1400_2033, CLIP, PulpOp.clip | PULP_UNSIGNED],
  [0x1400_5033, BINARY, PulpOp.clip],
  [0x1400_6033, BINARY, PulpOp.clip | PULP_UNSIGNED],
  [0xc000_5033, REVERSE, PulpOp.bitReverse2],
  [0xc200_5033, REVERSE, PulpOp.bitReverse4],
  [0xc400_5033, REVERSE, PulpOp.bitReverse8],
  [0xc600_5033, REVERSE, PulpOp.bitReverse2],
  ...bitField(0, PulpOp.extract),
  ...bitField(1, PulpOp.extract | PULP_UNSIGNED),
  ...bitField(2, PulpOp.insert, "rd"),
  ...bitField(3, PulpOp.clear),
  ...bitField(4, PulpOp.set),
];

/** A bit field placed by rs2 or by an immediate. */
function bitField(funct3: number, op: number, third?: "rd"): readonly Row[] {
  return [
    [0x8000_0033 | (funct3 << 12), { ...BINARY, third }, op],
    [0xc000_0033 | (funct3 << 12), { ...FIELD, third }, op],
  ];
}

/** Major opcode 0x5B: bits 31:30 choose halves and sign, or the source of the amount and sign; funct3 bit 2 rounds. */
const SHIFTING: readonly Row[] = [0, PULP_ROUND].flatMap((round) => {
  const base = 0x5b | (round === 0 ? 0 : 0x4000);
  return [
    ...[PulpOp.macLow | PULP_UNSIGNED, PulpOp.macHigh | PULP_UNSIGNED, PulpOp.macLow, PulpOp.macHigh].flatMap(
      (op, select): readonly Row[] => [
        [base | (select << 30), { ...SHIFTED, third: "x0" }, op | round],
        [base | (select << 30) | 0x1000, { ...SHIFTED, third: "rd" }, op | round],
      ],
    ),
    ...[0, PULP_UNSIGNED].flatMap((sign): readonly Row[] => {
      const match = base | (sign === 0 ? 0 : 1 << 31) | 0x2000;
      return [
        [match, SHIFTED, PulpOp.addShift | sign | round],
        [match | 0x1000, SHIFTED, PulpOp.subShift | sign | round],
        [match | (1 << 30), TERNARY, PulpOp.addShiftRegister | sign | round],
        [match | (1 << 30) | 0x1000, TERNARY, PulpOp.subShiftRegister | sign | round],
      ];
    }),
  ];
});

/** Operations of major opcode 0x57 on all elements by bits 31:26, with bit 2 of funct3 for scalars and bit 1 for immediates. */
const ELEMENTWISE: readonly (readonly [funct6: number, op: number, third?: "rd" | "x0"])[] = [
  [0x00, PulpOp.vAdd],
  [0x01, PulpOp.vEqual],
  [0x02, PulpOp.vSub],
  [0x03, PulpOp.vNotEqual],
  [0x04, PulpOp.vAverage],
  [0x05, PulpOp.vGreater],
  [0x06, PulpOp.vAverage | PULP_UNSIGNED],
  [0x07, PulpOp.vGreaterEqual],
  [0x08, PulpOp.vMin],
  [0x09, PulpOp.vLess],
  [0x0a, PulpOp.vMin | PULP_UNSIGNED],
  [0x0b, PulpOp.vLessEqual],
  [0x0c, PulpOp.vMax],
  [0x0d, PulpOp.vGreater | PULP_UNSIGNED],
  [0x0e, PulpOp.vMax | PULP_UNSIGNED],
  [0x0f, PulpOp.vGreaterEqual | PULP_UNSIGNED],
  [0x10, PulpOp.vShiftRight | PULP_UNSIGNED],
  [0x11, PulpOp.vLess | PULP_UNSIGNED],
  [0x12, PulpOp.vShiftRight],
  [0x13, PulpOp.vLessEqual | PULP_UNSIGNED],
  [0x14, PulpOp.vShiftLeft],
  [0x16, PulpOp.vOr],
  [0x18, PulpOp.vXor],
  [0x1a, PulpOp.vAnd],
  [0x20, PulpOp.dotUnsigned | PULP_UNSIGNED, "x0"],
  [0x22, PulpOp.dotUnsigned, "x0"],
  [0x26, PulpOp.dot, "x0"],
  [0x28, PulpOp.dotUnsigned | PULP_UNSIGNED, "rd"],
  [0x2a, PulpOp.dotUnsigned, "rd"],
  [0x2e, PulpOp.dot, "rd"],
];

const elementwise: readonly Row[] = ELEMENTWISE.flatMap(([funct6, op, third]): readonly Row[] => {
  const match = 0x57 | (funct6 << 26);
  const immediate = op & PULP_UNSIGNED ? imm6 : signed6;
  const registers: Form = { ...BINARY, third };
  return [
    [match, registers, op],
    [match | 0x1000, registers, op | PULP_BYTE],
    [match | 0x4000, registers, op | PULP_SCALAR],
    [match | 0x5000, registers, op | PULP_SCALAR | PULP_BYTE],
    [match | 0x6000, { mask: SIX_BITS, third, immediate: (word) => halves(immediate(word)) }, op],
    [match | 0x7000, { mask: SIX_BITS, third, immediate: (word) => bytes(immediate(word)) }, op | PULP_BYTE],
  ];
});

/** The other operations of major opcode 0x57. */
const ARRANGING: readonly Row[] = [
  [0x7000_0057, UNARY, PulpOp.vAbs],
  [0x7000_1057, UNARY, PulpOp.vAbs | PULP_BYTE],
  [0x7800_6057, HALF_INDEX, PulpOp.vExtract],
  [0x7800_7057, BYTE_INDEX, PulpOp.vExtract | PULP_BYTE],
  [0x9000_6057, HALF_INDEX, PulpOp.vExtract | PULP_UNSIGNED],
  [0x9000_7057, BYTE_INDEX, PulpOp.vExtract | PULP_UNSIGNED | PULP_BYTE],
  [0xb000_6057, { ...HALF_INDEX, third: "rd" }, PulpOp.vInsert],
  [0xb000_7057, { ...BYTE_INDEX, third: "rd" }, PulpOp.vInsert | PULP_BYTE],
  [0xc000_0057, BINARY, PulpOp.vShuffle],
  [0xc000_1057, BINARY, PulpOp.vShuffle | PULP_BYTE],
  [0xc000_6057, HALF_SELECTORS, PulpOp.vShuffle],
  [0xc000_7057, BYTE_SELECTORS, PulpOp.vShuffle | PULP_BYTE],
  [0xe800_7057, BYTE_SELECTORS, PulpOp.vShuffle | PULP_BYTE],
  [0xf000_7057, BYTE_SELECTORS, PulpOp.vShuffle | PULP_BYTE],
  [0xf800_7057, BYTE_SELECTORS, PulpOp.vShuffle | PULP_BYTE],
  [0xc800_0057, TERNARY, PulpOp.vShuffle2],
  [0xc800_1057, TERNARY, PulpOp.vShuffle2 | PULP_BYTE],
  [0xd000_0057, BINARY, PulpOp.pack],
  [0xd200_0057, BINARY, PulpOp.packUpper],
  [0xd800_1057, TERNARY, PulpOp.packBytesHigh],
  [0xe000_1057, TERNARY, PulpOp.packBytesLow],
  [0x5c00_0057, UNARY, PulpOp.complexConjugate],
  ...divided(0x5400_0057, TERNARY, PulpOp.complexReal),
  ...divided(0x5600_0057, TERNARY, PulpOp.complexImaginary),
  ...divided(0x6c00_0057, BINARY, PulpOp.subRotate),
  ...divided(0x7400_0057, BINARY, PulpOp.addHalve).slice(1),
  ...divided(0x6400_0057, BINARY, PulpOp.subHalve).slice(1),
];

/** Forms that divide the result by 1, 2, 4 and 8. */
function divided(match: number, form: Form, op: number): readonly Row[] {
  return [0, 1, 2, 3].map((amount): Row => [match | (amount << 13), form, op | (amount << PULP_AMOUNT)]);
}

/** Major opcode and funct3, which every mask has. */
const group = (word: number) => (bits(word, 12, 3) << 5) | bits(word, 2, 5);

const ROWS: readonly Row[] = [...SCALAR, ...SHIFTING, ...elementwise, ...ARRANGING];
const GROUPS = Array.from({ length: 256 }, (_unused, index) => ROWS.filter(([match]) => group(match) === index));

/**
 * Decodes the single-clock integer instructions of Xpulp (CV32E40P manual, "CORE-V Instruction Set Extensions", with the
 * encodings of the cluster's core) into `d`, whose registers are those of the word.
 * @returns false, and `d` as it was, for all other words
 */
export function decodePulp(d: Instruction, word: number): boolean {
  const row = GROUPS[group(word)].find(([match, { mask }]) => ((word ^ match) & mask) === 0);
  if (row === undefined) return false;
  const [, form, op] = row;
  d.unit = Unit.pulp;
  d.pulpOp = form.amount ? op | (bits(word, 25, 5) << PULP_AMOUNT) : op;
  d.writesAlu = true;
  d.usesRs1 = true;
  d.usesRs2 = !form.unary && form.immediate === undefined;
  d.usesRs3 = form.third !== undefined;
  d.rs3 = form.third === "rd" ? d.rd : 0;
  d.bIsImm = form.immediate !== undefined;
  d.imm = form.immediate?.(word) ?? 0;
  return true;
}
