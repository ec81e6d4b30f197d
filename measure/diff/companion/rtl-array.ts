import { f64ToF16Bits, F16_TO_F64, fmaF16, maxF16, minF16 } from "../../../hw/fpu/fast.js";
import { register, registerArray, type Probe, type Scope } from "../../../hw/probe.js";
import { operandStore, type ArrayDatapath, type ArrayOperands, type OperandStore } from "../../../hw/redmule/array.js";
import {
  CE_STAGES,
  STAGE1_ADD,
  STAGE1_MAX,
  STAGE1_MIN,
  STAGE1_MUL,
  STAGE2_MAX,
  STAGE2_NONE,
} from "../../../hw/redmule/ce-operation.js";
import type { RedmuleParameters } from "../../../hw/redmule/parameters.js";
import { ADD, FMADD, middleOf, MUL, resultOfMiddle, type Middle } from "./rtl-fma.js";

/** The P stages of one unit of a compute element: operands, operation and, computed ahead, the result. */
class Unit {
  readonly a: Uint16Array;
  readonly b: Uint16Array;
  readonly c: Uint16Array;
  readonly op: Uint8Array;
  readonly maximum: Uint8Array;
  readonly result: Uint16Array;
  /** The stage has taken something since reset; before, its registers are 0. */
  readonly taken: Uint8Array;
  /** The middle of a stage as it was loaded, where its operands are not known. */
  readonly held: (Middle | null)[];
  /** A stage hands on only what is valid; a flush clears this. */
  readonly valid: Uint8Array;

  constructor(stages: number) {
    this.a = new Uint16Array(stages);
    this.b = new Uint16Array(stages);
    this.c = new Uint16Array(stages);
    this.op = new Uint8Array(stages);
    this.maximum = new Uint8Array(stages);
    this.result = new Uint16Array(stages);
    this.taken = new Uint8Array(stages);
    this.valid = new Uint8Array(stages);
    this.held = Array.from({ length: stages }, () => null);
  }

  /** One clock: every stage takes what stands valid before it, the first what `put` puts there next. */
  shift(): void {
    const { a, b, c, op, maximum, result, taken, valid } = this;
    for (let s = valid.length - 1; s > 0; s--) {
      if (valid[s - 1]) {
        a[s] = a[s - 1];
        b[s] = b[s - 1];
        c[s] = c[s - 1];
        op[s] = op[s - 1];
        maximum[s] = maximum[s - 1];
        result[s] = result[s - 1];
        taken[s] = taken[s - 1];
        this.held[s] = this.held[s - 1];
      }
      valid[s] = valid[s - 1];
    }
  }

  put(operation: number, a: number, b: number, c: number, maximum: number, result: number): void {
    this.op[0] = operation;
    this.a[0] = a;
    this.b[0] = b;
    this.c[0] = c;
    this.maximum[0] = maximum;
    this.result[0] = result;
    this.taken[0] = this.valid[0] = 1;
    this.held[0] = null;
  }

  reset(): void {
    for (const values of [this.a, this.b, this.c, this.op, this.maximum, this.result, this.taken, this.valid]) {
      values.fill(0);
    }
    this.held.fill(null);
  }
}

/** What the multiply-add unit makes of its operands. */
function resultOf(op: number, a: number, b: number, c: number): number {
  if (op === ADD) return f64ToF16Bits(F16_TO_F64[b] + F16_TO_F64[c]);
  return op === MUL ? f64ToF16Bits(F16_TO_F64[a] * F16_TO_F64[b]) : fmaF16(a, b, c);
}

/** A compute element as the RTL clocks it: its two units stand still while the other one works, and so does the accumulator. */
class Element {
  readonly fma: Unit;
  readonly minMax: Unit;
  readonly accumulators: Uint16Array;
  output = 0;

  constructor(stages: number) {
    this.fma = new Unit(stages);
    this.minMax = new Unit(stages);
    this.accumulators = new Uint16Array(stages);
  }

  /** What stands before the output register. */
  result(operation: number): number {
    const [stage1, stage2] = CE_STAGES[operation];
    const unit = stage1 === STAGE1_MIN || stage1 === STAGE1_MAX ? this.minMax : this.fma;
    const first = unit.result[unit.result.length - 1];
    if (stage2 === STAGE2_NONE) return first;
    const second = this.accumulators[this.accumulators.length - 1];
    return stage2 === STAGE2_MAX ? maxF16(first, second) : minF16(first, second);
  }

  step(operation: number, x: number, w: number, accumulator: number): void {
    const [stage1, stage2] = CE_STAGES[operation];
    this.output = this.result(operation);
    if (stage2 !== STAGE2_NONE) {
      this.accumulators.copyWithin(1, 0);
      this.accumulators[0] = accumulator;
    }
    if (stage1 === STAGE1_MIN || stage1 === STAGE1_MAX) {
      const isMax = stage1 === STAGE1_MAX ? 1 : 0;
      this.minMax.shift();
      this.minMax.put(0, x, w, 0, isMax, isMax ? maxF16(x, w) : minF16(x, w));
      return;
    }
    this.fma.shift();
    if (stage1 === STAGE1_ADD) this.fma.put(ADD, 0, x, w, 0, resultOf(ADD, 0, x, w));
    else if (stage1 === STAGE1_MUL) this.fma.put(MUL, x, w, 0, 0, resultOf(MUL, x, w, 0));
    else this.fma.put(FMADD, x, w, accumulator, 0, resultOf(FMADD, x, w, accumulator));
  }

  flush(): void {
    this.output = 0;
    this.fma.valid.fill(0);
    this.minMax.valid.fill(0);
  }

  reset(): void {
    this.output = 0;
    this.accumulators.fill(0);
    this.fma.reset();
    this.minMax.reset();
  }
}

/** Y as it lies in the buffer, payloads of NaNs included; the engine's own Y has none. */
export type YBits = (row: number) => number;

/**
 * The array as the reference RTL clocks it, errors and leftovers of earlier jobs included. Every register of a compute element of the
 * RTL follows from what it holds; `result` is what the others of its stage come to.
 */
export class RtlArray implements ArrayDatapath {
  readonly store: OperandStore;
  /** Set by whoever builds the design around it. */
  yBits: YBits = () => 0;
  private readonly rows: readonly (readonly Element[])[];
  private operation = 0;
  private readonly stages: number;

  constructor(p: RedmuleParameters) {
    this.store = operandStore(p);
    this.stages = p.P;
    this.rows = Array.from({ length: p.L }, () => Array.from({ length: p.H }, () => new Element(p.P)));
  }

  together(): number {
    return 1;
  }

  output(l: number, h: number): number {
    return this.rows[l][h].output;
  }

  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void {
    this.operation = operation;
    const count = Math.min(rows, this.rows.length);
    for (let l = 0; l < count; l++) {
      const row = this.rows[l];
      // From the end: each element takes the output that the one before it has had.
      const first = y === null ? row[row.length - 1].output : this.yBits(l);
      for (let h = row.length - 1; h >= 0; h--) {
        row[h].step(operation, operands.xBits(l, h), operands.wBits(h), h === 0 ? first : row[h - 1].output);
      }
    }
  }

  /**
   * The registers of the units have been loaded: what the model computes ahead follows from them.
   * @param maximum the min/max units look for the maximum
   */
  loaded(maximum: number): void {
    const inputs = Math.floor((this.stages + 1) / 3);
    const middle = Math.floor((this.stages + 2) / 3);
    for (const row of this.rows) {
      for (const { fma, minMax } of row) {
        fma.taken.fill(1);
        minMax.taken.fill(1);
        minMax.maximum.fill(maximum);
        for (let s = 0; s < inputs; s++) fma.result[s] = resultOf(fma.op[s], fma.a[s], fma.b[s], fma.c[s]);
        for (let s = inputs; s < inputs + middle; s++) fma.result[s] = resultOfMiddle(fma.held[s] ?? EMPTY);
        for (let s = 0; s < Math.floor((this.stages + 1) / 2); s++) {
          minMax.result[s] = maximum ? maxF16(minMax.a[s], minMax.b[s]) : minF16(minMax.a[s], minMax.b[s]);
        }
      }
    }
  }

  flush(rows: number): void {
    for (let l = 0; l < Math.min(rows, this.rows.length); l++) for (const element of this.rows[l]) element.flush();
  }

  reset(): void {
    for (const row of this.rows) for (const element of row) element.reset();
  }

  scopes(): Scope[] {
    return this.rows.map((row, l) => ({
      name: `row${l}`,
      probes: [],
      children: row.map((element, h) => ({
        name: `ce${h}`,
        probes: [
          register(
            "output",
            16,
            () => element.output,
            (value) => (element.output = value),
            { format: "fp16" as const },
          ),
          registerArray("pipeline", 16, element.fma.result, { format: "fp16" }),
          registerArray("accumulators", 16, element.accumulators, { format: "fp16" }),
        ],
        children: [],
      })),
    }));
  }

  /** What the units hold in the RTL's words; not counted as registers of the model. */
  units(name: string): Scope {
    const children = this.rows.map((row, l) => ({
      name: `row${l}`,
      probes: [],
      children: row.map((element, h) => ({
        name: `ce${h}`,
        probes: [
          this.resultProbe(element),
          ...validProbes("fma", element.fma),
          ...validProbes("minmax", element.minMax),
        ],
        children: [
          { name: "fma", probes: [...unitProbes(element.fma), ...middleProbes(element.fma)], children: [] },
          { name: "minmax", probes: unitProbes(element.minMax), children: [] },
        ],
      })),
    }));
    return { name, probes: [], children };
  }

  private resultProbe(element: Element): Probe {
    return { name: "result", width: 16, length: 1, kind: "wire", get: () => element.result(this.operation) };
  }
}

function unitProbes({ a, b, c, op, maximum, result }: Unit): Probe[] {
  return [
    ...(
      [
        ["a", a],
        ["b", b],
        ["c", c],
        ["result", result],
      ] as const
    ).map(([name, values]) => registerArray(name, 16, values)),
    registerArray("op", 5, op),
    registerArray("maximum", 1, maximum),
  ];
}

function validProbes(name: string, { taken, valid }: Unit): Probe[] {
  return [registerArray(`${name}_taken`, 1, taken), registerArray(`${name}_valid`, 1, valid)];
}

const WIDTHS: Readonly<Record<keyof Middle, number>> = {
  ...{ effSub: 1, expProd: 7, expDiff: 7, tentExp: 7, addShamt: 6, sticky: 1, sumLow: 32, sumHigh: 5 },
  ...{ finalSign: 1, isSpecial: 1, special: 16, specialStatus: 5 },
};

const EMPTY = Object.fromEntries(Object.keys(WIDTHS).map((key) => [key, 0])) as unknown as Middle;

/** The middle registers of every stage; 0 where nothing has been taken since reset. */
function middleProbes(unit: Unit): Probe[] {
  const seen = { op: -1, a: -1, b: -1, c: -1 };
  const values = { ...EMPTY };
  const at = (s: number, key: keyof Middle): number => {
    const held = unit.held[s];
    if (held !== null) return held[key];
    if (!unit.taken[s]) return 0;
    const [op, a, b, c] = [unit.op[s], unit.a[s], unit.b[s], unit.c[s]];
    if (op !== seen.op || a !== seen.a || b !== seen.b || c !== seen.c) {
      middleOf(op, a, b, c, values);
      Object.assign(seen, { op, a, b, c });
    }
    return values[key];
  };
  return (Object.keys(WIDTHS) as (keyof Middle)[]).map((key) => ({
    name: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    width: WIDTHS[key],
    length: unit.a.length,
    kind: "register",
    get: (s) => at(s, key),
    set: (s, value) => {
      unit.held[s] = { ...(unit.held[s] ?? EMPTY), [key]: value };
    },
  }));
}
