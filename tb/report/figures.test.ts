import { test as property, fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { redmuleOf } from "../../hw/config.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { flipFlopsOf } from "../../measure/area/design.js";
import { heatMaps } from "../../measure/report/heat-map.js";
import { frontOf } from "../../measure/report/pareto.js";
import { rooflines } from "../../measure/report/roofline.js";
import { slowDowns } from "../../measure/report/slow-down.js";
import { stalls } from "../../measure/report/stalls.js";
import { studyOf, type Finding } from "../../measure/report/study.js";
import { configOf, pointOf } from "../../measure/sweep/point.js";
import { FlipFlops } from "../../measure/area/flip-flops.js";
import { sweepOf, TINY } from "./sweeps.js";

type Row = Record<string, number | string>;

/** The data of a layer of a panel. */
function rows(picture: Finding, layer: number, panel = 0): readonly Row[] {
  const { layer: layers } = picture.spec!.concat[panel] as { layer: { data: { values: Row[] } }[] };
  return layers[layer].data.values;
}

const size = fc.integer({ min: 1, max: 12 });
const sizes = fc.uniqueArray(size, { minLength: 2, maxLength: 4 });

property.prop({ L: fc.integer({ min: 1, max: 4 }), m: sizes, k: sizes, n: size, seed: fc.nat(99) }, { numRuns: 6 })(
  "a map has a cell for each job and for nothing beside it, and lines where a size needs more tiles of L or D than the one before",
  ({ L, m, k, n, seed }) => {
    const sweep = sweepOf({ base: { ...TINY, L, n, seed }, product: { m, k } });
    const [map] = heatMaps(studyOf(sweep));
    const cells = rows(map, 0);
    const [rowsUp, columns] = [m, k].map((values) => [...values].sort((a, b) => a - b));
    expect(cells).toEqual(
      sweep.records.map((record) => {
        const [bottom, left] = [rowsUp.indexOf(record.m), columns.indexOf(record.k)];
        return { left, right: left + 1, bottom, top: bottom + 1, utilisation: record.utilisation };
      }),
    );
    const D = TINY.H * (TINY.P + 1);
    const steps = (tile: number, values: readonly number[]) =>
      values.flatMap((value, i) => (i > 0 && Math.ceil(value / tile) > Math.ceil(values[i - 1] / tile) ? [i] : []));
    // So few cells have their values written in them.
    expect(rows(map, 1).map(({ utilisation }) => utilisation)).toEqual(cells.map(({ utilisation }) => utilisation));
    expect(rows(map, 2).map(({ line }) => line)).toEqual(steps(D, columns));
    expect(rows(map, 3).map(({ line }) => line)).toEqual(steps(L, rowsUp));
  },
);

property.prop({ m: size, n: sizes, k: size, stall: fc.constantFrom(0, 0.3), seed: fc.nat(99) }, { numRuns: 6 })(
  "no job stands above its roof, and what CE-clocks are lost to adds up to all but the useful ones",
  ({ m, n, k, stall, seed }) => {
    const study = studyOf(sweepOf({ base: { ...TINY, m, k, stall, seed }, product: { n } }));
    const [roofline] = rooflines(study);
    // Jobs of one intensity have a sentence instead of a picture.
    const points = roofline.spec === null ? [] : rows(roofline, 2);
    expect(points.length > 0 || roofline.caption.length > 0).toBe(true);
    for (const { intensity, rate } of points) {
      expect(rate).toBeLessThanOrEqual(1.01 * Math.min(Number(intensity), TINY.L * TINY.H));
    }
    const [lost] = stalls(study);
    if (lost.spec === null || rows(lost, 0).every(({ name }) => name === undefined)) return;
    const losses = new Map<string, number>();
    for (const { name, share } of rows(lost, 0)) {
      losses.set(String(name), (losses.get(String(name)) ?? 0) + Number(share));
    }
    for (const { n: of, account, cycles, L, H } of study.good) {
      expect(losses.get(String(of)) ?? 0).toBeCloseTo(1 - account.useful / (cycles * L * H), 10);
    }
  },
);

const candidate = fc.record({
  name: fc.string(),
  cost: fc.integer({ min: 1, max: 9 }),
  macPerClock: fc.integer({ min: 1, max: 9 }),
});

property.prop([fc.array(candidate)])("who is not on the front is beaten by one who is, and nobody on it is", (all) => {
  const front = frontOf(all);
  const beats = (a: (typeof all)[0], b: (typeof all)[0]) => a.cost <= b.cost && a.macPerClock >= b.macPerClock;
  for (const one of all)
    expect(front.includes(one)).toBe(!all.some((other) => other !== one && !front.includes(one) && beats(other, one)));
  for (const one of front) expect(front.filter((other) => beats(other, one))).toEqual([one]);
});

test("the slow-down is over the clocks of the same job at the best value", () => {
  const sweep = sweepOf({
    base: { ...TINY, m: 9, n: 9, k: 9, memory: "tcdm" },
    product: { load: [0, 1], seed: [1, 2] },
  });
  const [picture] = slowDowns(studyOf(sweep));
  const clocks = sweep.records.map(({ cycles }) => cycles!);
  expect(clocks[2]).toBeGreaterThan(clocks[0]);
  expect(rows(picture, 0).map(({ load, slow }) => [load, slow])).toEqual([
    [0, 1],
    [1, (clocks[2] + clocks[3]) / (clocks[0] + clocks[1])],
  ]);
});

test.each([{ L: 12 }, { L: 3, H: 2, P: 1 }, { L: 2, H: 2, P: 0, port: 96 }, { streamFifo: 9, port: 416 }])(
  "flip-flops of %o are those of the staged design",
  (given) => {
    const point = pointOf(given);
    const { blocks } = new FlipFlops(new Redmule(redmuleOf(configOf(point)), "staged").scope("redmule"));
    expect(flipFlopsOf(redmuleOf(configOf(point))).all).toBe([...blocks.values()].reduce((sum, bits) => sum + bits, 0));
  },
);
