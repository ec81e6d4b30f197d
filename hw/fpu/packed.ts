import { FloatOp, type FloatOperation } from "./float-operation.js";
import { classifyPacked } from "./classify.js";
import { evaluate } from "./element.js";
import { FP32, FpResult, type FpFormat } from "./format.js";
import { fillUp, type FpuRules } from "./rules.js";

const element = new FpResult();

/** Element i of a register. */
function elementOf(bits: number, width: number, i: number): number {
  return (bits >>> (i * width)) & (-1 >>> (32 - width));
}

/**
 * One packed operation on 32-bit registers. Comparisons give 1 or 0 in each element, a class takes a byte per element, and
 * integers in conversions have the width of the element. Writes result and the OR of the flags into `out`.
 */
export function evaluatePacked(
  rules: FpuRules,
  operation: FloatOperation,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): void {
  switch (operation.op) {
    case FloatOp.moveToInteger:
    case FloatOp.moveFromInteger:
      out.set(a, 0);
      return;
    case FloatOp.classify:
      classifyElements(operation, a, out);
      return;
    case FloatOp.convert:
      convertElements(rules, operation, a, rounding, out);
      return;
    case FloatOp.packA:
      pack(rules, operation.format, a, b, 0, rounding, out);
      return;
    case FloatOp.packB:
      pack(rules, operation.format, a, b, 2, rounding, out);
      return;
    case FloatOp.dot:
    case FloatOp.dotExpanding:
      dotProduct(rules, operation, a, b, c, rounding, out);
      return;
  }
  elementwise(rules, operation, a, b, c, rounding, out);
}

function elementwise(
  rules: FpuRules,
  { op, format, lanes, replicate }: FloatOperation,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): void {
  const { width } = format;
  let result = 0;
  let flags = 0;
  for (let i = 0; i < lanes; i++) {
    const y = elementOf(b, width, replicate ? 0 : i);
    evaluate(rules, op, format, format, width, elementOf(a, width, i), y, elementOf(c, width, i), rounding, element);
    result |= elementOf(element.signedBits, width, 0) << (i * width);
    flags |= element.flags;
  }
  out.set(result, flags);
}

function classifyElements({ format, lanes }: FloatOperation, a: number, out: FpResult): void {
  let result = 0;
  for (let i = 0; i < lanes; i++) result |= classifyPacked(format, elementOf(a, format.width, i)) << (8 * i);
  out.set(result, 0);
}

function convert(rules: FpuRules, source: FpFormat, format: FpFormat, bits: number, rounding: number): void {
  evaluate(rules, FloatOp.convert, format, source, 32, bits, 0, 0, rounding, element);
}

/**
 * Element i from element i. Where the source has fewer, elements 0 and 1 become 0 and the others all ones, as in RI5CY's FPU,
 * whose narrow lanes 2 and 3 box what they lack.
 */
function convertElements(
  rules: FpuRules,
  { format, source, lanes }: FloatOperation,
  a: number,
  rounding: number,
  out: FpResult,
): void {
  const { width } = format;
  let result = 0;
  let flags = 0;
  for (let i = 0; i < lanes; i++) {
    if ((i + 1) * source.width <= 32) {
      convert(rules, source, format, elementOf(a, source.width, i), rounding);
      result |= element.signedBits << (i * width);
      flags |= element.flags;
    } else if (i > 1) result |= -1 << (i * width);
  }
  out.set(result, flags);
}

/** Two FP32 numbers into elements `first` and the next; the rest is 0. */
function pack(
  rules: FpuRules,
  format: FpFormat,
  a: number,
  b: number,
  first: number,
  rounding: number,
  out: FpResult,
): void {
  convert(rules, FP32, format, a, rounding);
  const low = element.signedBits << (first * format.width);
  const { flags } = element;
  convert(rules, FP32, format, b, rounding);
  out.set(low | (element.signedBits << ((first + 1) * format.width)), flags | element.flags);
}

/**
 * Extension: c plus the products of the elements, one fused multiply-add each, element 0 first. `dot` works in the element
 * format on element 0 of c and fills up the result like a scalar one, `dotExpanding` in FP32 (smallFloat's vfdotp and
 * vfdotpex).
 */
function dotProduct(
  rules: FpuRules,
  { op, format, lanes, replicate }: FloatOperation,
  a: number,
  b: number,
  c: number,
  rounding: number,
  out: FpResult,
): void {
  const { width } = format;
  const expands = op === FloatOp.dotExpanding;
  const step = expands ? FloatOp.maddExpanding : FloatOp.madd;
  let sum = expands ? c : elementOf(c, width, 0);
  let flags = 0;
  for (let i = 0; i < lanes; i++) {
    const y = elementOf(b, width, replicate ? 0 : i);
    evaluate(rules, step, format, format, width, elementOf(a, width, i), y, sum, rounding, element);
    sum = element.signedBits;
    flags |= element.flags;
  }
  out.set(expands ? sum : fillUp(rules, sum, width), flags);
}
