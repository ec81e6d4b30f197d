/** The commonest functions of `map` steps as loops of their own: the general one calls two functions for each element. */
import { roundToF16 } from "../../hw/fpu/fast.js";
import type { ElementFormat, MapFunction } from "../step.js";

/** Elements of one operand: the first, and from one to the next. */
export interface Line {
  readonly elements: Float32Array;
  /** The same as encodings. */
  readonly bits: Int32Array;
  readonly start: number;
  readonly stride: number;
}

/** Writes `size` results, rounded to FP32. */
type Loop = (out: Line, size: number, a: Line, b: Line, constant: number) => void;

const INFINITE = 0x7f800000;

// Signs of activations are as good as random: without branches both take a fifth of the time.
const relu: Loop = ({ bits: out, start, stride }, size, { bits: a, start: from, stride: step }) => {
  for (let e = 0, at = start, i = from; e < size; e++, at += stride, i += step) {
    const x = a[i];
    out[at] = x & ~(x >> 31) & ~((INFINITE - x) >> 31);
  }
};

const reluBackward: Loop = ({ bits: out, start, stride }, size, { bits: a, start: from, stride: step }, b) => {
  const { bits: y, stride: other } = b;
  for (let e = 0, at = start, i = from, j = b.start; e < size; e++, at += stride, i += step, j += other) {
    const x = y[j];
    out[at] = a[i] & (-x >> 31) & ~(x >> 31) & ~((INFINITE - x) >> 31);
  }
};

const scale: Loop = ({ elements: out, start, stride }, size, { elements: a, start: from, stride: step }, _b, c) => {
  for (let e = 0, at = start, i = from; e < size; e++, at += stride, i += step) out[at] = Math.fround(a[i] * c);
};

/** The loop of a function; undefined: there is none. */
export function plainLoop(fn: MapFunction): Loop | undefined {
  return fn === "relu" ? relu : fn === "reluBackward" ? reluBackward : fn === "scale" ? scale : undefined;
}

/** Whether results of a loop are numbers of a format as they are: operands of that format pass through rectifiers unchanged. */
export function passes(fn: MapFunction, operand: ElementFormat, result: ElementFormat): boolean {
  return result === "fp32" || (fn !== "scale" && operand === result);
}

/** Whether `roundLine` knows a format. */
export function isPlain(format: ElementFormat): boolean {
  return format === "fp32" || format === "fp16";
}

/** Rounds results that are FP32 numbers to FP16. */
export function roundLine({ elements, start, stride }: Line, size: number): void {
  for (let e = 0, at = start; e < size; e++, at += stride) elements[at] = roundToF16(elements[at]);
}
