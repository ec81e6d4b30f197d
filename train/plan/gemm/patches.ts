import type { PatchView } from "../../step.js";
import type { PlanContext } from "../context.js";
import type { Operand } from "./operand.js";

export function patchOperand(view: PatchView, count: readonly number[], context: PlanContext): Operand {
  throw new RangeError(`im2row of ${view.tensor} (${count.length}, ${context.cores})`);
}
