import type { Lay } from "../choice.js";
import type { GemmStep, OperandView } from "../../step.js";
import type { PlanContext } from "../context.js";
import { MatrixOperand, type Operand } from "./operand.js";
import { PatchOperand } from "./patches.js";

/**
 * The operand of a product.
 * @param lay what becomes of one that lies the other way round
 */
export function operandOf(name: string, view: OperandView, step: GemmStep, context: PlanContext, lay: Lay): Operand {
  return view.kind === "matrix"
    ? new MatrixOperand(name, view, step.count, context, lay)
    : new PatchOperand(view, step.count, context, lay);
}
