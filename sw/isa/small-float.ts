/**
 * Scalar instructions of the smallFloat extensions beside FP32 and FP16 (Tagliavini et al., "Design and Evaluation of
 * SmallFloat SIMD Extensions to the RISC-V ISA", DATE 2019; encodings as RI5CY decodes them): bfloat16 `.ah`, FP8 `.b`, and
 * the products of two small numbers as FP32.
 */
import {
  ALTERNATIVE_HALF,
  BYTE,
  conversionRow,
  HALF,
  moveRows,
  scalarRows,
  SINGLE,
  type FloatFormat,
} from "./float-rows.js";
import type { Row } from "./row.js";

/** `fmulex` multiplies into FP32, `fmacex` adds the product to an FP32 register. */
const expandingRows = ({ suffix, format }: FloatFormat): Row[] => [
  [`fmulex.s.${suffix}`, "frd,frs1,frs2,[rm]", 0x48000053 | (format << 25)],
  [`fmacex.s.${suffix}`, "frd,frs1,frs2,[rm]", 0x50000053 | (format << 25)],
];

/** A row of the alternative half format takes its rounding mode from `frm`: the field of the instruction is 101. */
const withoutMode = ([mnemonic, syntax, match]: Row): Row =>
  /,\[rm/.test(syntax)
    ? [mnemonic, syntax.replace(/,\[rm.*/, ""), (match | 0x5000) >>> 0]
    : [mnemonic, syntax, (match | 0x4000) >>> 0];

const ALTERNATIVE: Row[] = [
  ...scalarRows(ALTERNATIVE_HALF),
  ...moveRows(ALTERNATIVE_HALF, "ah"),
  conversionRow(ALTERNATIVE_HALF, SINGLE, false),
  conversionRow(ALTERNATIVE_HALF, HALF, false),
  conversionRow(ALTERNATIVE_HALF, BYTE, true),
  ...expandingRows(ALTERNATIVE_HALF),
].map(withoutMode);

export const SMALL_FLOAT: readonly Row[] = [
  ["flb", "frd,simm12(rs1)", 0x00000007],
  ["fsb", "frs2,simm12s(rs1)", 0x00000027],
  conversionRow(SINGLE, ALTERNATIVE_HALF, true),
  conversionRow(SINGLE, BYTE, true),
  conversionRow(HALF, ALTERNATIVE_HALF, false),
  conversionRow(HALF, BYTE, true),
  ...expandingRows(HALF),
  ...ALTERNATIVE,
  ...scalarRows(BYTE),
  ...moveRows(BYTE, "b"),
  conversionRow(BYTE, SINGLE, false),
  conversionRow(BYTE, HALF, false),
  conversionRow(BYTE, ALTERNATIVE_HALF, false),
  ...expandingRows(BYTE),
];
