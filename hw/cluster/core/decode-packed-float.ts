import { BF16, FP16, FP32, FP8_E5M2, type FpFormat } from "../../fpu/format.js";
import { RD, RS1, RS2, RS3, useFloat } from "./float-fields.js";
import { DYNAMIC_ROUNDING, FloatOp, type FloatOperation } from "../../fpu/float-operation.js";
import type { Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";

/** Formats by bits 13:12. Two FP32 elements do not fit a register. */
const FORMATS: readonly (FpFormat | undefined)[] = [undefined, BF16, FP16, FP8_E5M2];
const SOURCES: readonly FpFormat[] = [FP32, BF16, FP16, FP8_E5M2];

/** Which registers an operation takes. */
interface Row {
  readonly op: FloatOp;
  readonly sources: number;
  readonly floats: number;
  /** Needs no rounding mode. */
  readonly unrounded?: true | undefined;
}

const binary = (op: FloatOp): Row => ({ op, sources: RS1 | RS2, floats: RD | RS1 | RS2 });
const accumulating = (op: FloatOp): Row => ({ op, sources: RS1 | RS2 | RS3, floats: RD | RS1 | RS2 | RS3 });
const choosing = (op: FloatOp): Row => ({ ...binary(op), unrounded: true });
const comparing = (op: FloatOp): Row => ({ op, sources: RS1 | RS2, floats: RS1 | RS2, unrounded: true });

/** Operations on rs1 and rs2 by bits 29:25; bit 14 replicates element 0 of rs2. */
const VECTOR_OPS: ReadonlyMap<number, Row> = new Map([
  [0x01, binary(FloatOp.add)],
  [0x02, binary(FloatOp.sub)],
  [0x03, binary(FloatOp.mul)],
  [0x04, binary(FloatOp.div)],
  [0x05, choosing(FloatOp.min)],
  [0x06, choosing(FloatOp.max)],
  [0x08, accumulating(FloatOp.madd)],
  [0x09, accumulating(FloatOp.msub)],
  [0x0a, accumulating(FloatOp.dot)],
  [0x0b, accumulating(FloatOp.dotExpanding)],
  [0x0d, choosing(FloatOp.sgnj)],
  [0x0e, choosing(FloatOp.sgnjn)],
  [0x0f, choosing(FloatOp.sgnjx)],
  [0x10, comparing(FloatOp.eq)],
  [0x11, comparing(FloatOp.ne)],
  [0x12, comparing(FloatOp.lt)],
  [0x13, comparing(FloatOp.ge)],
  [0x14, comparing(FloatOp.le)],
  [0x15, comparing(FloatOp.gt)],
]);
const SQUARE_ROOT = 0x07;
const UNARY = 0x0c;
const PACK = 0x18;

function packed(
  d: Instruction,
  parameters: CoreParameters,
  { op, sources, floats, unrounded }: Row,
  format: FpFormat,
  source: FpFormat = format,
  replicate = false,
): true {
  const operation: FloatOperation = {
    op,
    format,
    source,
    rounding: unrounded ? 0 : DYNAMIC_ROUNDING,
    lanes: format.width === 8 ? 4 : 2,
    replicate,
    exact: unrounded === true && floats !== (RS1 | RS2) && op !== FloatOp.min && op !== FloatOp.max,
  };
  return useFloat(d, parameters, sources, floats, operation);
}

/** Operations on rs1 alone, chosen by the rs2 field; `second` is bit 14. */
function unary(d: Instruction, parameters: CoreParameters, format: FpFormat, second: boolean): boolean {
  const one = (op: FloatOp, floats: number, unrounded?: true): true =>
    packed(d, parameters, { op, sources: RS1, floats, unrounded }, format);
  switch (d.rs2) {
    case 0:
      return second ? one(FloatOp.moveFromInteger, RD, true) : one(FloatOp.moveToInteger, RS1, true);
    case 1:
      return !second && one(FloatOp.classify, RS1, true);
    case 2:
      return one(second ? FloatOp.toUnsigned : FloatOp.toSigned, RS1);
    case 3:
      return one(second ? FloatOp.fromUnsigned : FloatOp.fromSigned, RD);
  }
  if (d.rs2 > 7 || second) return false;
  return packed(d, parameters, { op: FloatOp.convert, sources: RS1, floats: RD | RS1 }, format, SOURCES[d.rs2 - 4]);
}

/**
 * Decodes packed floating-point instructions, whose bits 31:30 in major 0x33 are 10; false when the word is none of this
 * core. They round as frm says.
 *
 * Encodings: smallFloat extensions of PULP (Mach, Tagliavini et al.), as RI5CY decodes them. `vfdotp` and `vfdotpex`, of
 * which that core knows only the encoding, are an extension.
 */
export function decodePacked(d: Instruction, word: number, parameters: CoreParameters): boolean {
  const format = FORMATS[(word >>> 12) & 3];
  if (!parameters.vector || word >>> 30 !== 2 || format === undefined) return false;
  const operation = (word >>> 25) & 0x1f;
  const second = (word & 0x4000) !== 0;
  const isDivSqrt = operation === SQUARE_ROOT || VECTOR_OPS.get(operation)?.op === FloatOp.div;
  if (isDivSqrt && !parameters.divSqrt) return false;
  if (operation === UNARY) return unary(d, parameters, format, second);
  if (operation === SQUARE_ROOT) {
    if (second || d.rs2 !== 0) return false;
    return packed(d, parameters, { op: FloatOp.sqrt, sources: RS1, floats: RD | RS1 }, format);
  }
  if (operation === PACK) {
    // Elements 2 and 3 exist in FP8 only.
    if (second && format !== FP8_E5M2) return false;
    return packed(d, parameters, binary(second ? FloatOp.packB : FloatOp.packA), format, FP32);
  }
  const row = VECTOR_OPS.get(operation);
  if (row === undefined) return false;
  if (row.sources & RS3) d.rs3 = d.rd;
  return packed(d, parameters, row, format, format, second);
}
