/** F and Zfh, their forms on integer registers, and smallFloat's scalar formats (RISC-V unprivileged manual, "F" and "Zfh"). */
import { cast } from "../arithmetic/arithmetic.js";
import { classify } from "../gemm/compare.js";
import { squareRoot } from "../arithmetic/divide.js";
import { FP32 } from "../arithmetic/format.js";
import { toInteger } from "../arithmetic/integer.js";
import * as op from "./float-operations.js";
import {
  AH,
  B,
  boxed,
  filled,
  fmaExpanding,
  H,
  lowOf,
  operandOf,
  roundingOf,
  S,
  type RegisterFormat,
} from "./float-operand.js";
import { convert, convertInteger } from "./float-recorded.js";
import { sext } from "./bits.js";
import { funct3Of, loadOffsetOf, rdOf, row, rs1Of, rs2Of, rs3Of, storeOffsetOf, type IsaRow } from "./row.js";
import { hasFloatAccesses, type IsaVariant } from "./variant.js";
import type { Hart } from "./hart.js";
import type { Rounded, RoundingMode } from "../arithmetic/round.js";

/** A scalar format with its number in fmt and, as the source of a conversion, in rs2. */
interface ScalarFormat extends RegisterFormat {
  readonly fmt: number;
  readonly source: number;
  /** rm of instructions that round: bfloat16 shares fmt with FP16 and is told apart by it. */
  readonly rm?: number;
}

const SINGLE: ScalarFormat = { ...S, fmt: 0, source: 0 };
const HALF: ScalarFormat = { ...H, fmt: 2, source: 2 };
const ALTERNATE: ScalarFormat = { ...AH, fmt: 2, source: 6, rm: 5 };
const QUARTER: ScalarFormat = { ...B, fmt: 3, source: 3 };
const INTEGERS = [true, false].map((signed) => ({ bits: 32, signed }));

const opFp = (funct5: number, { fmt }: ScalarFormat, funct3: number, rs2 = 0) =>
  ((funct5 << 27) | (fmt << 25) | (rs2 << 20) | (funct3 << 12) | 0x53) >>> 0;

/** Writes a result that is a floating-point number. */
function writeFloat(model: Hart, word: number, bits: number, { bits: value, flags }: Rounded): void {
  model.csrs.raise(flags);
  model.setFloat(rdOf(word), filled(model, value, bits));
}

/** Writes a result that is an integer. */
function writeInteger(model: Hart, word: number, { bits, flags }: Rounded): void {
  model.csrs.raise(flags);
  model.x[rdOf(word)] = bits;
}

/** A row whose rm field is a rounding mode; `mask` is that of the other fields. */
function roundedRow(
  form: ScalarFormat,
  match: number,
  mask: number,
  execute: (model: Hart, word: number, mode: RoundingMode) => void,
): IsaRow {
  const fixed = form.rm === undefined ? 0 : form.rm << 12;
  return row(match | fixed, form.rm === undefined ? mask : mask | 0x7000, (model, word) =>
    execute(model, word, roundingOf(model, word, form.rm ?? plainRounding(model, word))),
  );
}

/** rm of the formats that have one; 5 is bfloat16's. */
function plainRounding(model: Hart, word: number): number {
  return funct3Of(word) === 5 ? model.illegal(word) : funct3Of(word);
}

const BINARY = 0xfe00007f;
const UNARY = 0xfff0007f;
const CHOSEN = 0xfe00707f;
const CHOSEN_UNARY = 0xfff0707f;

function arithmeticRows(form: ScalarFormat): IsaRow[] {
  const { bits, format } = form;
  const operand = (model: Hart, register: number) => operandOf(model, form, model.f[register]);
  const binary = (funct5: number, operation: op.FloatOperation) =>
    roundedRow(form, opFp(funct5, form, 0), BINARY, (model, word, mode) => {
      const [a, b] = [operand(model, rs1Of(word)), operand(model, rs2Of(word))];
      writeFloat(model, word, bits, operation(form, a, b, 0, mode, model.variant));
    });
  const fused = (opcode: number, operation: op.FloatOperation) =>
    roundedRow(form, (form.fmt << 25) | opcode, 0x0600007f, (model, word, mode) => {
      const [a, b, c] = [rs1Of(word), rs2Of(word), rs3Of(word)].map((register) => operand(model, register));
      writeFloat(model, word, bits, operation(form, a, b, c, mode, model.variant));
    });
  return [
    binary(0x00, op.addition),
    binary(0x01, op.subtraction),
    binary(0x02, op.multiplication),
    binary(0x03, op.division),
    roundedRow(form, opFp(0x0b, form, 0), UNARY, (model, word, mode) =>
      writeFloat(model, word, bits, squareRoot(format, operand(model, rs1Of(word)), mode)),
    ),
    fused(0x43, op.madd),
    fused(0x47, op.msub),
    fused(0x4b, op.nmsub),
    fused(0x4f, op.nmadd),
  ];
}

/** Instructions whose rm field chooses the operation; bit 2 of it marks bfloat16. */
function chosenRows(form: ScalarFormat): IsaRow[] {
  const { bits, format } = form;
  const first = form.rm === undefined ? 0 : 4;
  const operand = (model: Hart, register: number) => operandOf(model, form, model.f[register]);
  const binary = (funct5: number, choice: number, operation: op.FloatOperation) =>
    row(opFp(funct5, form, first + choice), CHOSEN, (model, word) => {
      const [a, b] = [operand(model, rs1Of(word)), operand(model, rs2Of(word))];
      const result = operation(form, a, b, 0, "rne", model.variant);
      if (funct5 === 0x14) writeInteger(model, word, result);
      else writeFloat(model, word, bits, result);
    });
  return [
    ...[op.injectSign, op.injectNegatedSign, op.injectXorSign].map((o, i) => binary(0x04, i, o)),
    ...[op.minimum, op.maximum].map((o, i) => binary(0x05, i, o)),
    ...[op.lessOrEqual, op.less, op.equal].map((o, i) => binary(0x14, i, o)),
    row(opFp(0x1c, form, first), CHOSEN_UNARY, (model, word) => {
      model.x[rdOf(word)] = sext(model.f[rs1Of(word)], bits);
    }),
    row(opFp(0x1c, form, first + 1), CHOSEN_UNARY, (model, word) => {
      const { kind, negative } = classify(format, operand(model, rs1Of(word)));
      model.x[rdOf(word)] = 1 << classBit(kind, negative);
    }),
    row(opFp(0x1e, form, first), CHOSEN_UNARY, (model, word) => {
      model.setFloat(rdOf(word), filled(model, lowOf(model.x[rs1Of(word)], bits), bits));
    }),
  ];
}

/** Bit of fclass's result: from minus infinity up to plus infinity, then the NaNs. */
function classBit(kind: ReturnType<typeof classify>["kind"], negative: boolean): number {
  if (kind === "signaling") return 8;
  if (kind === "quiet") return 9;
  const size = ["zero", "subnormal", "normal", "infinite"].indexOf(kind);
  return negative ? 3 - size : 4 + size;
}

function integerConversionRows(form: ScalarFormat): IsaRow[] {
  const { bits, format } = form;
  return INTEGERS.flatMap((type, unsigned) => [
    roundedRow(form, opFp(0x18, form, 0, unsigned), UNARY, (model, word, mode) =>
      writeInteger(model, word, toInteger(format, operandOf(model, form, model.f[rs1Of(word)]), type, mode)),
    ),
    roundedRow(form, opFp(0x1a, form, 0, unsigned), UNARY, (model, word, mode) =>
      writeFloat(model, word, bits, convertInteger(model.variant, format, model.x[rs1Of(word)], type, mode)),
    ),
  ]);
}

function conversionRow(from: ScalarFormat, to: ScalarFormat): IsaRow {
  return roundedRow(to, opFp(0x08, to, 0, from.source), UNARY, (model, word, mode) =>
    writeFloat(
      model,
      word,
      to.bits,
      convert(model.variant, from.format, to.format, operandOf(model, from, model.f[rs1Of(word)]), mode),
    ),
  );
}

/** fmulex.s and fmacex.s: FP32 product of narrow numbers, perhaps added to rd. */
function expandingRows(form: ScalarFormat): IsaRow[] {
  const expanding = (
    funct5: number,
    execute: (model: Hart, word: number, a: number, b: number, mode: RoundingMode) => Rounded,
  ) =>
    roundedRow(form, opFp(funct5, form, 0), BINARY, (model, word, mode) => {
      const [a, b] = [rs1Of(word), rs2Of(word)].map((register) => operandOf(model, form, model.f[register]));
      writeFloat(model, word, 32, execute(model, word, a, b, mode));
    });
  return [
    expanding(0x09, ({ variant }, _word, a, b, mode) => multiplyExpanding(variant, form, a, b, mode)),
    expanding(0x0a, (model, word, a, b, mode) =>
      fmaExpanding(model.variant, form.format, a, b, model.f[rdOf(word)], mode),
    ),
  ];
}

function multiplyExpanding(
  variant: IsaVariant,
  { format }: ScalarFormat,
  a: number,
  b: number,
  mode: RoundingMode,
): Rounded {
  const [x, y] = [a, b].map((bits) => cast(format, FP32, bits, mode));
  const product = op.multiplication(S, x.bits, y.bits, 0, mode, variant);
  return { bits: product.bits, flags: x.flags | y.flags | product.flags };
}

/** Loads box what they bring; funct3 is the binary logarithm of the bytes. */
function accessRows({ bits }: ScalarFormat): IsaRow[] {
  const bytes = bits / 8;
  const funct3 = Math.log2(bytes) << 12;
  return [
    row(0x07 | funct3, 0x707f, (model, word) => {
      const value = model.load(model.x[rs1Of(word)] + loadOffsetOf(word), bytes, false);
      model.setFloat(rdOf(word), boxed(value >>> 0, bits));
    }),
    row(0x27 | funct3, 0x707f, (model, word) => {
      model.store(model.x[rs1Of(word)] + storeOffsetOf(word), bytes, model.f[rs2Of(word)]);
    }),
  ];
}

/** Rows of the scalar instructions of a variant. */
export function floatRows(variant: IsaVariant): readonly IsaRow[] {
  const { half, packedFloat } = variant;
  // bfloat16 first: its encodings lie in those of FP16.
  const formats = [...(packedFloat ? [ALTERNATE, QUARTER] : []), ...(half ? [HALF] : []), SINGLE];
  const rows = [arithmeticRows, chosenRows, integerConversionRows].flatMap((of) => formats.flatMap(of));
  const conversions = formats.flatMap((to) => formats.filter((f) => f !== to).map((from) => conversionRow(from, to)));
  const expanding = packedFloat ? [HALF, QUARTER].flatMap(expandingRows) : [];
  const accesses = hasFloatAccesses(variant) ? formats.filter((f) => f !== ALTERNATE).flatMap(accessRows) : [];
  return [...rows, ...conversions, ...expanding, ...accesses];
}
