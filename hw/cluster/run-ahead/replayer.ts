import { CoreFpu } from "../../fpu/core-fpu.js";
import { alu, compare } from "../core/alu.js";
import type { Core } from "../core/core.js";
import { quotient } from "../core/divider.js";
import { Jump, Unit, type Instruction } from "../core/instruction.js";
import { highProduct } from "../core/multiplier.js";
import { fpuRulesOf } from "../core/parameters.js";
import { pulpAlu } from "../core/pulp-alu.js";
import { divisionOutcome } from "./decision.js";
import type { MemoryImage } from "./memory-image.js";
import type { Segment } from "./stretch.js";
import { type Boundary, StretchEnd } from "./stretch.js";

/**
 * Executes recorded stretches on the registers of a core and its memory, without time. A stretch either comes to an end
 * that was recorded, or leaves no trace.
 */
export class Replayer {
  private readonly core: Core;
  private readonly memory: MemoryImage;
  private readonly values: Int32Array;
  private readonly before = new Int32Array(64);
  private readonly fpu: CoreFpu;
  /** Exceptions of the stretch, and whether it wrote a floating-point register; the same of all stretches that stay. */
  private stretchFlags = 0;
  private stretchFloat = 0;
  flags = 0;
  wroteFloat = 0;
  /** Where the last instruction of a segment leads. */
  private outcome = 0;

  constructor(core: Core, memory: MemoryImage) {
    this.core = core;
    this.memory = memory;
    this.values = core.registers.values;
    this.fpu = new CoreFpu(fpuRulesOf(core.parameters));
  }

  /** Replays from a boundary. Null, and no change, when what happens has not been recorded or is none of a replay. */
  run(from: Boundary): StretchEnd | null {
    this.before.set(this.values);
    this.stretchFlags = this.stretchFloat = 0;
    let segment = from.first;
    for (;;) {
      if (!this.execute(segment)) break;
      const next = segment.next(this.outcome);
      if (next === undefined) break;
      if (next instanceof StretchEnd) return next;
      segment = next;
    }
    this.undo();
    return null;
  }

  /** What the last stretch did stays. */
  commit(): void {
    this.flags |= this.stretchFlags;
    this.wroteFloat |= this.stretchFloat;
    this.memory.commit();
  }

  /** Takes the last stretch back. */
  undo(): void {
    this.memory.undo();
    this.values.set(this.before);
  }

  private execute({ instructions, pcs }: Segment): boolean {
    for (let i = 0; i < instructions.length; i++) {
      if (!this.step(instructions[i], pcs[i])) return false;
    }
    return true;
  }

  /** One instruction; false when it is none of a replay. */
  private step(d: Instruction, pc: number): boolean {
    const { values } = this;
    const a = d.aIsPc ? pc : values[d.rs1];
    const b = d.bIsImm ? d.immB : values[d.rs2];
    this.outcome = 0;
    switch (d.unit) {
      case Unit.alu: {
        // A jump reads its base before the link register is written.
        if (d.jump === Jump.jalr) this.outcome = (values[d.rs1] + d.imm) & ~1;
        if (d.aluRd !== 0) values[d.aluRd] = alu(d.op, a, b);
        return true;
      }
      case Unit.load:
        return this.load(d, a, b);
      case Unit.store:
        return this.store(d, a, b);
      case Unit.branch:
        this.outcome = compare(d.op, a, b) ? (pc + d.imm) | 0 : (pc + d.size) | 0;
        return true;
      case Unit.pulp:
        if (d.aluRd !== 0) values[d.aluRd] = pulpAlu(d.pulpOp, a, b, values[d.rs3]);
        return true;
      case Unit.mulh:
        if (d.aluRd !== 0) values[d.aluRd] = highProduct(d.op, a, b);
        return true;
      case Unit.divider:
        this.outcome = divisionOutcome(d, b);
        if (d.aluRd !== 0) values[d.aluRd] = quotient(d.op, a, b);
        return true;
      default:
        return this.float(d, a, b);
    }
  }

  private load(d: Instruction, a: number, b: number): boolean {
    const sum = (a + b) | 0;
    const { memory, values } = this;
    if (!memory.load(d, d.postIncrement ? a : sum)) return false;
    if (d.aluRd !== 0) values[d.aluRd] = sum;
    if (d.rd !== 0) values[d.rd] = memory.value;
    if (d.rd >= 32) this.stretchFloat = 1;
    return true;
  }

  private store(d: Instruction, a: number, b: number): boolean {
    const sum = (a + b) | 0;
    if (!this.memory.store(d, d.postIncrement ? a : sum, this.values[d.rs3])) return false;
    if (d.aluRd !== 0) this.values[d.aluRd] = sum;
    return true;
  }

  private float(d: Instruction, a: number, b: number): boolean {
    const { csrs } = this.core;
    if ((d.usesFs && csrs.fs === 0) || (d.roundsDynamically && csrs.roundingReserved)) return false;
    const { fpu, values } = this;
    fpu.execute(d.float!, a, b, values[d.rs3], csrs.frm);
    this.stretchFlags |= fpu.flags;
    if (d.rd !== 0) values[d.rd] = fpu.result;
    if (d.rd >= 32) this.stretchFloat = 1;
    return true;
  }
}
