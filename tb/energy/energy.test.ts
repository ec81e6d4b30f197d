import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { ACTIVITIES } from "../../measure/energy/activities.js";
import { activityFrom, plus } from "../../measure/energy/activity.js";
import { squareMillimetres } from "../../measure/energy/area.js";
import { BLOCKS, energyOf, theFit } from "../../measure/energy/estimate.js";
import { EVENT_NAMES, type EventName } from "../../measure/energy/events.js";
import { fitEnergy, type Fit } from "../../measure/energy/fit.js";
import { OPERATING_POINTS } from "../../measure/energy/operating-points.js";
import { measurePoints } from "../../measure/energy/point-jobs.js";
import { PUBLISHED } from "../../measure/energy/published.js";
import { runPoint } from "../../measure/sweep/run-point.js";
import { pointOf } from "../../measure/sweep/point.js";

const BEST = OPERATING_POINTS["0.65V"];
const record = (given: Parameters<typeof pointOf>[0]) => runPoint(pointOf(given), 0, "test");

test("the stored activities of the published points are what the model counts, to a per cent", () => {
  const measured = measurePoints();
  for (const [name, stored] of Object.entries(ACTIVITIES)) {
    const counts = measured[name as keyof typeof measured];
    expect(Object.keys(counts)).toEqual(Object.keys(stored));
    for (const [event, count] of Object.entries(stored)) {
      expect(counts[event as EventName]! / count, `${name} ${event}`).toBeCloseTo(1, 2);
    }
  }
});

describe("the fit", () => {
  test("sees six directions, stays near every point, and makes no coefficient negative", () => {
    const { rank, nullSpace, residuals, coefficients } = theFit();
    expect([rank, nullSpace]).toEqual([6, EVENT_NAMES.length - 6]);
    for (const { point, error } of residuals) expect(Math.abs(error), point.name).toBeLessThan(1.5 * point.tolerance);
    for (const { event, picojoules, deviation } of coefficients) {
      expect(picojoules, event).toBeGreaterThan(0);
      expect(deviation, event).toBeLessThan(picojoules);
    }
  });

  test("without a point, the energy at that point is in doubt", () => {
    const point = PUBLISHED.find(({ name }) => name === "gemmFp8")!;
    const row = activityFrom({ ...point.activity, leakage: 1e3 / point.mhz });
    const variance = ({ covariance }: Fit): number =>
      row.reduce((sum, a, i) => sum + row.reduce((part, b, j) => part + a * b * covariance.get(i, j), 0), 0);
    const without = fitEnergy(PUBLISHED.filter((other) => other !== point));
    expect(without.rank).toBe(5);
    expect(variance(without)).toBeGreaterThan(2 * variance(theFit()));
  });

  test("points of twice the energy make every figure twice as large", () => {
    const twice = fitEnergy(PUBLISHED.map((point) => ({ ...point, picojoules: 2 * point.picojoules })));
    theFit().coefficients.forEach(({ picojoules }, i) => {
      expect(twice.coefficients[i].picojoules / picojoules).toBeCloseTo(2, 9);
    });
  });
});

describe("an energy", () => {
  test("is the paper's where the paper measured it, and fitted, interpolated, extrapolated elsewhere", () => {
    const { energy } = record(BEST);
    expect(energy).toMatchObject({ source: "published", low: energy!.microjoules });
    expect(energy!.gflopsPerWatt).toBeCloseTo(755, 0);
    const other = record({ ...BEST, m: 5 }).energy!;
    expect(other.source).toBe("fitted");
    expect(other.low).toBeLessThan(other.microjoules);
    expect(record({ mhz: 613, volt: 0.8 }).energy!.source).toBe("interpolated");
    expect(record({ mhz: 613, volt: 0.9 }).energy!.source).toBe("extrapolated");
  });

  test("of gated rows is less than of rows at work, of MAXMIN less than of GEMM", () => {
    const energyFor = (given: object): number => record({ ...BEST, n: 64, k: 64, ...given }).energy!.microjoules;
    expect(energyFor({ m: 13 })).toBeLessThan(energyFor({ m: 24 }));
    expect(energyFor({ m: 24, op: "MAXMIN" })).toBeLessThan(energyFor({ m: 24 }));
  });

  property.prop([fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 24, maxLength: 24 })])(
    "is the sum of its blocks, within its interval, and grows with V squared",
    (counts) => {
      const activity = plus(Float64Array.from(counts), activityFrom({ clusterClock: 1, leakage: -counts[0] }));
      const [low, high] = [0.65, 0.8].map((volt) => energyOf(activity, { mhz: 500, volt }));
      const sum = BLOCKS.reduce((all, block) => all + low.blocks[block], 0);
      expect(sum / low.microjoules).toBeCloseTo(1, 9);
      expect(low.low).toBeLessThanOrEqual(low.microjoules);
      expect(low.high).toBeGreaterThanOrEqual(low.microjoules);
      expect(high.microjoules / low.microjoules).toBeCloseTo((0.8 / 0.65) ** 2, 9);
    },
  );
});

test("the area of 8 x 4 is the published one, and grows with the array", () => {
  const area = (L: number, H: number): number => squareMillimetres(redmuleParameters({ L, H, P: 3 }));
  expect(area(8, 4)).toBeCloseTo(0.07, 12);
  expect(area(12, 4)).toBeGreaterThan(area(8, 4));
  expect(area(12, 8)).toBeGreaterThan(1.5 * area(12, 4));
});

test("every operation moves two parts of a compute element", () => {
  for (const op of OPERATIONS) expect(record({ m: 4, n: 4, k: 4, op }).energy!.microjoules).toBeGreaterThan(0);
});
