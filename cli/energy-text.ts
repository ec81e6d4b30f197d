import type { Energy } from "../measure/energy/estimate.js";

/** An interval wider than this, one way, is told. */
const WIDE = 1.05;

type Figure = Pick<Energy, "microjoules" | "low" | "high" | "source">;

export const energyDigits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** The mark of a figure, and its interval where that is wide. */
function knownBy({ microjoules, low, high, source }: Figure): string {
  return high > WIDE * microjoules ? `${source}; ${energyDigits(low)} to ${energyDigits(high)}` : source;
}

/** Microjoules as screens print them. */
export function energyText(figure: Figure): string {
  return `${energyDigits(figure.microjoules)} uJ (${knownBy(figure)})`;
}

/** Milliwatts, and how well the energy is known. */
export function powerText(energy: Figure & Pick<Energy, "milliwatts">): string {
  return `${energy.milliwatts.toFixed(1)} mW (${knownBy(energy)})`;
}
