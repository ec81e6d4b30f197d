import { BF16, FP16, FP32, FP8_E5M2, type FpFormat } from "../../fpu/format.js";
import { decodePacked } from "./decode-packed-float.js";
import { DYNAMIC_ROUNDING, FloatOp, type FloatOperation } from "../../fpu/float-operation.js";
import { RD, RS1, RS2, RS3, useFloat } from "./float-fields.js";
import type { Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

function scalar(op: FloatOp, format: FpFormat, rounding: number, source = format): FloatOperation {
  const exact =
    (op >= FloatOp.sgnj && op <= FloatOp.sgnjx) ||
    op === FloatOp.classify ||
    op === FloatOp.moveToInteger ||
    op === FloatOp.moveFromInteger;
  return { op, format, source, rounding, lanes: 1, replicate: false, exact };
}

const roundingField = (word: number): number => (word >>> 12) & 7;
/** rm of bfloat16 instructions, which share fmt with FP16 and always round as frm says. */
const ALTERNATE_ROUNDING = 5;

/** Format that fmt names, the one of bfloat16 when `alternate`; undefined when this core lacks it. */
function scalarFormat(word: number, alternate: boolean, { half, vector }: CoreParameters): FpFormat | undefined {
  switch ((word >>> 25) & 3) {
    case 0:
      return alternate ? undefined : FP32;
    case 2:
      if (alternate) return vector ? BF16 : undefined;
      return half ? FP16 : undefined;
    case 3:
      return vector && !alternate ? FP8_E5M2 : undefined;
  }
  return undefined;
}

const FUSED: readonly FloatOp[] = [FloatOp.madd, FloatOp.msub, FloatOp.nmsub, FloatOp.nmadd];

/** Decodes what rounds: `decode` gets the format and the rounding mode, unless either is reserved. */
function rounded(
  word: number,
  parameters: CoreParameters,
  decode: (format: FpFormat, rounding: number) => boolean,
): boolean {
  const rm = roundingField(word);
  const format = scalarFormat(word, rm === ALTERNATE_ROUNDING, parameters);
  if (format === undefined || rm === 6) return false;
  return decode(format, rm === ALTERNATE_ROUNDING ? DYNAMIC_ROUNDING : rm);
}

function fused(d: Instruction, word: number, parameters: CoreParameters): boolean {
  d.rs3 = word >>> 27;
  const op = FUSED[(word >>> 2) & 3];
  return rounded(word, parameters, (format, rounding) =>
    useFloat(d, parameters, RS1 | RS2 | RS3, RD | RS1 | RS2 | RS3, scalar(op, format, rounding)),
  );
}

const ARITHMETIC: readonly FloatOp[] = [FloatOp.add, FloatOp.sub, FloatOp.mul, FloatOp.div];

function arithmetic(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const op = ARITHMETIC[word >>> 27];
  if (op === FloatOp.div && !parameters.divSqrt) return false;
  return rounded(word, parameters, (format, rounding) =>
    useFloat(d, parameters, RS1 | RS2, RD | RS1 | RS2, scalar(op, format, rounding)),
  );
}

function squareRoot(d: Instruction, word: number, parameters: CoreParameters): boolean {
  if (!parameters.divSqrt || d.rs2 !== 0) return false;
  return rounded(word, parameters, (format, rounding) =>
    useFloat(d, parameters, RS1, RD | RS1, scalar(FloatOp.sqrt, format, rounding)),
  );
}

/** FP32 product of two smaller numbers, with rd added when funct5 is 10. */
function expanding(d: Instruction, word: number, parameters: CoreParameters): boolean {
  return rounded(word, parameters, (source, rounding) => {
    if (!parameters.vector || source === FP32 || source === BF16) return false;
    if (word >>> 27 === 9) {
      return useFloat(d, parameters, RS1 | RS2, RD | RS1 | RS2, scalar(FloatOp.mulExpanding, FP32, rounding, source));
    }
    d.rs3 = d.rd;
    const operation = scalar(FloatOp.maddExpanding, FP32, rounding, source);
    return useFloat(d, parameters, RS1 | RS2 | RS3, RD | RS1 | RS2 | RS3, operation);
  });
}

/** The format a conversion comes from, by the rs2 field. */
function conversionSource(rs2: number, { half, vector }: CoreParameters): FpFormat | undefined {
  if (rs2 === 0) return FP32;
  if (rs2 === 2) return half ? FP16 : undefined;
  if (rs2 === 3) return vector ? FP8_E5M2 : undefined;
  return rs2 === 6 && vector ? BF16 : undefined;
}

function conversion(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const source = conversionSource(d.rs2, parameters);
  return rounded(word, parameters, (format, rounding) => {
    if (source === undefined || source === format) return false;
    return useFloat(d, parameters, RS1, RD | RS1, scalar(FloatOp.convert, format, rounding, source));
  });
}

function integerConversion(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const toInteger = word >>> 27 === 0x18;
  if (d.rs2 > 1) return false;
  const op = (toInteger ? FloatOp.toSigned : FloatOp.fromSigned) + d.rs2;
  return rounded(word, parameters, (format, rounding) =>
    useFloat(d, parameters, RS1, toInteger ? RS1 : RD, scalar(op as FloatOp, format, rounding)),
  );
}

/** Operations chosen by rm bits 1:0; bit 2 makes the format bfloat16. */
const CHOSEN_BY_RM: ReadonlyMap<number, readonly FloatOp[]> = new Map([
  [0x04, [FloatOp.sgnj, FloatOp.sgnjn, FloatOp.sgnjx]],
  [0x05, [FloatOp.min, FloatOp.max]],
  [0x14, [FloatOp.le, FloatOp.lt, FloatOp.eq]],
  [0x1c, [FloatOp.moveToInteger, FloatOp.classify]],
  [0x1e, [FloatOp.moveFromInteger]],
]);

function chosenByRm(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const funct5 = word >>> 27;
  const rm = roundingField(word);
  const op = CHOSEN_BY_RM.get(funct5)?.[rm & 3];
  const format = scalarFormat(word, rm > 3, parameters);
  if (op === undefined || format === undefined) return false;
  const operation = scalar(op, format, 0);
  if (funct5 < 0x1c) {
    return useFloat(d, parameters, RS1 | RS2, funct5 === 0x14 ? RS1 | RS2 : RD | RS1 | RS2, operation);
  }
  return d.rs2 === 0 && useFloat(d, parameters, RS1, funct5 === 0x1e ? RD : RS1, operation);
}

function decodeOpFp(d: Instruction, word: number, parameters: CoreParameters): boolean {
  switch (word >>> 27) {
    case 0x00:
    case 0x01:
    case 0x02:
    case 0x03:
      return arithmetic(d, word, parameters);
    case 0x08:
      return conversion(d, word, parameters);
    case 0x09:
    case 0x0a:
      return expanding(d, word, parameters);
    case 0x0b:
      return squareRoot(d, word, parameters);
    case 0x18:
    case 0x1a:
      return integerConversion(d, word, parameters);
  }
  return chosenByRm(d, word, parameters);
}

/**
 * Decodes a 32-bit floating-point instruction other than a load or store: majors 0x43, 0x47, 0x4B, 0x4F and 0x53, and the
 * packed ones of 0x33. Fills unit, operation and registers of `d`, whose other fields stay; false when the word is no
 * instruction of this core, which holds for the reserved static rounding modes too. A dynamic one is illegal when
 * `d.float.rounding` is DYNAMIC_ROUNDING and frm above 4.
 *
 * Encodings: RISC-V unprivileged manual ("F", "Zfh"); smallFloat extensions of PULP (Mach, Tagliavini et al.) as
 * RI5CY decodes them: fmt 3 is FP8 E5M2, and fmt 2 with rm 5, or with bit 2 of an rm that selects the operation, bfloat16.
 */
export function decodeFloat(d: Instruction, word: number, parameters: CoreParameters): boolean {
  if (parameters.float === "none") return false;
  d.rd = (word >>> 7) & 0x1f;
  d.rs1 = (word >>> 15) & 0x1f;
  d.rs2 = (word >>> 20) & 0x1f;
  switch (word & 0x7f) {
    case 0x33:
      return decodePacked(d, word, parameters);
    case 0x53:
      return decodeOpFp(d, word, parameters);
  }
  return fused(d, word, parameters);
}
