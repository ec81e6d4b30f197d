/**
 * Xfvec: packed floating point of the smallFloat extensions (source and encodings as in small-float.ts). Bits 13:12 give the
 * format, bit 14 replicates element 0 of rs2 (`.r`). Comparisons, classes and integers live in integer registers.
 */
import { FLOAT_OPERANDS } from "./float-rows.js";
import type { Extension, Row } from "./row.js";
import { SMALL_FLOAT } from "./small-float.js";

const FORMATS: readonly [suffix: string, code: number][] = [
  ["h", 2],
  ["ah", 1],
  ["b", 3],
];
/** Sources of conversions, in the order of their numbers. */
const SOURCES = ["s", "ah", "h", "b"];
const REPLICATE = 1 << 14;
const at = (operation: number, code: number): number => (0x80000033 | (operation << 25) | (code << 12)) >>> 0;

const THREE_OPERANDS: readonly [name: string, operation: number][] = [
  ["vfadd", 1],
  ["vfsub", 2],
  ["vfmul", 3],
  ["vfdiv", 4],
  ["vfmin", 5],
  ["vfmax", 6],
  ["vfmac", 8],
  ["vfmre", 9],
  ["vfdotp", 10],
  ["vfdotpex.s", 11],
  ["vfsgnj", 13],
  ["vfsgnjn", 14],
  ["vfsgnjx", 15],
  ["vfavg", 22],
];
const COMPARISONS = ["vfeq", "vfne", "vflt", "vfge", "vfle", "vfgt"];

const replicable = (name: string, suffix: string, syntax: string, match: number): Row[] => [
  [`${name}.${suffix}`, syntax, match],
  [`${name}.r.${suffix}`, syntax, match | REPLICATE],
];

/** Moves, classes and conversions: one operation whose rs2 field says which. */
function oneSourceRows(suffix: string, code: number): Row[] {
  const row = (name: string, syntax: string, which: number, top = 0): Row => [
    name,
    syntax,
    at(12, code) | (which << 20) | top,
  ];
  return [
    row(`vfmv.x.${suffix}`, "rd,frs1", 0),
    row(`vfmv.${suffix}.x`, "frd,rs1", 0, REPLICATE),
    row(`vfclass.${suffix}`, "rd,frs1", 1),
    row(`vfcvt.x.${suffix}`, "rd,frs1", 2),
    row(`vfcvt.xu.${suffix}`, "rd,frs1", 2, REPLICATE),
    row(`vfcvt.${suffix}.x`, "frd,rs1", 3),
    row(`vfcvt.${suffix}.xu`, "frd,rs1", 3, REPLICATE),
    ...SOURCES.map((source, number) => row(`vfcvt.${suffix}.${source}`, "frd,frs1", 4 + number)),
  ];
}

/** Two FP32 numbers become elements 0 and 1 (a), 2 and 3 (b), and with wider registers so on. */
const packRows = (suffix: string, code: number): Row[] =>
  [..."abcd"].map((place, index): Row => [
    `vfcpk${place}.${suffix}.s`,
    "frd,frs1,frs2",
    at(24 + (index >> 1), code) | (index & 1 ? REPLICATE : 0),
  ]);

const packedRows = (suffix: string, code: number): Row[] => [
  ...THREE_OPERANDS.flatMap(([name, operation]) => replicable(name, suffix, "frd,frs1,frs2", at(operation, code))),
  ...COMPARISONS.flatMap((name, index) => replicable(name, suffix, "rd,frs1,frs2", at(16 + index, code))),
  [`vfsqrt.${suffix}`, "frd,frs1", at(7, code)],
  ...oneSourceRows(suffix, code),
  ...packRows(suffix, code),
];

export const XFVEC: Extension = {
  name: "xfvec",
  operands: FLOAT_OPERANDS,
  rows: [...FORMATS.flatMap(([suffix, code]) => packedRows(suffix, code)), ...SMALL_FLOAT],
};
