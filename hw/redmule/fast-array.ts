import { F16_TO_F64, maxNumber, minNumber, ROUNDER, roundExtreme, roundRangeToF16 } from "../fpu/fast.js";
import { operandStore, type ArrayOperands } from "./array.js";
import { CE_STAGES, STAGE1_ADD, STAGE1_FMA, STAGE1_MAX, STAGE1_MIN, STAGE2_MAX } from "./ce-operation.js";
import type { RedmuleParameters } from "./parameters.js";
import { PipeArray } from "./pipe-array.js";

const sums = new Float64Array(4);
const sumWords = new Int32Array(sums.buffer);

/** The array evaluated by functions of doubles, on any platform. */
export class FastArray extends PipeArray {
  private readonly fed: Float64Array;
  /** Value of x at CE (l, h), index h * L + l. */
  private readonly x: Float64Array;
  /** Results of stage 1 of a column. */
  private readonly first: Float64Array;
  private readonly halves: Int32Array;
  private readonly firstHalves: Int32Array;

  constructor(p: RedmuleParameters) {
    super(p, operandStore(p), new Float64Array((p.P + 1) * p.H * p.L), p.L);
    this.fed = new Float64Array(p.L);
    this.x = new Float64Array(p.H * p.L);
    this.first = new Float64Array(p.L);
    this.halves = new Int32Array(this.pipe.buffer);
    this.firstHalves = new Int32Array(this.first.buffer);
  }

  protected compute(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void {
    const { L, H, pipe, fed, slot } = this;
    const { steps } = this.store;
    const outputs = (slot * H + H - 1) * L;
    if (y === null) for (let l = 0; l < rows; l++) fed[l] = pipe[outputs + l];
    else for (let l = 0; l < rows; l++) fed[l] = F16_TO_F64[y[l]];
    for (let h = 0; h < H; h++) if (this.store.stale[h]) this.decode(h);
    const fma = CE_STAGES[operation][0] === STAGE1_FMA;
    // From the last CE to the first: each takes the output of the one before it, which is still in place.
    for (let h = H - 1; h >= 0; h--) {
      if (steps[h] === 0) this.pass(h, rows);
      else if (!fma) this.combine(operation, h, operands, rows);
      else if (h >= 3 && steps[h - 1] + steps[h - 2] + steps[h - 3] === 3) {
        h -= 3;
        this.multiplyAdd4(h, operands, rows);
      } else this.multiplyAdd(h, operands, rows);
    }
  }

  private decode(h: number): void {
    const { L, x } = this;
    const { x: bits, halves, stale } = this.store;
    const from = (halves[h] * this.H + h) * L;
    for (let l = 0; l < L; l++) x[h * L + l] = F16_TO_F64[bits[from + l]];
    stale[h] = 0;
  }

  /** Padding: column h hands the accumulators on. */
  private pass(h: number, rows: number): void {
    const { L, pipe } = this;
    const to = (this.slot * this.H + h) * L;
    const inputs = h === 0 ? this.fed : pipe;
    const from = h === 0 ? 0 : to - L;
    for (let l = 0; l < rows; l++) pipe[to + l] = inputs[from + l];
  }

  private multiplyAdd(h: number, operands: ArrayOperands, rows: number): void {
    const { L, pipe, x } = this;
    const to = (this.slot * this.H + h) * L;
    const inputs = h === 0 ? this.fed : pipe;
    const from = h === 0 ? 0 : to - L;
    const value = F16_TO_F64[operands.wBits(h)];
    for (let l = 0; l < rows; l++) pipe[to + l] = x[h * L + l] * value + inputs[from + l];
    roundRangeToF16(pipe, this.halves, to, to + rows);
  }

  /** Columns h to h + 3 together: four independent sums an iteration keep the processor's adders busy. */
  private multiplyAdd4(h: number, operands: ArrayOperands, rows: number): void {
    const { L, H, pipe, slot, x } = this;
    const w0 = F16_TO_F64[operands.wBits(h)];
    const w1 = F16_TO_F64[operands.wBits(h + 1)];
    const w2 = F16_TO_F64[operands.wBits(h + 2)];
    const w3 = F16_TO_F64[operands.wBits(h + 3)];
    const inputs = h === 0 ? this.fed : pipe;
    const x0 = h * L;
    const base = (slot * H + h) * L;
    const from = h === 0 ? 0 : base - L;
    for (let l = 0; l < rows; l++) {
      const at0 = base + l;
      const at1 = at0 + L;
      const at2 = at1 + L;
      const xAt = x0 + l;
      const at3 = at2 + L;
      const s3 = x[xAt + 3 * L] * w3 + pipe[at2];
      const s2 = x[xAt + 2 * L] * w2 + pipe[at1];
      const s1 = x[xAt + L] * w1 + pipe[at0];
      const s0 = x[xAt] * w0 + inputs[from + l];
      sums[0] = s0;
      sums[1] = s1;
      sums[2] = s2;
      sums[3] = s3;
      const r0 = ROUNDER[sumWords[1] >>> 20];
      const r1 = ROUNDER[sumWords[3] >>> 20];
      const r2 = ROUNDER[sumWords[5] >>> 20];
      const r3 = ROUNDER[sumWords[7] >>> 20];
      pipe[at0] = s0 + r0 - r0;
      pipe[at1] = s1 + r1 - r1;
      pipe[at2] = s2 + r2 - r2;
      pipe[at3] = s3 + r3 - r3;
      if (r0 + r1 + (r2 + r3) !== r0 + r1 + (r2 + r3)) {
        if (r0 !== r0) pipe[at0] = roundExtreme(s0);
        if (r1 !== r1) pipe[at1] = roundExtreme(s1);
        if (r2 !== r2) pipe[at2] = roundExtreme(s2);
        if (r3 !== r3) pipe[at3] = roundExtreme(s3);
      }
    }
  }

  /** Column h of the operations with a min or max: op2(op1(x, w), accumulator). */
  private combine(operation: number, h: number, operands: ArrayOperands, rows: number): void {
    const { L, pipe, first, x } = this;
    const [stage1, stage2] = CE_STAGES[operation];
    const b = F16_TO_F64[operands.wBits(h)];
    const xAt = h * L;
    if (stage1 === STAGE1_MAX) for (let l = 0; l < rows; l++) first[l] = maxNumber(x[xAt + l], b);
    else if (stage1 === STAGE1_MIN) for (let l = 0; l < rows; l++) first[l] = minNumber(x[xAt + l], b);
    else {
      if (stage1 === STAGE1_ADD) for (let l = 0; l < rows; l++) first[l] = x[xAt + l] + b;
      else for (let l = 0; l < rows; l++) first[l] = x[xAt + l] * b;
      roundRangeToF16(first, this.firstHalves, 0, rows);
    }
    const to = (this.slot * this.H + h) * L;
    const inputs = h === 0 ? this.fed : pipe;
    const from = h === 0 ? 0 : to - L;
    if (stage2 === STAGE2_MAX) for (let l = 0; l < rows; l++) pipe[to + l] = maxNumber(first[l], inputs[from + l]);
    else for (let l = 0; l < rows; l++) pipe[to + l] = minNumber(first[l], inputs[from + l]);
  }
}
