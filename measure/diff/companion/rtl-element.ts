import { f64ToF16Bits, F16_TO_F64, fmaF16, maxF16, minF16 } from "../../../hw/fpu/fast.js";
import {
  CE_STAGES,
  STAGE1_ADD,
  STAGE1_MAX,
  STAGE1_MIN,
  STAGE1_MUL,
  STAGE2_MAX,
  STAGE2_NONE,
} from "../../../hw/redmule/ce-operation.js";
import { ADD, FMADD, MUL, type Middle } from "./rtl-fma.js";

/** The P stages of one unit of a compute element: operands, operation and, computed ahead, the result. */
export class Unit {
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
export function resultOf(op: number, a: number, b: number, c: number): number {
  if (op === ADD) return f64ToF16Bits(F16_TO_F64[b] + F16_TO_F64[c]);
  return op === MUL ? f64ToF16Bits(F16_TO_F64[a] * F16_TO_F64[b]) : fmaF16(a, b, c);
}

/** A compute element as the RTL clocks it: its two units stand still while the other one works, and so does the accumulator. */
export class Element {
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
