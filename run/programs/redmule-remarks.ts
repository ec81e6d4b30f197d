import type { Redmule } from "../../hw/redmule/redmule.js";

/** What a program that has ended left undone at RedMulE, in sentences. */
export function redmuleRemarks({ registers, busy }: Redmule): readonly string[] {
  const remarks: string[] = [];
  if (registers.locked !== 0) {
    remarks.push("A context of RedMulE was acquired and its job never triggered: write 0 to TRIGGER.");
  }
  if (registers.pending !== 0 && busy === 0) {
    remarks.push("A job of RedMulE was committed and never started: write 0 to TRIGGER.");
  }
  return remarks;
}
