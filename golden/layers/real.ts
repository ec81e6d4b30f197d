/** Correctly rounded operations on numbers of the formats of training, by way of exact rationals. A number stands for its encoding. */
import {
  add as addBits,
  cast,
  fma as fmaBits,
  max as maxBits,
  min as minBits,
  mul as mulBits,
} from "../arithmetic/arithmetic.js";
import { divide, squareRoot } from "../arithmetic/divide.js";
import { toDouble } from "../arithmetic/dyadic.js";
import { decode, FP16, FP32, FP8_E4M3, FP8_E5M2, type FloatFormat } from "../arithmetic/format.js";
import { encodeNumber } from "../arithmetic/number.js";

export type RealFormat = "fp32" | "fp16" | "fp8" | "fp8alt";

const FORMATS: Readonly<Record<RealFormat, FloatFormat>> = { fp32: FP32, fp16: FP16, fp8: FP8_E5M2, fp8alt: FP8_E4M3 };
const view = new DataView(new ArrayBuffer(4));

/** The encoding of a number of a format. */
export function encodingOf(format: RealFormat, value: number): number {
  if (format !== "fp32") return encodeNumber(format, value);
  view.setFloat32(0, value);
  return view.getUint32(0);
}

/** The number of an encoding. */
export function numberOf(format: RealFormat, bits: number): number {
  return toDouble(decode(FORMATS[format], bits));
}

type Operation = (format: FloatFormat, ...operands: number[]) => { readonly bits: number };

function operation(run: Operation): (format: RealFormat, ...operands: number[]) => number {
  return (format, ...operands) => {
    const encodings = operands.map((operand) => encodingOf(format, operand));
    return numberOf(format, run(FORMATS[format], ...encodings).bits);
  };
}

const fmaOf = operation((format, a, b, c) => fmaBits(format, a, b, c));
const addOf = operation((format, a, b) => addBits(format, a, b));
const mulOf = operation((format, a, b) => mulBits(format, a, b));
const divOf = operation((format, a, b) => divide(format, a, b));
const sqrtOf = operation((format, a) => squareRoot(format, a));
const maxOf = operation((format, a, b) => maxBits(format, a, b));
const minOf = operation((format, a, b) => minBits(format, a, b));

/** a b + c with one rounding, FP32 unless another format is named. */
export const fma = (a: number, b: number, c: number, format: RealFormat = "fp32"): number => fmaOf(format, a, b, c);
export const add = (a: number, b: number): number => addOf("fp32", a, b);
export const sub = (a: number, b: number): number => addOf("fp32", a, -b);
export const mul = (a: number, b: number): number => mulOf("fp32", a, b);
export const div = (a: number, b: number): number => divOf("fp32", a, b);
export const sqrt = (a: number): number => sqrtOf("fp32", a);
export const maximum = (a: number, b: number): number => maxOf("fp32", a, b);
export const minimum = (a: number, b: number): number => minOf("fp32", a, b);

/** A number of FP32 rounded to a format. */
export function rounded(format: RealFormat, value: number): number {
  return numberOf(format, cast(FP32, FORMATS[format], encodingOf("fp32", value)).bits);
}

/** A double rounded to FP32, for numbers that the host computes. */
export const single = (value: number): number => new Float32Array([value])[0];

/** The chain start + v0 + v1 + ... */
export function sum(values: readonly number[], start = 0): number {
  return values.reduce((total, value) => add(total, value), start);
}

/** Even and odd terms in a chain of fma each, the odd one from +0 and as long as the other, and their sum. */
export function dotInLanes(a: readonly number[], b: readonly number[], start = 0): number {
  const [even, odd] = [start, 0].map((first, lane) => {
    let total = first;
    for (let i = lane; i - lane < a.length; i += 2) total = fma(a[i] ?? 0, b[i] ?? 0, total, "fp16");
    return total;
  });
  return addOf("fp16", even, odd);
}

/** Chain of fma(a, b, acc). */
export function dot(a: readonly number[], b: readonly number[], start = 0, format: RealFormat = "fp32"): number {
  return a.reduce((total, value, i) => fma(value, b[i], total, format), start);
}
