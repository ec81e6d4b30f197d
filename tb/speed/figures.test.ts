import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benchRows, slowerThan, type BenchFigures } from "../../measure/speed/figures.js";

const stored = JSON.parse(
  readFileSync(new URL("../reference/bench/ratios.json", import.meta.url), "utf8"),
) as BenchFigures;

test("a run equals itself, and a ratio beyond the limit is named", () => {
  expect(slowerThan(stored, stored, 1)).toEqual([]);
  const slow = { ...stored, oneCoreRatio: 2.1 * stored.oneCoreRatio, clocksPerSecond: 1 };
  expect(slowerThan(stored, slow, 2).map(({ before }) => before)).toEqual([stored.oneCoreRatio]);
  expect(slowerThan(stored, slow, 2.2)).toEqual([]);
});

test("a file that is no stored run is refused with the figure that it lacks", () => {
  expect(() => slowerThan({ fmaRatio: 1 }, stored, 2)).toThrow(/has no figure ratio12x4/);
  expect(() => slowerThan(null, stored, 2)).toThrow(/store one with redmule bench --json/);
});

test("every figure has a row", () => {
  expect(benchRows(stored)).toHaveLength(Object.keys(stored).length);
});
