/** reduce, softmax, loss. */
import type { LossStep, ReduceStep, SoftmaxStep } from "../step.js";
import { fma32, rounderOf } from "./arithmetic.js";
import { exp32, log32 } from "./elementary.js";
import { offsetsOf, type Elements, type Memory } from "./memory.js";

const f = Math.fround;

const knownParts = new WeakMap<ReduceStep, { outer: Int32Array; inner: Int32Array; target: Int32Array }>();

export function runReduce(step: ReduceStep, memory: Memory): void {
  let parts = knownParts.get(step);
  if (parts === undefined) {
    const { dimensions } = step.inputs[0];
    parts = {
      outer: offsetsOf(dimensions.slice(0, step.outer)),
      inner: offsetsOf(dimensions.slice(step.outer)),
      target: offsetsOf(step.output.dimensions),
    };
    knownParts.set(step, parts);
  }
  const [first, second = first] = step.inputs;
  const x = memory.get(first.tensor);
  const y = memory.get(second.tensor);
  const shift = second.offset - first.offset;
  const out = memory.get(step.output.tensor);
  const round = rounderOf(memory.tensor(step.output.tensor).format);
  const { outer, inner, target } = parts;
  for (let o = 0; o < outer.length; o++) {
    const at = step.output.offset + target[o];
    const begin = first.offset + outer[o];
    let sum = step.accumulate ? out[at] : 0;
    if (step.fn === "sum") for (let i = 0; i < inner.length; i++) sum = f(sum + x[begin + inner[i]]);
    else for (let i = 0; i < inner.length; i++) sum = fma32(x[begin + inner[i]], y[begin + shift + inner[i]], sum);
    out[at] = round(step.factor === 1 ? sum : f(sum * step.factor));
  }
}

export function runSoftmax(step: SoftmaxStep, memory: Memory): void {
  const input = memory.get(step.input);
  const output = memory.get(step.output);
  const round = rounderOf(memory.tensor(step.output).format);
  const rows = offsetsOf(step.rows);
  const { size, stride } = step.axis;
  const exps = new Float32Array(size);
  for (const row of rows) {
    if (step.fn === "forward") {
      const sum = exponentials(input, row, size, stride, exps).sum;
      const inverse = f(1 / sum);
      for (let i = 0; i < size; i++) output[row + i * stride] = round(f(exps[i] * inverse));
      continue;
    }
    const dy = memory.get(step.dy!);
    let dot = 0;
    for (let i = 0; i < size; i++) dot = fma32(dy[row + i * stride], input[row + i * stride], dot);
    for (let i = 0; i < size; i++) {
      const at = row + i * stride;
      output[at] = round(f(input[at] * f(dy[at] - dot)));
    }
  }
}

/** exp(x - largest) of a row and their sum, a chain from the first on. */
function exponentials(
  x: Elements,
  row: number,
  size: number,
  stride: number,
  exps: Float32Array,
): { readonly largest: number; readonly sum: number } {
  let largest = -Infinity;
  // fmax of the cores: a NaN loses; it comes back through x - largest.
  for (let i = 0; i < size; i++) if (x[row + i * stride] > largest) largest = x[row + i * stride];
  let sum = 0;
  for (let i = 0; i < size; i++) {
    exps[i] = exp32(f(x[row + i * stride] - largest));
    sum = f(sum + exps[i]);
  }
  return { largest, sum };
}

const LEAST_LOG = -100;
const LEAST_PRODUCT = f(1e-12);

export function runLoss(step: LossStep, memory: Memory): void {
  const prediction = memory.get(step.prediction);
  const target = memory.get(step.target);
  const rowLoss = memory.get(step.rowLoss);
  const gradient = step.gradient === undefined ? undefined : memory.get(step.gradient);
  const round = gradient && rounderOf(memory.tensor(step.gradient!).format);
  const rows = offsetsOf(step.rows);
  const elements = offsetsOf(step.elements);
  const factor = f(step.gradientFactor * (step.scale === undefined ? 1 : memory.get(step.scale)[0]));
  const isLabelled = target instanceof Int32Array;
  let total = 0;
  for (let r = 0; r < rows.length; r++) {
    const write = (i: number, value: number): void => {
      if (gradient !== undefined) gradient[rows[r] + elements[i]] = round!(f(value * factor));
    };
    const row =
      step.fn === "cross-entropy"
        ? isLabelled
          ? labelLoss(prediction, rows[r], step.elements[0], target[r], write)
          : softLoss(prediction, rows[r], step.elements[0], target, r * elements.length, write)
        : elementLoss(step.fn, prediction, rows[r], elements, target, r * elements.length, write);
    rowLoss[r] = row;
    total = f(total + row);
  }
  memory.get(step.loss)[0] = f(total * step.factor);
}

type Write = (i: number, derivative: number) => void;
interface Axis {
  readonly size: number;
  readonly stride: number;
}

/** (largest - x[label]) + log of the sum; derivative softmax, minus 1 at the label. */
function labelLoss(x: Elements, row: number, { size, stride }: Axis, label: number, write: Write): number {
  const exps = new Float32Array(size);
  const { largest, sum } = exponentials(x, row, size, stride, exps);
  const inverse = f(1 / sum);
  for (let i = 0; i < size; i++) {
    const p = f(exps[i] * inverse);
    write(i, i === label ? f(p - 1) : p);
  }
  return f(f(largest - x[row + label * stride]) + log32(sum));
}

/** Chain of fma(t, (largest - x) + log of the sum); derivative fma(softmax, sum of t, -t). */
function softLoss(x: Elements, row: number, { size, stride }: Axis, t: Elements, from: number, write: Write): number {
  const exps = new Float32Array(size);
  const { largest, sum } = exponentials(x, row, size, stride, exps);
  const inverse = f(1 / sum);
  const log = log32(sum);
  let loss = 0;
  let weight = 0;
  for (let i = 0; i < size; i++) {
    weight = f(weight + t[from + i]);
    loss = fma32(t[from + i], f(f(largest - x[row + i * stride]) + log), loss);
  }
  for (let i = 0; i < size; i++) write(i, fma32(f(exps[i] * inverse), weight, -t[from + i]));
  return loss;
}

function elementLoss(
  fn: "mse" | "l1" | "bce",
  x: Elements,
  row: number,
  elements: Int32Array,
  t: Elements,
  from: number,
  write: Write,
): number {
  let loss = 0;
  for (let i = 0; i < elements.length; i++) {
    const [y, wanted] = [x[row + elements[i]], t[from + i]];
    const d = f(y - wanted);
    if (fn === "mse") {
      loss = fma32(d, d, loss);
      write(i, f(d + d));
    } else if (fn === "l1") {
      loss = f(loss + Math.abs(d));
      write(i, d > 0 ? 1 : d < 0 ? -1 : 0);
    } else {
      const hit = atLeast(log32(y), LEAST_LOG);
      const rest = f(1 - y);
      const miss = atLeast(log32(rest), LEAST_LOG);
      loss = f(loss - fma32(wanted, hit, f(f(1 - wanted) * miss)));
      write(i, f(d / atLeast(f(rest * y), LEAST_PRODUCT)));
    }
  }
  return loss;
}

/** fmax of the cores. */
function atLeast(x: number, least: number): number {
  return x !== x ? least : Math.max(x, least);
}
