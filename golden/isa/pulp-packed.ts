/** Packed 16- and 8-bit integers of Xpulp: arithmetic, comparisons, dot products (RI5CY user manual, "Vectorial"). */
import { sext } from "./bits.js";
import { cut, fromLanes, imm6Of, lanesOf, packedMatch, PACKED_BINARY, PACKED_IMMEDIATE } from "./lanes.js";
import { integerRow, type IsaRow } from "./row.js";

/** What becomes of the elements of both operands; `d` is the old rd. */
type Combine = (a: number[], b: number[], bits: number, d: number) => number;
/** funct5, bit 26, whether the operands are signed, and what becomes of them. */
type Operation = readonly [funct5: number, bit26: number, signedA: boolean, signedB: boolean, combine: Combine];

/** The six forms of an operation: elements of 16 or 8 bits, the second operand a register, its element 0 or an immediate repeated. */
function forms([funct5, bit26, signedA, signedB, combine]: Operation): IsaRow[] {
  const funct7 = (funct5 << 2) | (bit26 << 1);
  return [16, 8].flatMap((bits, byte) => {
    const form = (funct3: number, mask: number, second: (b: number, word: number) => number[]) =>
      integerRow(packedMatch(funct7, funct3 + byte), mask, (a, b, d, word) =>
        combine(lanesOf(a, bits, signedA), second(b, word), bits, d),
      );
    const repeated = (value: number) => Array.from({ length: 32 / bits }, () => value);
    return [
      form(0, PACKED_BINARY, (b) => lanesOf(b, bits, signedB)),
      form(4, PACKED_BINARY, (b) => repeated(lanesOf(b, bits, signedB)[0])),
      form(6, PACKED_IMMEDIATE, (_, word) => repeated(signedB ? sext(imm6Of(word), 6) : imm6Of(word))),
    ];
  });
}

/** Element by element. */
const each =
  (compute: (a: number, b: number, bits: number) => number): Combine =>
  (a, b, bits) =>
    fromLanes(
      a.map((value, i) => compute(value, b[i], bits)),
      bits,
    );
const compare = (holds: (a: number, b: number) => boolean) => each((a, b) => (holds(a, b) ? -1 : 0));
const products = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const dot: Combine = products;
const dotAdded: Combine = (a, b, _, d) => d + products(a, b);

const OPERATIONS: readonly Operation[] = [
  [0x00, 0, true, true, each((a, b) => a + b)],
  [0x01, 0, true, true, each((a, b) => a - b)],
  [0x02, 0, true, true, each((a, b, bits) => sext(a + b, bits) >> 1)],
  [0x03, 0, false, false, each((a, b, bits) => cut(a + b, bits) >>> 1)],
  [0x04, 0, true, true, each((a, b) => Math.min(a, b))],
  [0x05, 0, false, false, each((a, b) => Math.min(a, b))],
  [0x06, 0, true, true, each((a, b) => Math.max(a, b))],
  [0x07, 0, false, false, each((a, b) => Math.max(a, b))],
  [0x08, 0, false, true, each((a, b, bits) => a >>> (b & (bits - 1)))],
  [0x09, 0, true, true, each((a, b, bits) => a >> (b & (bits - 1)))],
  [0x0a, 0, true, true, each((a, b, bits) => a << (b & (bits - 1)))],
  [0x0b, 0, true, true, each((a, b) => a | b)],
  [0x0c, 0, true, true, each((a, b) => a ^ b)],
  [0x0d, 0, true, true, each((a, b) => a & b)],
  [0x10, 0, false, false, dot],
  [0x11, 0, false, true, dot],
  [0x13, 0, true, true, dot],
  [0x14, 0, false, false, dotAdded],
  [0x15, 0, false, true, dotAdded],
  [0x17, 0, true, true, dotAdded],
  [0x00, 1, true, true, compare((a, b) => a === b)],
  [0x01, 1, true, true, compare((a, b) => a !== b)],
  [0x02, 1, true, true, compare((a, b) => a > b)],
  [0x03, 1, true, true, compare((a, b) => a >= b)],
  [0x04, 1, true, true, compare((a, b) => a < b)],
  [0x05, 1, true, true, compare((a, b) => a <= b)],
  [0x06, 1, false, false, compare((a, b) => a > b)],
  [0x07, 1, false, false, compare((a, b) => a >= b)],
  [0x08, 1, false, false, compare((a, b) => a < b)],
  [0x09, 1, false, false, compare((a, b) => a <= b)],
];

/** Rows of element-wise arithmetic, comparisons and dot products. */
export const PULP_PACKED_ROWS: readonly IsaRow[] = [
  ...OPERATIONS.flatMap(forms),
  ...[16, 8].map((bits, byte) =>
    integerRow(packedMatch(0x38, byte), 0xfff0707f, (a) => fromLanes(lanesOf(a, bits, true).map(Math.abs), bits)),
  ),
];
