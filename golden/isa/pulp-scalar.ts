/** Integer instructions of Xpulp on whole registers (RI5CY user manual, "ALU" and "Multiply-Accumulate"). */
import { sext } from "./bits.js";
import { integerRow, rs2Of, type IsaRow } from "./row.js";

const BINARY = 0xfe00707f;
const UNARY = 0xfff0707f;
const FIELD = 0xc000707f;

const ones = (count: number) => 2 ** count - 1;
/** Is3: length of a field less one, or the shift of the p.…N forms. */
const is3Of = (word: number) => (word >>> 25) & 31;
/** 2^(shift-1), what rounding adds before a shift. */
const half = (shift: number) => (shift === 0 ? 0 : 2 ** (shift - 1));

function leadingSignBits(value: number): number {
  return value === 0 ? 0 : Math.clz32(value & 0x80000000 ? ~value : value) - 1;
}

function countOnes(value: number): number {
  let count = 0;
  for (let bit = 0; bit < 32; bit++) count += (value >>> bit) & 1;
  return count;
}

/** Clamps to [~bound, bound], or [0, bound]; where the bound is negative as the RTL's adder and comparator decide. */
function clip(a: number, bound: number, unsigned: boolean): number {
  const [value, upper] = [a | 0, bound | 0];
  if (value > upper) return upper;
  if (unsigned && value < 0) return 0;
  return ((value + upper + (unsigned ? 0 : 1)) | 0) < 0 ? ~upper : value;
}

/** Upper bound of p.clip and p.clipu. */
const clipBound = (word: number) => (rs2Of(word) === 0 ? 0 : 2 ** (rs2Of(word) - 1) - 1);

/** Digits of `width` bits in reverse order; a last incomplete digit is left out. */
function reverseDigits(value: number, width: number): number {
  let result = 0;
  for (let at = 0; at + width <= 32; at += width) {
    result |= ((value >>> (32 - width - at)) & ones(width)) << at;
  }
  return result;
}

/** Field operations on `a` with a field of `length` bits from `at` on; `d` is the old rd. */
const FIELDS: ((a: number, length: number, at: number, d: number) => number)[] = [
  (a, length, at) => sext((a | 0) >> at, length),
  (a, length, at) => ((a >>> at) & ones(length)) >>> 0,
  (a, length, at, d) => (d & ~(ones(length) << at)) | ((a & ones(length)) << at),
  (a, length, at) => a & ~(ones(length) << at),
  (a, length, at) => a | (ones(length) << at),
];

/** `p.extract` … with immediates and, with both in rs2, their `r` forms. */
const fieldRows = FIELDS.flatMap((field, funct3) => [
  integerRow(0xc0000033 | (funct3 << 12), FIELD, (a, _, d, word) => field(a, is3Of(word) + 1, rs2Of(word), d)),
  integerRow(0x80000033 | (funct3 << 12), BINARY, (a, b, d) => field(a, ((b >>> 5) & 31) + 1, b & 31, d)),
]);

/** Signed or unsigned right shift of a 32-bit sum. */
const shiftSum = (sum: number, shift: number, signed: boolean) => (signed ? (sum | 0) >> shift : sum >>> shift);

/** `p.mul…N` and `p.mac…N`: a product of halves, perhaps plus rd, perhaps rounded, shifted right. */
const halfProductRows = [false, true].flatMap((accumulates) =>
  [false, true].flatMap((rounds) =>
    [0, 1, 2, 3].map((kind) => {
      const [high, signed] = [(kind & 1) !== 0, (kind & 2) !== 0];
      const part = (value: number) => {
        const bits = high ? value >>> 16 : value & 0xffff;
        return signed ? sext(bits, 16) : bits;
      };
      const match = (kind << 30) | (rounds ? 0x4000 : 0) | (accumulates ? 0x1000 : 0) | 0x5b;
      return integerRow(match, FIELD, (a, b, d, word) => {
        const shift = is3Of(word);
        const sum = part(a) * part(b) + (accumulates ? d : 0) + (rounds ? half(shift) : 0);
        return shiftSum(sum, shift, signed);
      });
    }),
  ),
);

/** `p.addN`, `p.subN` and their forms; the `r` forms shift by rs2 and take rd and rs1 as operands. */
const shiftedSumRows = [1, -1].flatMap((sign) =>
  [false, true].flatMap((rounds) =>
    [false, true].flatMap((signed) => {
      const match = (sign < 0 ? 0x1000 : 0) | (rounds ? 0x4000 : 0) | (signed ? 0 : 0x80000000) | 0x205b;
      const compute = (a: number, b: number, shift: number) =>
        shiftSum(a + sign * b + (rounds ? half(shift) : 0), shift, signed);
      return [
        integerRow(match, FIELD, (a, b, _, word) => compute(a, b, is3Of(word))),
        integerRow(match | 0x40000000, BINARY, (a, b, d) => compute(d, a, b & 31)),
      ];
    }),
  ),
);

/** Rows of the integer instructions on whole registers. */
export const PULP_SCALAR_ROWS: readonly IsaRow[] = [
  integerRow(0x42000033, BINARY, (a, b, d) => d + Math.imul(a, b)),
  integerRow(0x42001033, BINARY, (a, b, d) => d - Math.imul(a, b)),
  integerRow(0x04000033, UNARY, (a) => Math.abs(a | 0)),
  integerRow(0x04002033, BINARY, (a, b) => ((a | 0) <= (b | 0) ? 1 : 0)),
  integerRow(0x04003033, BINARY, (a, b) => (a <= b ? 1 : 0)),
  integerRow(0x04004033, BINARY, (a, b) => Math.min(a | 0, b | 0)),
  integerRow(0x04005033, BINARY, (a, b) => Math.min(a, b)),
  integerRow(0x04006033, BINARY, (a, b) => Math.max(a | 0, b | 0)),
  integerRow(0x04007033, BINARY, (a, b) => Math.max(a, b)),
  integerRow(0x08005033, BINARY, (a, b) => (a >>> (b & 31)) | (a << (-b & 31))),
  integerRow(0x10000033, UNARY, (a) => (a === 0 ? 32 : 31 - Math.clz32(a & -a))),
  integerRow(0x10001033, UNARY, (a) => (a === 0 ? 32 : 31 - Math.clz32(a))),
  integerRow(0x10002033, UNARY, leadingSignBits),
  integerRow(0x10003033, UNARY, countOnes),
  integerRow(0x10004033, UNARY, (a) => sext(a, 16)),
  integerRow(0x10005033, UNARY, (a) => a & 0xffff),
  integerRow(0x10006033, UNARY, (a) => sext(a, 8)),
  integerRow(0x10007033, UNARY, (a) => a & 0xff),
  integerRow(0x14001033, BINARY, (a, _b, _d, word) => clip(a, clipBound(word), false)),
  integerRow(0x14002033, BINARY, (a, _b, _d, word) => clip(a, clipBound(word), true)),
  integerRow(0x14005033, BINARY, (a, b) => clip(a, b, false)),
  integerRow(0x14006033, BINARY, (a, b) => clip(a, b, true)),
  ...fieldRows,
  integerRow(0xc0005033, 0xf800707f, (a, _b, _d, word) =>
    reverseDigits(a << rs2Of(word), [1, 2, 3, 1][is3Of(word) & 3]),
  ),
  ...halfProductRows,
  ...shiftedSumRows,
];
