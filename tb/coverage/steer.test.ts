import { expect } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../random.js";
import { designs } from "../redmule/drawn-job.js";
import { drawJob, type Shape } from "../redmule/placed-job.js";
import { SHAPE, shapeBin } from "./shape-coverage.js";
import { steeredSizes } from "./steer.js";

const KINDS = SHAPE.size / 96;

function binsOf(parameters: { L: number; H: number; P: number }, seed: number, draws: number): Map<number, number> {
  const p = redmuleParameters(parameters);
  const random = new SplitMix64(seed);
  const bins = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const shape: Shape = { op: "MATMUL", fmt: "fp8", ...steeredSizes(random, p) };
    const bin = shapeBin({ ...drawJob({ ...shape, m: 1, n: 1, k: 1 }, "zero", 0), ...shape }, p);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return bins;
}

test("steered sizes reach every combination of leftovers and tile counts of the default array", () => {
  const bins = binsOf({ L: 12, H: 4, P: 3 }, 1, 4000);
  expect(bins.size).toBe(SHAPE.size / KINDS);
  expect(Math.min(...bins.values())).toBeGreaterThan(8);
});

test.prop([designs, fc.nat(1e6)])("steered sizes are sizes of two tiles or at most 128", (design, seed) => {
  const random = new SplitMix64(seed);
  const D = design.H * (design.P + 1);
  for (let i = 0; i < 50; i++) {
    const { m, n, k } = steeredSizes(random, design);
    for (const [size, tile] of [
      [m, design.L],
      [n, D],
      [k, D],
    ]) {
      expect(Number.isInteger(size) && size >= 1 && size <= Math.max(128, 2 * tile)).toBe(true);
    }
  }
});
