import { EVENTS } from "../measure/energy/events.js";
import type { Fit } from "../measure/energy/fit.js";
import type { VegaCheck } from "../measure/energy/vega.js";
import { FGCS_2023 } from "../measure/papers.js";
import { plainTable } from "./screen.js";

const pico = (value: number): string => value.toPrecision(3);
const per = (part: number, digits = 0): string => `${(100 * part).toFixed(digits)} %`;

/** What an event costs, and how that is known. */
export function coefficientTable({ coefficients }: Fit): string {
  const head = ["event", "pJ", "+-", "per", "determined", "by"];
  const rows = coefficients.map(({ event, picojoules, deviation, determination, by }) => [
    ...[event, pico(picojoules), pico(deviation), EVENTS[event].unit, per(determination)],
    by === null ? "its share" : `point ${by}`,
  ]);
  return `${plainTable([head, ...rows], ["left", "right", "right", "left", "right", "left"])}\n`;
}

/** The fit on a terminal. */
export function fitScreen(fit: Fit, checks: readonly VegaCheck[]): string {
  const points = fit.residuals.map(({ point, model, error }) => [
    ...[point.name, point.picojoules.toFixed(1), model.toFixed(1), per(error, 1), per(point.tolerance)],
  ]);
  const sources = fit.residuals.map(({ point }) => `  ${point.name}: ${point.source}`);
  const shares = fit.coefficients.map(({ event, share }) => [
    `  ${event}`,
    pico(share),
    `${EVENTS[event].cells} cells: ${EVENTS[event].why}`,
  ]);
  const { milliwatts, mhz } = FGCS_2023;
  return [
    `${fit.rank} independent points, ${fit.coefficients.length} coefficients: ${fit.nullSpace} directions that no published figure sees.`,
    'A coefficient starts from its share, within a factor of 2; the points take away the part of its doubt under "determined".',
    "",
    coefficientTable(fit),
    plainTable([["point", "pJ/clock", "model", "apart", "tolerance"], ...points], ["left"]),
    ...sources,
    "",
    `Shares, 1 cell = ${(1e3 * fit.cell).toFixed(2)} fJ:`,
    plainTable(shares, ["left", "right", "left"]),
    "",
    "Not fitted: VEGA, 22 nm, 10 cores, best efficiency in GFLOPS/W:",
    plainTable(
      checks.map(({ format, kernel, published, model, low, high }) => [
        `  ${format}`,
        `${published} published`,
        `${model.toFixed(0)} here with ${kernel} (${low.toFixed(0)} to ${high.toFixed(0)})`,
      ]),
      ["left", "left", "left"],
    ),
    "  The pair of 2022 puts eight busy cores at 9.2 mW; VEGA's efficiency needs several times that. Both cannot hold for",
    "  one cluster, so a figure of the cores alone is to be read with this factor in mind.",
    `Not used: "less than ${milliwatts} mW" at ${mhz} MHz. It would be a better efficiency than the best one published at 470 MHz.`,
    "",
  ].join("\n");
}
