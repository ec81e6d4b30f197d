import type { Element, Origin } from "./origin.js";

/** An element as it is written, counted from 0: `X[3][17]`. */
export function elementText({ matrix, row, column }: Pick<Element, "matrix" | "row" | "column">): string {
  return `${matrix}[${row}][${column}]`;
}

/** What a cell holds, in words; `steps` is the job's N. */
export function originText(origin: Origin, steps: number): string {
  if (origin === "padding") return "padding";
  if (origin === "left over") return "left over from before";
  const { upTo } = origin;
  if (upTo === undefined) return elementText(origin);
  return upTo === steps - 1 ? `${elementText(origin)}, complete` : `${elementText(origin)} over n = 0 to ${upTo}`;
}
