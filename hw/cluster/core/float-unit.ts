import { CoreFpu } from "../../fpu/core-fpu.js";
import { DivSqrt } from "../../fpu/div-sqrt.js";
import { registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import { BUBBLE } from "./decoder.js";
import { FloatOp } from "../../fpu/float-operation.js";
import type { Instruction } from "./instruction.js";
import { fpuRulesOf, type CoreParameters } from "./parameters.js";

/** An operation and what it computes with. */
export interface FloatOperands {
  readonly instruction: Instruction;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function isIterative(d: Instruction): boolean {
  const op = d.float?.op;
  return op === FloatOp.div || op === FloatOp.sqrt;
}

/**
 * FPU of the core behind EX. An operation that leaves EX is done one clock later, and its result then takes the write port
 * of loaded data. Divisions and square roots take their time outside the pipeline, and their result the port of EX. Results
 * come in order: EX keeps an operation while one of the other kind is under way.
 */
export class FloatUnit implements Block {
  readonly division: DivSqrt;
  /** Input: the operation that `take` describes leaves EX. */
  start = 0;
  private instruction: Instruction = BUBBLE;
  private a = 0;
  private b = 0;
  private c = 0;
  private frm = 0;

  // Wires.
  /** An operation is under way or comes out. */
  active = 0;
  /** A result comes out for register `rd`, with its flags. */
  done = 0;
  /** It comes out of the division and takes the port of EX. */
  takesAluPort = 0;
  result = 0;
  flags = 0;

  // Registers.
  rd = 0;
  /** The result of the clock before stands here. */
  valid = 0;
  value = 0;
  valueFlags = 0;

  private readonly fpu: CoreFpu;

  constructor(parameters: CoreParameters) {
    const rules = fpuRulesOf(parameters);
    this.division = new DivSqrt(rules);
    this.fpu = new CoreFpu(rules);
  }

  /** 0 while nothing is under way and the wires say so: settle and edge may then be left out. */
  get pending(): number {
    return this.valid | this.division.busy | this.active;
  }

  /** Inputs of an operation that leaves EX, and the rounding mode in frm. */
  take(operands: FloatOperands, frm: number): void {
    this.instruction = operands.instruction;
    this.a = operands.a;
    this.b = operands.b;
    this.c = operands.c;
    this.frm = frm;
  }

  settle(): void {
    const { division } = this;
    this.active = this.valid | division.busy;
    this.done = this.takesAluPort = this.flags = 0;
    if (!this.active) return;
    if (this.valid) {
      this.done = 1;
      this.result = this.value;
      this.flags = this.valueFlags;
      return;
    }
    division.settle();
    this.done = this.takesAluPort = division.done;
    if (!division.done) return;
    this.result = division.result;
    this.flags = division.flags;
  }

  /** True when EX has to keep its operation. */
  refuses(d: Instruction): boolean {
    return this.active !== 0 && (this.division.busy !== 0 || isIterative(d));
  }

  /** True while a result for this register is awaited that does not come in this clock. */
  awaits(register: number): boolean {
    return register === this.rd && this.active !== 0 && this.done === 0;
  }

  edge(): void {
    const { division } = this;
    division.start = 0;
    this.valid = 0;
    if (this.start) this.launch(this.instruction);
    if (division.busy | division.start) division.edge();
  }

  private launch(d: Instruction): void {
    if (d.float === null) return;
    this.rd = d.rd;
    if (isIterative(d)) {
      const { division } = this;
      division.start = 1;
      division.operation = d.float;
      division.a = this.a;
      division.b = this.b;
      division.rounding = d.roundsDynamically ? this.frm : d.float.rounding;
      return;
    }
    this.fpu.execute(d.float, this.a, this.b, this.c, this.frm);
    this.valid = 1;
    this.value = this.fpu.result;
    this.valueFlags = this.fpu.flags;
  }

  reset(): void {
    this.rd = this.valid = this.value = this.valueFlags = 0;
    this.start = this.active = this.done = this.takesAluPort = this.flags = 0;
    this.division.reset();
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { rd: 6, valid: 1, valueFlags: 5 }),
      ...signedWordsOf(this, ["value"]),
      wire("active", 1, () => this.active),
      wire("done", 1, () => this.done),
    ];
    return { name, probes, children: [this.division.scope("division")] };
  }
}
