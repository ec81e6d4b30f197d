import { relative } from "node:path";
import type { Mutant } from "@stryker-mutator/api/core";

/** What identifies a mutant from run to run: file, place, mutator and the text that it puts there. */
export function keyOf({
  fileName,
  location: { start, end },
  mutatorName,
  replacement,
}: Pick<Mutant, "fileName" | "location" | "mutatorName" | "replacement">): string {
  const place = `${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
  return `${relative(process.cwd(), fileName)}:${place} ${mutatorName} ${replacement.replace(/\s+/g, " ")}`;
}
