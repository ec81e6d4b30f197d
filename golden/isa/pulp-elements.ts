/** Packed integers of Xpulp: instructions that move elements, and complex numbers (RI5CY user manual, "Vectorial"). */
import { sext } from "./bits.js";
import { cut, fromLanes, imm6Of, lanesOf, packedMatch, PACKED_BINARY, PACKED_IMMEDIATE } from "./lanes.js";
import { integerRow, type IsaRow } from "./row.js";

/** The element that an immediate names; its upper bit is instr[20]. */
const index = (word: number, bits: number) =>
  cut((((word >>> 20) & 1) << 1) | ((word >>> 25) & 1), bits === 16 ? 1 : 2);
const elementRows = [16, 8].flatMap((bits, byte) => [
  integerRow(
    packedMatch(0x3c, 6 + byte),
    PACKED_IMMEDIATE,
    (a, _b, _d, word) => lanesOf(a, bits, true)[index(word, bits)],
  ),
  integerRow(
    packedMatch(0x48, 6 + byte),
    PACKED_IMMEDIATE,
    (a, _b, _d, word) => lanesOf(a, bits, false)[index(word, bits)],
  ),
  integerRow(packedMatch(0x58, 6 + byte), PACKED_IMMEDIATE, (a, _b, d, word) =>
    fromLanes(lanesOf(d, bits, false).with(index(word, bits), a), bits),
  ),
]);

/** `pv.shuffle`, and `pv.shuffle2`, whose selectors have one more bit: rs1 (1) or the old rd (0). */
const shuffleRows = [16, 8].flatMap((bits, byte) => {
  const count = 32 / bits;
  return [
    integerRow(packedMatch(0x60, byte), PACKED_BINARY, (a, b) => {
      const from = lanesOf(a, bits, false);
      return fromLanes(
        lanesOf(b, bits, false).map((select) => from[select % count]),
        bits,
      );
    }),
    integerRow(packedMatch(0x64, byte), PACKED_BINARY, (a, b, d) => {
      const from = [...lanesOf(d, bits, false), ...lanesOf(a, bits, false)];
      return fromLanes(
        lanesOf(b, bits, false).map((select) => from[select % (2 * count)]),
        bits,
      );
    }),
  ];
});

/** `pv.shuffle.sci.h` and `pv.shuffleI0…3.sci.b`: the byte form names the top element in its opcode. */
const fixedShuffleRows = [
  integerRow(packedMatch(0x60, 6), PACKED_IMMEDIATE, (a, _b, _d, word) => {
    const from = lanesOf(a, 16, false);
    return fromLanes([from[(word >>> 25) & 1], from[(word >>> 20) & 1]], 16);
  }),
  ...[0x60, 0x74, 0x78, 0x7c].map((funct7, top) =>
    integerRow(packedMatch(funct7, 7), PACKED_IMMEDIATE, (a, _b, _d, word) => {
      const from = lanesOf(a, 8, false);
      const imm6 = imm6Of(word);
      return fromLanes([from[imm6 & 3], from[(imm6 >>> 2) & 3], from[imm6 >>> 4], from[top]], 8);
    }),
  ),
];

const packRows = [
  integerRow(packedMatch(0x68, 0), PACKED_BINARY, (a, b) => (a << 16) | (b & 0xffff)),
  integerRow(packedMatch(0x69, 0), PACKED_BINARY, (a, b) => (a & 0xffff0000) | (b >>> 16)),
  integerRow(packedMatch(0x6c, 1), PACKED_BINARY, (a, b, d) => ((a & 0xff) << 24) | ((b & 0xff) << 16) | (d & 0xffff)),
  integerRow(packedMatch(0x70, 1), PACKED_BINARY, (a, b, d) => (d & 0xffff0000) | ((a & 0xff) << 8) | (b & 0xff)),
];

/** Complex numbers of 16-bit parts, the real one below; funct3 halves the result once, twice or three times more. */
const complexRows = [0, 1, 2, 3].flatMap((halvings) => {
  const halves = (value: number) => lanesOf(value, 16, true);
  const sum = (sign: number) => (a: number, b: number) => {
    const [[ar, ai], [br, bi]] = [halves(a), halves(b)];
    return fromLanes([sext(ar + sign * br, 16) >> halvings, sext(ai + sign * bi, 16) >> halvings], 16);
  };
  const rows = [
    integerRow(packedMatch(0x2a, 2 * halvings), PACKED_BINARY, (a, b, d) => {
      const [[ar, ai], [br, bi]] = [halves(a), halves(b)];
      return fromLanes([(ar * br - ai * bi) >> (15 + halvings), d >>> 16], 16);
    }),
    integerRow(packedMatch(0x2b, 2 * halvings), PACKED_BINARY, (a, b, d) => {
      const [[ar, ai], [br, bi]] = [halves(a), halves(b)];
      return fromLanes([d, (ar * bi + ai * br) >> (15 + halvings)], 16);
    }),
    integerRow(packedMatch(0x36, 2 * halvings), PACKED_BINARY, (a, b) => {
      const [[ar, ai], [br, bi]] = [halves(a), halves(b)];
      return fromLanes([sext(ai - bi, 16) >> halvings, sext(br - ar, 16) >> halvings], 16);
    }),
  ];
  if (halvings === 0) return rows;
  return [
    ...rows,
    integerRow(packedMatch(0x3a, 2 * halvings), PACKED_BINARY, sum(1)),
    integerRow(packedMatch(0x32, 2 * halvings), PACKED_BINARY, sum(-1)),
  ];
});

/** Rows of the instructions that move elements, and of complex arithmetic. */
export const PULP_ELEMENT_ROWS: readonly IsaRow[] = [
  ...elementRows,
  ...shuffleRows,
  ...fixedShuffleRows,
  ...packRows,
  ...complexRows,
  integerRow(packedMatch(0x2e, 0), 0xfff0707f, (a) => fromLanes([a, -(a >>> 16)], 16)),
];
