import { hex } from "../hw/hex.js";
import type { ReplayDifference, ReplayResult } from "../tb/hci/replay.js";

/** Fields whose numbers are masks. */
const MASKS: ReadonlySet<string> = new Set(["grants", "valids", "locks"]);

/** The outcome of a replay: what was compared, or both sides of the first difference. */
export function describeReplay<Field extends string>(
  { name, clocks, equal, difference }: ReplayResult<Field>,
  labels: Readonly<Record<Field, string>>,
): string {
  if (difference) return `${name}: ${describeDifference(difference, labels)}`;
  const compared = (Object.keys(labels) as Field[]).filter((field) => equal[field] !== undefined);
  const counts = compared.map((field) => `${equal[field]} x ${labels[field]}`);
  return `${name}: ${clocks} clocks replayed without a difference; compared ${counts.join(", ")}.\n`;
}

function describeDifference<Field extends string>(
  { clock, field, trace, model }: ReplayDifference<Field>,
  labels: Readonly<Record<Field, string>>,
): string {
  const rows = (Object.keys(labels) as Field[]).map((key) => {
    const mark = key === field ? ">" : " ";
    return `${mark} ${labels[key]}\n    trace ${render(key, trace[key])}\n    model ${render(key, model[key])}\n`;
  });
  return `first difference in clock ${clock}, ${labels[field]}.\n${rows.join("")}`;
}

/** Masks in hexadecimal, lists separated by blanks. */
function render(field: string, value: number | string | readonly string[] | undefined): string {
  if (value === undefined) return "not recorded";
  if (typeof value === "object") return value.join(" ") || "none";
  return MASKS.has(field) ? hex(Number(value)) : String(value);
}
