import { cast } from "./cast.js";
import { equal, lessOrEqual, lessThan } from "./compare.js";
import { divide, squareRoot } from "./digit-recurrence.js";
import { fmaF16, tableFromF16, tableToF16 } from "./fast.js";
import { FMA_OPERATION, fmaStaged } from "./fma-unit.js";
import { BF16, FP16, FP32, FP8_E4M3, FP8_E5M2, type FpFormat, type FpResult } from "./format.js";
import { fromSigned, fromUnsigned, toSigned, toUnsigned } from "./integer.js";

/** One function under the name that Berkeley TestFloat gives it. */
export interface FpFunction {
  /** Bits of each operand, at most three. */
  readonly operands: readonly number[];
  /** Bits of the result. */
  readonly result: number;
  /** The staged unit; operands that the function has not are ignored. */
  readonly staged: (a: number, b: number, c: number, rounding: number, out: FpResult) => FpResult;
  /** The fast evaluation, where there is one: round to nearest even, no flags. */
  readonly fast?: (a: number, b: number, c: number) => number;
}

const FORMATS: readonly (readonly [string, FpFormat])[] = [
  ["f16", FP16],
  ["f32", FP32],
  ["bf16", BF16],
  ["f8e5m2", FP8_E5M2],
  ["f8e4m3", FP8_E4M3],
];

function arithmetic(format: FpFormat): Record<string, FpFunction> {
  const { width } = format;
  const two = { operands: [width, width], result: width };
  const relation = { operands: [width, width], result: 1 };
  const fma = (operation: number): FpFunction["staged"] => {
    return (a, b, c, rounding, out) => fmaStaged(format, operation, a, b, c, rounding, out);
  };
  return {
    add: { ...two, staged: fma(FMA_OPERATION.ADD) },
    sub: { ...two, staged: fma(FMA_OPERATION.SUB) },
    mul: { ...two, staged: fma(FMA_OPERATION.MUL) },
    div: { ...two, staged: (a, b, _c, rm, out) => divide(format, a, b, rm, out) },
    sqrt: { operands: [width], result: width, staged: (a, _b, _c, rm, out) => squareRoot(format, a, rm, out) },
    mulAdd: { operands: [width, width, width], result: width, staged: fma(FMA_OPERATION.FMADD) },
    eq: { ...relation, staged: (a, b, _c, _rounding, out) => equal(format, a, b, out) },
    lt: { ...relation, staged: (a, b, _c, _rounding, out) => lessThan(format, a, b, false, out) },
    le: { ...relation, staged: (a, b, _c, _rounding, out) => lessOrEqual(format, a, b, false, out) },
    lt_quiet: { ...relation, staged: (a, b, _c, _rounding, out) => lessThan(format, a, b, true, out) },
    le_quiet: { ...relation, staged: (a, b, _c, _rounding, out) => lessOrEqual(format, a, b, true, out) },
    to_i32: { operands: [width], result: 32, staged: (a, _b, _c, rm, out) => toSigned(format, a, rm, 32, out) },
    to_ui32: { operands: [width], result: 32, staged: (a, _b, _c, rm, out) => toUnsigned(format, a, rm, 32, out) },
  };
}

const FAST: Record<string, FpFunction["fast"]> = {
  f16_add: (a, b) => fmaF16(FP16.one, a, b),
  f16_sub: (a, b) => fmaF16(FP16.one, a, b ^ FP16.signBit),
  f16_mul: (a, b) => fmaF16(a, b, FP16.signBit),
  f16_mulAdd: fmaF16,
};

function allFunctions(): ReadonlyMap<string, FpFunction> {
  const functions = new Map<string, FpFunction>();
  for (const [name, format] of FORMATS) {
    for (const [operation, entry] of Object.entries(arithmetic(format))) {
      const fast = FAST[`${name}_${operation}`];
      functions.set(`${name}_${operation}`, fast ? { ...entry, fast } : entry);
    }
    const fromInteger = { operands: [32], result: format.width };
    functions.set(`i32_to_${name}`, {
      ...fromInteger,
      staged: (a, _b, _c, rm, out) => fromSigned(format, a, rm, 32, out),
    });
    functions.set(`ui32_to_${name}`, {
      ...fromInteger,
      staged: (a, _b, _c, rm, out) => fromUnsigned(format, a, rm, 32, out),
    });
    for (const [toName, to] of FORMATS)
      if (to !== format) functions.set(`${name}_to_${toName}`, conversion(format, to));
  }
  return functions;
}

function conversion(from: FpFormat, to: FpFormat): FpFunction {
  const staged: FpFunction["staged"] = (a, _b, _c, rounding, out) => cast(from, to, a, rounding, out);
  const entry = { operands: [from.width], result: to.width, staged };
  if (to === FP16 && from.width <= 16) return { ...entry, fast: (a) => tableToF16(from)[a] };
  if (from === FP16 && to.width <= 16) return { ...entry, fast: (a) => tableFromF16(to)[a] };
  return entry;
}

/** Every function by name: `f16_mulAdd`, `f32_to_i32`, `f16_to_f8e5m2` ...; formats f16, f32, bf16, f8e5m2, f8e4m3. */
export const FP_FUNCTIONS = allFunctions();
