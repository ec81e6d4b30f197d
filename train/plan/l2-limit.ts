import { UsageError } from "../../hw/errors.js";
import type { L2Plan } from "./memory.js";

/**
 * Refuses what needs more of L2 than a limit, where there is one.
 * @param used bytes of the tensors, or of program, tables and tensors
 * @throws UsageError naming what is missing, what holds most of it, and the mend
 */
export function checkL2(l2: L2Plan, used: number, limit: number | undefined): void {
  if (limit === undefined || used <= limit) return;
  const [largest] = l2.peak.holders;
  throw new UsageError(
    `The step needs ${used} bytes of L2, ${used - limit} more than --l2-kib ${limit / 1024} allows (the largest tensor alive in ${l2.peak.step} is ${largest?.tensor} with ${largest?.bytes} bytes): give --l2-kib ${Math.ceil(used / 1024)} or more, a smaller --batch, or --precision fp16.`,
  );
}
