import type { Im2row, Lay } from "../choice.js";
import type { GemmStep, OperandView } from "../../step.js";
import type { PlanContext } from "../context.js";
import { BroughtPatches } from "./brought-patches.js";
import { MatrixOperand, type Operand } from "./operand.js";
import { isBrought } from "./patch-transfers.js";
import { PatchOperand } from "./patches.js";

/** Ways to lay out the patches that a product reads. */
export function im2rowsOf({ x }: GemmStep): readonly Im2row[] {
  if (x.kind === "matrix") return ["none"];
  return isBrought(x) ? ["cores", "dma"] : ["cores"];
}

/**
 * The operand of a product.
 * @param lay what becomes of one that lies the other way round
 * @param im2row who lays out patches
 */
export function operandOf(
  name: string,
  view: OperandView,
  step: GemmStep,
  context: PlanContext,
  lay: Lay,
  im2row: Im2row,
): Operand {
  if (view.kind === "matrix") return new MatrixOperand(name, view, step.count, context, lay);
  return im2row === "dma"
    ? new BroughtPatches(view, step.count, context, lay)
    : new PatchOperand(view, step.count, context, lay);
}
