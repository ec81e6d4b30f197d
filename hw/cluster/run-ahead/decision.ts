import { divisionSteps } from "../core/divider.js";
import { Jump, Special, Unit, type Instruction } from "../core/instruction.js";
import { FloatOp } from "../../fpu/float-operation.js";

/** True for an instruction whose time or successor depends on data: a segment ends with it. */
export function decides(d: Instruction): boolean {
  return d.unit === Unit.branch || d.jump === Jump.jalr || d.unit === Unit.divider;
}

/** Outcome of a division: the number of its steps, as the time depends on nothing else. */
export function divisionOutcome(d: Instruction, divisor: number): number {
  return divisionSteps(d.op, divisor);
}

/**
 * True for an instruction that can be replayed: it changes registers and memory alone, and takes the same time whenever the
 * same instructions surround it.
 */
export function replays(d: Instruction): boolean {
  if (d.special !== Special.none || d.traps || d.loop !== 0) return false;
  switch (d.unit) {
    case Unit.csr:
    case Unit.none:
    case Unit.atomic:
    case Unit.macLoad:
      return false;
    case Unit.float:
      return d.float!.op !== FloatOp.div && d.float!.op !== FloatOp.sqrt;
    default:
      return true;
  }
}
