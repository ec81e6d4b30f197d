/** Packed floating point (Xfvec of smallFloat, Mach and Tagliavini et al.), as the vectors recorded from RI5CY have it. */
import { classify } from "../gemm/compare.js";
import { squareRoot } from "../arithmetic/divide.js";
import { FP32 } from "../arithmetic/format.js";
import { toInteger } from "../arithmetic/integer.js";
import * as op from "./float-operations.js";
import { AH, B, filled, fmaExpanding, H, roundingOf, S, type RegisterFormat } from "./float-operand.js";
import { convert, convertInteger } from "./float-recorded.js";
import { fromLanes, lanesOf } from "./lanes.js";
import { rdOf, row, rs1Of, rs2Of, type IsaRow } from "./row.js";
import type { Hart } from "./hart.js";
import type { IsaVariant } from "./variant.js";
import type { Rounded, RoundingMode } from "../arithmetic/round.js";

/** Formats of elements with their number in bits 13:12. */
const FORMATS: readonly [RegisterFormat, number][] = [
  [AH, 1],
  [H, 2],
  [B, 3],
];
const SOURCES = [S, AH, H, B];
const REPLICATE = 4;
const DYNAMIC = 7;
const BINARY = 0xfe00707f;
const UNARY = 0xfff0707f;

const match = (operation: number, funct3: number, rs2 = 0) =>
  (0x80000033 | (operation << 25) | (rs2 << 20) | (funct3 << 12)) >>> 0;
const elements = (register: number, { bits }: RegisterFormat) => lanesOf(register, bits, false);

/** The register of results, and their flags together. */
function gather(results: readonly Rounded[], bits: number): Rounded {
  const flags = results.reduce((sum, r) => sum | r.flags, 0);
  return {
    bits: fromLanes(
      results.map((r) => r.bits),
      bits,
    ),
    flags,
  };
}

type Bank = "x" | "f";

function write(model: Hart, bank: Bank, word: number, { bits, flags }: Rounded): void {
  model.csrs.raise(flags);
  if (bank === "f") model.setFloat(rdOf(word), bits);
  else model.x[rdOf(word)] = bits;
}

/** Both forms of an operation on the elements of rs1 and rs2, the second with element 0 of rs2 in every place. */
function binaryRows(
  operation: number,
  form: RegisterFormat,
  code: number,
  execute: (model: Hart, word: number, a: number[], b: number[]) => void,
): IsaRow[] {
  return [0, REPLICATE].map((replicate) =>
    row(match(operation, code | replicate), BINARY, (model, word) => {
      const b = elements(model.f[rs2Of(word)], form);
      execute(model, word, elements(model.f[rs1Of(word)], form), replicate ? b.map(() => b[0]) : b);
    }),
  );
}

/** Operations on elements: whether they round, and where the result goes. */
type Kind = "rounds" | "exact" | "integer";

const ELEMENTWISE: readonly [number, Kind, op.FloatOperation][] = [
  [0x01, "rounds", op.addition],
  [0x02, "rounds", op.subtraction],
  [0x03, "rounds", op.multiplication],
  [0x04, "rounds", op.division],
  [0x05, "exact", op.minimum],
  [0x06, "exact", op.maximum],
  [0x08, "rounds", op.madd],
  [0x09, "rounds", op.msub],
  [0x0d, "exact", op.injectSign],
  [0x0e, "exact", op.injectNegatedSign],
  [0x0f, "exact", op.injectXorSign],
  [0x10, "integer", op.equal],
  [0x11, "integer", op.notEqual],
  [0x12, "integer", op.less],
  [0x13, "integer", op.greaterOrEqual],
  [0x14, "integer", op.lessOrEqual],
  [0x15, "integer", op.greater],
];

const elementwiseRows = (form: RegisterFormat, code: number) =>
  ELEMENTWISE.flatMap(([operation, kind, compute]) =>
    binaryRows(operation, form, code, (model, word, a, b) => {
      const mode = kind === "rounds" ? roundingOf(model, word, DYNAMIC) : "rne";
      const d = elements(model.f[rdOf(word)], form);
      const results = a.map((value, i) => compute(form, value, b[i], d[i], mode, model.variant));
      write(model, kind === "integer" ? "x" : "f", word, gather(results, form.bits));
    }),
  );

/** rd plus the products of the elements, one fused multiply-add each, element 0 first. */
function chain(a: number[], start: number, step: (i: number, sum: number) => Rounded): Rounded {
  return a.reduce(
    (sum, _, i) => {
      const next = step(i, sum.bits);
      return { bits: next.bits, flags: sum.flags | next.flags };
    },
    { bits: start, flags: 0 },
  );
}

/** `vfdotp` in the format of the elements, `vfdotpex.s` in FP32. */
const dotRows = (form: RegisterFormat, code: number) => [
  ...binaryRows(0x0a, form, code, (model, word, a, b) => {
    const mode = roundingOf(model, word, DYNAMIC);
    const start = elements(model.f[rdOf(word)], form)[0];
    const sum = chain(a, start, (i, c) => op.madd(form, a[i], b[i], c, mode, model.variant));
    write(model, "f", word, { ...sum, bits: filled(model, sum.bits, form.bits) });
  }),
  ...binaryRows(0x0b, form, code, (model, word, a, b) => {
    const mode = roundingOf(model, word, DYNAMIC);
    write(
      model,
      "f",
      word,
      chain(a, model.f[rdOf(word)], (i, c) => fmaExpanding(model.variant, form.format, a[i], b[i], c, mode)),
    );
  }),
];

/** An operation that rounds and has one operand, in `from`; the result goes to `to`. */
function unaryRow(
  matched: number,
  from: Bank,
  to: Bank,
  compute: (register: number, mode: RoundingMode, variant: IsaVariant) => Rounded,
): IsaRow {
  return row(matched, UNARY, (model, word) => {
    const mode = roundingOf(model, word, DYNAMIC);
    write(model, to, word, compute(model[from][rs1Of(word)], mode, model.variant));
  });
}

/** Between integers as wide as an element and elements. */
const integerConversionRows = (form: RegisterFormat, code: number) =>
  [true, false].flatMap((signed) => {
    const type = { bits: form.bits, signed };
    const funct3 = code | (signed ? 0 : 4);
    const each =
      (compute: (element: number, mode: RoundingMode, variant: IsaVariant) => Rounded) =>
      (register: number, mode: RoundingMode, variant: IsaVariant) =>
        gather(
          elements(register, form).map((element) => compute(element, mode, variant)),
          form.bits,
        );
    return [
      unaryRow(
        match(0x0c, funct3, 2),
        "f",
        "x",
        each((e, mode) => toInteger(form.format, e, type, mode)),
      ),
      unaryRow(
        match(0x0c, funct3, 3),
        "x",
        "f",
        each((e, mode, variant) => convertInteger(variant, form.format, e, type, mode)),
      ),
    ];
  });

/** Element i from element i; where the source has fewer, elements 0 and 1 become 0 and the others all ones. */
function convertElements(
  variant: IsaVariant,
  from: RegisterFormat,
  to: RegisterFormat,
  register: number,
  mode: RoundingMode,
): Rounded {
  const source = from.bits === 32 ? [register] : elements(register, from);
  const results = Array.from({ length: 32 / to.bits }, (_, i) =>
    i < source.length ? convert(variant, from.format, to.format, source[i], mode) : { bits: i < 2 ? 0 : -1, flags: 0 },
  );
  return gather(results, to.bits);
}

const conversionRows = (to: RegisterFormat, code: number) =>
  SOURCES.map((from, i) =>
    unaryRow(match(0x0c, code, 4 + i), "f", "f", (register, mode, variant) =>
      convertElements(variant, from, to, register, mode),
    ),
  );

/** Two FP32 numbers become elements 0 and 1, or in FP8 also 2 and 3. */
const packRows = (form: RegisterFormat, code: number) =>
  [0, ...(form === B ? [2] : [])].map((first) =>
    row(match(0x18, code | (2 * first)), BINARY, (model, word) => {
      const mode = roundingOf(model, word, DYNAMIC);
      const results = elements(0, form).map((bits) => ({ bits, flags: 0 }));
      [rs1Of(word), rs2Of(word)].forEach((register, i) => {
        results[first + i] = convert(model.variant, FP32, form.format, model.f[register], mode);
      });
      write(model, "f", word, gather(results, form.bits));
    }),
  );

/** A byte per element: sign or, for a NaN, bit 6; then what it is. */
const CLASS_BITS = { infinite: 0, normal: 1, subnormal: 2, zero: 3, signaling: 4, quiet: 5 };

function classByte(form: RegisterFormat, element: number): number {
  const { kind, negative } = classify(form.format, element);
  return (1 << CLASS_BITS[kind]) | (negative ? 0x80 : 0x40);
}

const otherRows = (form: RegisterFormat, code: number) => [
  unaryRow(match(0x07, code), "f", "f", (register, mode) =>
    gather(
      elements(register, form).map((element) => squareRoot(form.format, element, mode)),
      form.bits,
    ),
  ),
  row(match(0x0c, code), UNARY, ({ x, f }, word) => {
    x[rdOf(word)] = f[rs1Of(word)];
  }),
  row(match(0x0c, code | 4), UNARY, (model, word) => model.setFloat(rdOf(word), model.x[rs1Of(word)])),
  row(match(0x0c, code, 1), UNARY, ({ x, f }, word) => {
    const classes = elements(f[rs1Of(word)], form).map((element) => classByte(form, element));
    x[rdOf(word)] = fromLanes(classes, 8);
  }),
];

/** Rows of all packed formats. */
export const PACKED_FLOAT_ROWS: readonly IsaRow[] = [
  elementwiseRows,
  dotRows,
  integerConversionRows,
  conversionRows,
  packRows,
  otherRows,
].flatMap((rows) => FORMATS.flatMap(([form, code]) => rows(form, code)));
