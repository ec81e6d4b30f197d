import { expect } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { redmuleParameters, tileColumns } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../../run/data/random.js";
import { designs } from "../redmule/drawn-job.js";
import { kindOf, SHAPE, shapeBin } from "./shape-coverage.js";
import { offers, sizesOf } from "./steer.js";

const bins = Array.from({ length: SHAPE.size }, (_, bin) => bin);

test.prop([designs, fc.nat(1e6)], { numRuns: 8 })("a job of a bin's kind falls into this bin", (design, seed) => {
  const p = redmuleParameters(design);
  const random = new SplitMix64(seed);
  for (const bin of bins) {
    const kind = kindOf(bin);
    if (!offers(p, kind)) continue;
    const sizes = sizesOf(random, p, kind);
    expect(SHAPE.binName(shapeBin({ op: kind.op, fmt: kind.fmt, ...sizes }, p))).toBe(SHAPE.binName(bin));
    const tiles = { m: p.L, n: tileColumns(p), k: tileColumns(p) };
    for (const name of ["m", "n", "k"] as const) {
      expect(sizes[name]).toBeLessThanOrEqual(Math.max(128, 2 * tiles[name]));
    }
  }
});

test("arrays without short rows, chunks or columns lack the kinds that need them", () => {
  const count = (array: { L: number; H: number; P: number }): number =>
    bins.filter((bin) => offers(array, kindOf(bin))).length / SHAPE.size;
  expect(count({ L: 12, H: 4, P: 3 })).toBe(1);
  expect(count({ L: 1, H: 4, P: 3 })).toBe(1 / 2);
  expect(count({ L: 12, H: 1, P: 3 })).toBe(2 / 3);
  expect(count({ L: 12, H: 4, P: 0 })).toBe(2 / 3);
  expect(count({ L: 1, H: 1, P: 0 })).toBe(1 / 12);
});
