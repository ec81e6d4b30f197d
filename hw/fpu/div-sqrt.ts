import { FloatOp, type FloatOperation } from "./float-operation.js";
import { registerArray, registersOf, type Block, type Scope } from "../probe.js";
import * as recurrence from "./digit-recurrence.js";
import { BF16, FP16, FP32, FP8_E5M2, FpResult, type FpFormat } from "./format.js";
import { fillUp, operandOf, type FpuRules } from "./rules.js";

/** Index = value of the `format` register. */
const FORMATS: readonly FpFormat[] = [FP32, FP16, BF16, FP8_E5M2];
const LANES = 4;
const RECORD_NAMES = ["known", "flags", "sign", "exponent", "remainder", "operand", "quotient"] as const;
/** Clocks behind the last iteration: rounding, and the way of a result back to the core. */
const TAIL = 4;

/**
 * Division and square root of a core, three digits a clock, in every lane of a packed operation at once. Operands are taken
 * in the clock with `start`; `done`, `result` and `flags` stand for one clock, 14 clocks later for FP32, 10 for FP16 and FP8
 * and 9 for bfloat16. With zeros, infinities, NaN and roots of negative numbers in all lanes it is 5, as nothing is iterated.
 *
 * The FP32 time is the measured one (15 clocks from one division to the next that waits for it); the others follow from the
 * iteration counts and the early end of the public unit `div_sqrt_mvp`.
 */
export class DivSqrt implements Block {
  // Input wires.
  start = 0;
  /** Drops the operation under way. */
  kill = 0;
  /** A division or square root. */
  operation: FloatOperation | null = null;
  a = 0;
  b = 0;
  /** Rounding mode 0 to 4, frm resolved. */
  rounding = 0;

  // Output wires.
  done = 0;
  /** 32 signed bits. */
  result = 0;
  flags = 0;

  // Registers.
  busy = 0;
  count = 0;
  root = 0;
  format = 0;
  lastLane = 0;
  mode = 0;
  private readonly rules: FpuRules;
  private readonly records = Array.from({ length: LANES }, () => new Uint32Array(recurrence.RECORD_WORDS));
  private readonly out = new FpResult();

  constructor(rules: FpuRules) {
    this.rules = rules;
  }

  settle(): void {
    this.done = this.busy !== 0 && this.count === 0 ? 1 : 0;
    if (this.done === 0) return;
    const format = FORMATS[this.format];
    let result = 0;
    let flags = 0;
    for (let i = 0; i <= this.lastLane; i++) {
      recurrence.finishDigits(format, this.mode, this.records[i], this.out);
      result |= this.out.signedBits << (i * format.width);
      flags |= this.out.flags;
    }
    this.result = this.lastLane === 0 ? fillUp(this.rules, result, format.width) : result;
    this.flags = flags;
  }

  edge(): void {
    if (this.kill !== 0) this.busy = 0;
    else if (this.start !== 0) this.load();
    else if (this.busy !== 0) this.step();
  }

  private load(): void {
    const { operation } = this;
    if (operation === null) return;
    const { format, lanes, replicate } = operation;
    this.busy = 1;
    this.root = operation.op === FloatOp.sqrt ? 1 : 0;
    this.format = FORMATS.indexOf(format);
    this.lastLane = lanes - 1;
    this.mode = this.rounding;
    let known = 1;
    for (let i = 0; i < lanes; i++) {
      const record = this.records[i];
      const a = this.operand(this.a, lanes, i, format);
      const b = this.operand(this.b, lanes, replicate ? 0 : i, format);
      if (this.root) recurrence.startSquareRoot(format, a, record);
      else recurrence.startDivision(format, a, b, record);
      known &= record[recurrence.KNOWN];
    }
    this.count = TAIL + (known !== 0 ? 0 : recurrence.iterationClocks(format));
  }

  private operand(register: number, lanes: number, i: number, format: FpFormat): number {
    if (lanes === 1) return operandOf(this.rules, format, register);
    return (register >>> (i * format.width)) & (-1 >>> (32 - format.width));
  }

  private step(): void {
    if (this.count === 0) {
      this.busy = 0;
      return;
    }
    if (this.count > TAIL) for (let i = 0; i <= this.lastLane; i++) this.iterate(this.records[i]);
    this.count--;
  }

  private iterate(record: Uint32Array): void {
    if (record[recurrence.KNOWN] !== 0) return;
    if (this.root) recurrence.rootDigits(record);
    else recurrence.divideDigits(record);
  }

  reset(): void {
    this.busy = this.count = this.root = this.format = this.lastLane = this.mode = 0;
    for (const record of this.records) record.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: registersOf(this, { busy: 1, count: 4, root: 1, format: 2, lastLane: 2, mode: 3 }),
      children: this.records.map((record, i) => ({
        name: `lane${i}`,
        probes: RECORD_NAMES.map((field, word) =>
          registerArray(field, recurrence.RECORD_WIDTHS[word], record.subarray(word, word + 1)),
        ),
        children: [],
      })),
    };
  }
}
