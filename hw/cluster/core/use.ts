import { FloatOp } from "../../fpu/float-operation.js";
import { Op, Unit, type Instruction } from "./instruction.js";
import { PULP_CODE, PulpOp } from "./pulp-op.js";
import { STALL_NAMES } from "./stall.js";

/** Kinds of instructions by the part of a core that they keep busy, as names. */
export const WORK_NAMES = [
  "control",
  "integer",
  "multiplication",
  "division",
  "access",
  "fp32_fma",
  "fp16_fma",
  "fp16_fma_2",
  "fp16_fma_4",
  "float_other",
  "float_other_2",
  "float_division",
] as const;
export type Work = (typeof WORK_NAMES)[number];

/**
 * What a clock of a core was used for: the reason of a clock without an issue is its `Stall`, and a clock that issues counts
 * under the work of its instruction, from `FIRST_WORK` on. `Stall.issued` itself stays 0.
 */
export const FIRST_WORK = STALL_NAMES.length;
export const USES = FIRST_WORK + WORK_NAMES.length;

/** Index among the uses of a clock that issues this instruction. */
export function useOf(d: Instruction): number {
  return FIRST_WORK + WORK_NAMES.indexOf(workOf(d));
}

function workOf(d: Instruction): Work {
  switch (d.unit) {
    case Unit.float:
      return floatWork(d);
    case Unit.load:
    case Unit.store:
    case Unit.atomic:
      return "access";
    case Unit.mulh:
    case Unit.macLoad:
      return "multiplication";
    case Unit.divider:
      return "division";
    case Unit.alu:
      return d.op === Op.mul ? "multiplication" : "integer";
    case Unit.pulp:
      return multiplies(d.pulpOp & PULP_CODE) ? "multiplication" : "integer";
    default:
      return "control";
  }
}

function multiplies(code: number): boolean {
  const isMac = code >= PulpOp.mac && code <= PulpOp.macHigh;
  return isMac || code >= PulpOp.dot || code === PulpOp.complexReal || code === PulpOp.complexImaginary;
}

function floatWork({ float }: Instruction): Work {
  const { op, lanes, source } = float!;
  if (op === FloatOp.div || op === FloatOp.sqrt) return "float_division";
  const isFma = op <= FloatOp.nmadd || op >= FloatOp.dot;
  if (!isFma) return lanes === 1 ? "float_other" : "float_other_2";
  if (lanes === 1) return source.width === 32 ? "fp32_fma" : "fp16_fma";
  return lanes === 2 ? "fp16_fma_2" : "fp16_fma_4";
}
