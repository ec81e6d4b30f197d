import { OUTCOMES } from "../tb/inject/victim.js";
import { totals, type NamedToll, type Vulnerability } from "../tb/inject/vulnerability.js";
import type { Share } from "../tb/inject/wilson.js";
import { plainTable } from "./screen.js";

/** Registers in the table. */
const SHOWN = 15;

const share = ({ estimate, low, high }: Share): string => {
  const text = (part: number): string => (100 * part).toFixed(1);
  return `${text(estimate)} % (${text(low)} to ${text(high)})`;
};

function row({ name, bits, runs, outcomes, avf }: NamedToll): string[] {
  return [name, String(bits), String(runs), ...OUTCOMES.map((outcome) => String(outcomes[outcome])), share(avf)];
}

function tollTable(what: string, tolls: readonly NamedToll[]): string {
  return plainTable([[what, "flip-flops", "runs", ...OUTCOMES, "vulnerability (95 %)"], ...tolls.map(row)], ["left"]);
}

/** The headline and the tables of a campaign. */
export function injectScreen(title: string, found: Vulnerability): string {
  const { blocks, registers, avf } = found;
  const counts = totals(found);
  const ended = OUTCOMES.map((outcome) => `${counts[outcome]} ${outcome}`).join(", ");
  const shown = registers.filter(({ outcomes, runs }) => outcomes.masked < runs).slice(0, SHOWN);
  return [
    title,
    `Architecture vulnerability of RedMulE, blocks weighted by flip-flops: ${share(avf)}; ${ended}.`,
    "",
    tollTable("block", blocks),
    "",
    tollTable("most vulnerable registers, by the lower bound", shown),
    "",
  ].join("\n");
}
