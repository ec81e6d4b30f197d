import type { Tensor } from "../../golden/gemm/job.js";
import { LAYOUTS } from "../../golden/arithmetic/number.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import { Group, type Hits } from "./group.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const CLASSES = [
  ...["+zero", "-zero", "+subnormal", "-subnormal", "+normal", "-normal", "+infinity", "-infinity"],
  ...["quiet NaN", "signalling NaN"],
];
const MAGNITUDES = ["zero", "subnormal", "normal", "infinity", "NaN"];

const OPERAND = new Group("operand", "A tensor holds an element of this class.", {
  tensor: ["X", "W", "Y"],
  format: FORMATS,
  class: CLASSES,
});

const PAIR = new Group("pair", "Elements of these classes met in the first operation of a step.", {
  operation: OPERATIONS,
  x: MAGNITUDES,
  w: MAGNITUDES,
});

const RESULT = new Group("result", "A result is of this class.", {
  operation: OPERATIONS,
  format: FORMATS,
  class: CLASSES,
});

export const SPECIAL_GROUPS: readonly Group[] = [OPERAND, PAIR, RESULT];

function classOf(fmt: TensorFormat, bits: number): number {
  const { fractionBits, signBit, infinity } = LAYOUTS[fmt];
  const magnitude = bits & (signBit - 1);
  const quiet = 1 << (fractionBits - 1);
  if (magnitude > infinity) return magnitude & quiet ? 8 : 9;
  const sign = bits & signBit ? 1 : 0;
  if (magnitude === infinity) return 6 + sign;
  if (magnitude === 0) return sign;
  return (magnitude < 1 << fractionBits ? 2 : 4) + sign;
}

const tables = new Map<TensorFormat, Uint16Array>();

/** 1 << class of every encoding of a format; made on first use. */
function classTable(fmt: TensorFormat): Uint16Array {
  let table = tables.get(fmt);
  if (table === undefined) {
    table = Uint16Array.from({ length: 2 * LAYOUTS[fmt].signBit }, (_, bits) => 1 << classOf(fmt, bits));
    tables.set(fmt, table);
  }
  return table;
}

/** Set of classes without their signs. */
function magnitudesOf(classes: number): number {
  let set = 0;
  for (let i = 0; i < MAGNITUDES.length; i++) if ((classes >> (2 * i)) & 3) set |= 1 << i;
  return set;
}

/** Samples the special values among operands and results. */
export class SpecialCoverage {
  private readonly operand: Float64Array;
  private readonly pair: Float64Array;
  private readonly result: Float64Array;

  constructor(coverage: Hits) {
    this.operand = coverage.of(OPERAND);
    this.pair = coverage.of(PAIR);
    this.result = coverage.of(RESULT);
  }

  job(done: PlacedJob): void {
    const { op, fmt, x, w, y } = done.job;
    const table = classTable(fmt);
    const format = FORMATS.indexOf(fmt);
    const operation = OPERATIONS.indexOf(op);
    this.count(this.operand, format, classesOf(x, table));
    this.count(this.operand, FORMATS.length + format, classesOf(w, table));
    if (y !== undefined && op !== "MATMUL") this.count(this.operand, 2 * FORMATS.length + format, classesOf(y, table));
    this.count(this.result, FORMATS.length * operation + format, classesOf(done.z(), table));
    this.countPairs(done.job, operation, table);
  }

  private count(hits: Float64Array, row: number, classes: number): void {
    for (let i = 0; i < CLASSES.length; i++) hits[CLASSES.length * row + i] += (classes >> i) & 1;
  }

  /** Every element of column i of X meets every element of row i of W. */
  private countPairs({ m, n, k, x, w }: PlacedJob["job"], operation: number, table: Uint16Array): void {
    let met = 0;
    for (let i = 0; i < n; i++) {
      let left = 0;
      let right = 0;
      for (let row = 0; row < m; row++) left |= table[x[row * n + i]];
      for (let column = 0; column < k; column++) right |= table[w[i * k + column]];
      left = magnitudesOf(left);
      right = magnitudesOf(right);
      for (let c = 0; c < MAGNITUDES.length; c++) if ((left >> c) & 1) met |= right << (MAGNITUDES.length * c);
    }
    const bins = MAGNITUDES.length ** 2;
    for (let i = 0; i < bins; i++) this.pair[bins * operation + i] += (met >> i) & 1;
  }
}

function classesOf(tensor: Tensor, table: Uint16Array): number {
  let classes = 0;
  for (let i = 0; i < tensor.length; i++) classes |= table[tensor[i]];
  return classes;
}
