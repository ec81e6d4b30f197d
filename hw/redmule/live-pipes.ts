import { F16_TO_F64, f64ToF16Bits, fmaF16, maxF16, minF16 } from "../fpu/fast.js";
import { registerArray, type Scope } from "../probe.js";
import type { ArrayOperands } from "./array.js";
import { CE_STAGES, STAGE1_ADD, STAGE1_FMA, STAGE1_MAX, STAGE1_MIN, STAGE2_MAX, STAGE2_NONE } from "./ce-operation.js";
import type { RedmuleParameters } from "./parameters.js";

/** The output registers of a {@link PipeArray}, as FP16 encodings, and its pipelines. */
export interface Outputs {
  output(l: number, h: number): number;
  setOutput(l: number, h: number, bits: number): void;
  /** What leaves the pipeline of CE (l, h) in `age` clocks, 1 to P. */
  inFlight(l: number, h: number, age: number): number;
  setInFlight(l: number, h: number, age: number, bits: number): void;
}

/**
 * E21: the pipelines of an array whose operation may change while operands are in flight. Every CE has one behind the FMA, one
 * behind the min/max unit and one of accumulators, and what the operation of a clock does not use stands still in it. Plain
 * multiply-adds leave all but the first alone (E10), so rows that have done nothing else for P clocks need no such care: `step`
 * gives them back to the array, and takes them away again with the first other operation.
 */
export class LivePipes {
  private readonly L: number;
  private readonly H: number;
  private readonly P: number;
  private readonly pads: boolean;
  private readonly outputs: Outputs;

  // Registers: FP16 encodings of CE (l, h), stage s, at ((s * H) + h) * L + l; stage 0 is the youngest.
  private readonly fma: Uint16Array;
  private readonly minMax: Uint16Array;
  private readonly accumulators: Uint16Array;
  private readonly steps: Uint8Array;
  /** Per row: plain multiply-adds in a row, P at most, and whether its FMA pipeline is the array's. */
  private readonly plain: Uint8Array;
  private readonly given: Uint8Array;

  constructor({ L, H, P, errata }: RedmuleParameters, outputs: Outputs) {
    [this.L, this.H, this.P] = [L, H, P];
    this.pads = !errata.E10;
    this.outputs = outputs;
    this.fma = new Uint16Array(P * H * L);
    this.minMax = new Uint16Array(P * H * L);
    this.accumulators = new Uint16Array(P * H * L);
    this.steps = new Uint8Array(P * H * L);
    this.plain = new Uint8Array(L);
    this.given = new Uint8Array(L);
    this.reset();
  }

  /**
   * One enabled clock of the first `rows` rows, unless the array can do it: then false, and nothing has happened.
   * @param steps of every column: see `OperandStore`
   */
  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null, steps: Uint8Array): boolean {
    if (this.rests(rows, operation, steps)) return false;
    const plain = this.isPlain(operation, steps);
    if (plain && !this.pads && this.give(rows)) return false;
    this.take(rows);
    for (let l = 0; l < rows; l++) {
      this.plain[l] = plain ? Math.min(this.P, this.plain[l] + 1) : 0;
      const fed = y === null ? this.outputs.output(l, this.H - 1) : y[l];
      for (let h = this.H - 1; h >= 0; h--) {
        const input = h === 0 ? fed : this.outputs.output(l, h - 1);
        const result = this.result(l, h, operation);
        this.advance(l, h, operation, [operands.xBits(l, h), operands.wBits(h), input, steps[h]]);
        this.outputs.setOutput(l, h, result);
      }
    }
    return true;
  }

  /** The array has the first rows already, and this operation leaves them to it. */
  rests(rows: number, operation: number, steps: Uint8Array): boolean {
    if (this.pads || !this.isPlain(operation, steps)) return false;
    for (let l = 0; l < rows; l++) if (this.given[l] === 0) return false;
    return true;
  }

  /** Multiply-adds in every column. */
  private isPlain(operation: number, steps: Uint8Array): boolean {
    if (CE_STAGES[operation][0] !== STAGE1_FMA) return false;
    for (let h = 0; h < this.H; h++) if (steps[h] === 0) return false;
    return true;
  }

  private at(l: number, h: number, stage: number): number {
    return (stage * this.H + h) * this.L + l;
  }

  /** What reaches the output register of a CE. */
  private result(l: number, h: number, operation: number): number {
    const [stage1, stage2] = CE_STAGES[operation];
    const last = this.at(l, h, this.P - 1);
    const delayed = this.accumulators[last];
    if (this.steps[last] === 0) return delayed;
    const first = stage1 === STAGE1_MIN || stage1 === STAGE1_MAX ? this.minMax[last] : this.fma[last];
    if (stage2 === STAGE2_NONE) return first;
    return stage2 === STAGE2_MAX ? maxF16(first, delayed) : minF16(first, delayed);
  }

  private advance(l: number, h: number, operation: number, operands: readonly number[]): void {
    const [x, w, accumulator, step] = operands;
    const [stage1, stage2] = CE_STAGES[operation];
    this.push(this.steps, l, h, step);
    if (this.pads || stage2 !== STAGE2_NONE) this.push(this.accumulators, l, h, accumulator);
    if (stage1 === STAGE1_MIN) this.push(this.minMax, l, h, minF16(x, w));
    else if (stage1 === STAGE1_MAX) this.push(this.minMax, l, h, maxF16(x, w));
    else if (stage1 === STAGE1_FMA) this.push(this.fma, l, h, fmaF16(x, w, accumulator));
    else {
      const [a, b] = [F16_TO_F64[x], F16_TO_F64[w]];
      this.push(this.fma, l, h, f64ToF16Bits(stage1 === STAGE1_ADD ? a + b : a * b));
    }
  }

  private push(stages: Uint16Array | Uint8Array, l: number, h: number, value: number): void {
    for (let s = this.P - 1; s > 0; s--) stages[this.at(l, h, s)] = stages[this.at(l, h, s - 1)];
    stages[this.at(l, h, 0)] = value;
  }

  /** Gives the first rows to the array, if their pipelines hold plain multiply-adds alone. */
  private give(rows: number): boolean {
    for (let l = 0; l < rows; l++) if (this.given[l] === 0 && this.plain[l] < this.P) return false;
    for (let l = 0; l < rows; l++) {
      if (this.given[l] === 0) this.move(l, (h, age, at) => this.outputs.setInFlight(l, h, age, this.fma[at]));
      this.given[l] = 1;
    }
    return true;
  }

  /** Takes the first rows from the array. */
  private take(rows: number): void {
    for (let l = 0; l < rows; l++) {
      if (this.given[l] === 0) continue;
      this.move(l, (h, age, at) => {
        this.fma[at] = this.outputs.inFlight(l, h, age);
        this.steps[at] = 1;
      });
      this.given[l] = 0;
      this.plain[l] = this.P;
    }
  }

  private move(l: number, one: (h: number, age: number, at: number) => void): void {
    for (let h = 0; h < this.H; h++) for (let age = 1; age <= this.P; age++) one(h, age, this.at(l, h, this.P - age));
  }

  reset(): void {
    for (const stages of [this.fma, this.minMax, this.accumulators, this.steps]) stages.fill(0);
    this.plain.fill(0);
    // An array with nothing in flight gives +0.
    this.given.fill(this.pads ? 0 : 1);
  }

  scope(name: string): Scope {
    const format = { format: "fp16" } as const;
    return {
      name,
      probes: [
        registerArray("fma", 16, this.fma, format),
        registerArray("minMax", 16, this.minMax, format),
        registerArray("accumulators", 16, this.accumulators, format),
        registerArray("steps", 1, this.steps),
        registerArray("plain", 8, this.plain),
        registerArray("given", 1, this.given),
      ],
      children: [],
    };
  }
}
